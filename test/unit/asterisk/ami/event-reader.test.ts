// The events as Asterisk 22 and 16 sent them in the lab.

import { describe, expect, it, test } from 'vitest';
import { readMessage } from '../../../../src/asterisk/ami/ami-message.ts';
import { EventReader } from '../../../../src/asterisk/ami/event-reader.ts';

const NOW = 1_795_260_000_000;
const PJSIP = { service: 'PJSIP', sessionid: 'one@lab', accountid: '4001' };
const SIP = { service: 'SIP', sessionid: '0x7efe9c0065a0', accountid: '4001' };
const CONTACT = {
  event: 'ContactStatus',
  uri: 'sip:4001@127.0.0.5:5060',
  contactstatus: 'Reachable',
  aor: '4001',
  endpointname: '4001',
  roundtripusec: '2617',
};
const PEER = {
  event: 'PeerStatus',
  channeltype: 'SIP',
  peer: 'SIP/4001',
  peerstatus: 'Registered',
};

function createReader() {
  const reader = new EventReader('main', () => NOW);
  return {
    reader,
    read: (...fields: readonly object[]) =>
      reader.read(readMessage(Object.assign({}, ...fields), () => 'tag')),
  };
}

describe('a contact', () => {
  test.each([
    ['Created', 'created'],
    ['NonQualified', 'unqualified'],
    ['Reachable', 'reachable'],
    ['Unreachable', 'unreachable'],
    ['Removed', 'removed'],
  ])('that is %s to Asterisk is %s', (contactstatus, status) => {
    const event = createReader().read(CONTACT, { contactstatus });

    expect(event).toEqual({
      kind: 'contact',
      asterisk: 'main',
      time: NOW,
      endpoint: '4001',
      aor: '4001',
      uri: 'sip:4001@127.0.0.5:5060',
      status,
      roundTripUs: status === 'reachable' ? 2617 : undefined,
    });
  });
});

test('RFC 3261 §19.1.1: a contact is told without the password in its URI', () => {
  const event = createReader().read(CONTACT, { uri: 'sip:4001:geheim@127.0.0.5:5060;ob' });

  expect(event).toMatchObject({ uri: 'sip:4001@127.0.0.5:5060;ob' });
});

test('an account that chan_sip names by its URI is told without a password', () => {
  const accountid = 'sip:4001:geheim@127.0.0.5';
  const event = createReader().read(SIP, { event: 'ChallengeSent', accountid, challenge: 'n' });

  expect(event).toMatchObject({ account: '4001' });
});

describe('a peer', () => {
  test.each([
    ['Registered', 'registered'],
    ['Unregistered', 'unregistered'],
    ['Reachable', 'reachable'],
    ['Lagged', 'reachable'],
    ['Unreachable', 'unreachable'],
    ['Rejected', 'rejected'],
  ])('that is %s to Asterisk is %s', (peerstatus, status) => {
    const event = createReader().read(PEER, { peerstatus, address: '127.0.0.5:5060' });

    expect(event).toMatchObject({
      kind: 'peer',
      endpoint: '4001',
      driver: 'chan_sip',
      status,
      cause: '',
      address: '127.0.0.5:5060',
    });
  });

  it('of another channel driver is of no interest', () => {
    const { reader, read } = createReader();

    expect(read(PEER, { channeltype: 'IAX2', peer: 'IAX2/x' })).toBeUndefined();
    expect(reader.unreadable.size).toBe(0);
  });
});

describe('an authentication', () => {
  test.each([
    ['ChallengeSent', {}, 'challenged', ''],
    ['SuccessfulAuth', { usingpassword: '1' }, 'succeeded', ''],
    ['ChallengeResponseFailed', { response: 'f1b0' }, 'failed', ''],
    ['InvalidAccountID', {}, 'unknown-account', ''],
    ['FailedACL', { aclname: 'not_match_endpoint_acl' }, 'acl-refused', 'not_match_endpoint_acl'],
    [
      'FailedACL',
      { aclname: 'registrar_attempt_exceeds_maximum_configured_contacts' },
      'request-refused',
      'registrar_attempt_exceeds_maximum_configured_contacts',
    ],
    ['RequestNotAllowed', { requesttype: 'INVITE' }, 'request-refused', 'RequestNotAllowed INVITE'],
    ['SessionLimit', {}, 'request-refused', 'SessionLimit'],
  ])('%s %j of chan_pjsip is %s', (event, fields, outcome, reason) => {
    const authentication = createReader().read(PJSIP, fields, { event });

    expect(authentication).toEqual({
      kind: 'authentication',
      asterisk: 'main',
      time: NOW,
      driver: 'chan_pjsip',
      outcome,
      account: '4001',
      callId: 'one@lab',
      nonce: undefined,
      responseTag: 'response' in fields ? 'tag' : undefined,
      reason,
    });
  });

  it('of AMI or ARI themselves is of no interest', () => {
    const { reader, read } = createReader();

    expect(read({ event: 'SuccessfulAuth', service: 'AMI', accountid: 'farend' })).toBeUndefined();
    expect(read({ event: 'SuccessfulAuth', service: 'ARI' })).toBeUndefined();
    expect(reader.unreadable.size).toBe(0);
  });

  it('without a name is one of an unknown account', () => {
    const event = { event: 'ChallengeResponseFailed', accountid: '<unknown>' };

    expect(createReader().read(PJSIP, event)).toMatchObject({
      outcome: 'unknown-account',
      account: '',
    });
  });

  it('that goes on after a refusal by a list has its name, and is no unknown account', () => {
    const { read } = createReader();
    const refused = { event: 'FailedACL', aclname: 'not_match_endpoint_acl' };

    const events = [
      read(PJSIP, refused),
      read(PJSIP, { event: 'ChallengeSent', accountid: '<unknown>' }),
      read(PJSIP, { event: 'ChallengeResponseFailed', accountid: '<unknown>' }),
    ];

    expect(events).toMatchObject([
      { outcome: 'acl-refused', account: '4001' },
      { outcome: 'challenged', account: '4001' },
      undefined as never,
    ]);
  });

  it.each([
    ['InvalidAccountID', { outcome: 'unknown-account', account: '4999', responseTag: 'tag' }],
    ['FailedACL', undefined],
  ])('after %s of chan_pjsip is told again where it says which password: %j', (event, expected) => {
    const { read } = createReader();
    read(PJSIP, { event, aclname: 'not_match_endpoint_acl', accountid: '4999' });

    const failed = read(PJSIP, {
      event: 'ChallengeResponseFailed',
      accountid: '<unknown>',
      response: 'f1b0',
    });

    if (expected === undefined) expect(failed).toBeUndefined();
    else expect(failed).toMatchObject(expected);
  });

  it('of chan_sip has its nonce from the challenge of the same session', () => {
    const { read } = createReader();

    read(SIP, { event: 'ChallengeSent', challenge: '1f472eba' });
    const succeeded = read(SIP, { event: 'SuccessfulAuth' });
    read(SIP, { event: 'ChallengeSent', challenge: '7488d0a9' });
    const failed = read(SIP, { event: 'InvalidPassword', challenge: '7488d0a9' });

    expect(succeeded).toMatchObject({ outcome: 'succeeded', nonce: '1f472eba', callId: undefined });
    expect(failed).toMatchObject({ outcome: 'failed', nonce: '7488d0a9' });
  });

  it('of chan_sip is one of an unknown account where no peer has that name', () => {
    const { reader, read } = createReader();
    const failed = { event: 'InvalidPassword', challenge: 'a' };

    const before = read(SIP, failed, { accountid: '4999' });
    reader.knowSipPeers(new Set(['4001']));

    expect(before).toMatchObject({ outcome: 'failed' });
    expect(read(SIP, failed, { accountid: '4999' })).toMatchObject({ outcome: 'unknown-account' });
    expect(read(SIP, failed)).toMatchObject({ outcome: 'failed' });
  });

  it('of an INVITE to chan_sip has the user of its URI', () => {
    const event = { event: 'ChallengeSent', accountid: 'sip:7777@ast.test', challenge: 'a' };

    expect(createReader().read(SIP, event)).toMatchObject({ account: '7777' });
  });
});

describe('an event', () => {
  it('that is not known is ignored', () => {
    const { reader, read } = createReader();

    expect(read({ event: 'ExtensionStatus', exten: '4001' })).toBeUndefined();
    expect(read({ event: 'constructor' })).toBeUndefined();
    expect(reader.unreadable.size).toBe(0);
  });

  it('that is not as it should be is counted by its name', () => {
    const { reader, read } = createReader();

    read({ event: 'ContactStatus', uri: 'sip:a@b' });
    read(CONTACT, { contactstatus: 'Sleepy' });
    read(PEER, { peer: '4001' });
    read({ event: 'SuccessfulAuth', service: 'PJSIP' });

    expect(Object.fromEntries(reader.unreadable)).toEqual({
      ContactStatus: 2,
      PeerStatus: 1,
      SuccessfulAuth: 1,
    });
  });
});
