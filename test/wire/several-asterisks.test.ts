// Several Asterisks behind one farend: a dialog keeps the one that it began with, a transaction too.

import { beforeEach, describe, expect, it } from 'vitest';
import type { SocketAddress } from '../../src/proxy/proxy-options.ts';
import { phone, RecordedProxy } from './recorded-proxy.ts';
import {
  makeAnswer,
  makeAsteriskRequest,
  makePhoneRequest,
  readAll,
  readContact,
  readRouteSet,
} from './sip-text.ts';

const names = ['198.51.100.20:5060', '198.51.100.21:5060', '198.51.100.22:5080'];
const asterisks: SocketAddress[] = names.map((name) => {
  const [address = '', port] = name.split(':');
  return { address, port: Number(port) };
});
const users = Array.from({ length: 24 }, (_, at) => `40${10 + at}`);

let proxy: RecordedProxy;

beforeEach(async () => {
  proxy = await new RecordedProxy().open();
  proxy.parts.peers.replace(asterisks, []);
});

function find(name: string | undefined): SocketAddress {
  return asterisks[names.indexOf(name ?? '')] as SocketAddress;
}

function setAlive(name: string, isAlive: boolean): void {
  for (const peer of proxy.parts.peers.all) if (peer.name === name) peer.isAlive = isAlive;
}

/** An INVITE of a user, answered by the Asterisk that got it. */
function call(user: string) {
  const callId = `call-${user}`;
  const [invite] = proxy.fromPhone(makePhoneRequest('INVITE', { user, callId }));
  const own = `Contact: <sip:9002@${invite?.to}>`;
  const answer = makeAnswer(invite?.text ?? '', '200 OK', own);
  const [ok] = proxy.fromAsterisk(answer, find(invite?.to));
  return { user, callId, invite, ok, asterisk: invite?.to ?? '' };
}

type AnsweredCall = ReturnType<typeof call>;

function sendInDialog(method: string, { user, callId, ok }: AnsweredCall, hasRoutes: boolean) {
  const lines = hasRoutes ? readRouteSet(ok?.text, 'caller') : [];
  const uri = readContact(ok?.text);
  return proxy.fromPhone(makePhoneRequest(method, { user, callId, uri, cSeq: 2, lines }))[0]?.to;
}

it.each(['CANCEL', 'ACK'])(
  'the %s of a call that rings for minutes finds its Asterisk',
  (method) => {
    const invite = makePhoneRequest('INVITE', { branch: 'z9hG4bKring' });
    const [first] = proxy.fromPhone(invite);
    const usual = first?.to ?? '';
    setAlive(usual, false);
    const callId = 'call-2';
    const [second] = proxy.fromPhone(makePhoneRequest('INVITE', { branch: 'z9hG4bKring', callId }));
    setAlive(usual, true);
    proxy.pass(180_000);

    const [sent] = proxy.fromPhone(makePhoneRequest(method, { branch: 'z9hG4bKring', callId }));

    expect(second?.to).not.toBe(usual);
    expect(sent?.to).toBe(second?.to);
  },
);

it('new calls are spread over all that are alive, each account to one of them', () => {
  setAlive('198.51.100.21:5060', false);

  const first = users.map((user) => call(user).asterisk);
  const again = users.map((user) => call(user).asterisk);

  expect(new Set(first)).toEqual(new Set(['198.51.100.20:5060', '198.51.100.22:5080']));
  expect(again).toEqual(first);
});

describe('a dialog keeps its Asterisk', () => {
  it.each([
    ['by its Routes', true],
    ['by the Contact, for a phone that ignores Record-Route', false],
  ])('%s, also one that is silent now', (_, hasRoutes) => {
    const calls = users.map(call);
    proxy.pass(3_600_000);
    for (const name of names) setAlive(name, false);

    for (const method of ['ACK', 'INVITE', 'UPDATE', 'REFER', 'INFO', 'BYE'])
      for (const each of calls) expect(sendInDialog(method, each, hasRoutes)).toBe(each.asterisk);
  });

  it('that it was called by', () => {
    for (const name of names) {
      const text = makePhoneRequest('REGISTER');
      const [register] = proxy.fromPhone(text);
      const contact = readContact(register?.text);
      proxy.fromAsterisk(
        makeAnswer(register?.text ?? '', '200 OK', `Contact: <${contact}>;expires=60`),
        find(register?.to),
      );
      const [invite] = proxy.fromAsterisk(makeAsteriskRequest('INVITE', contact), find(name));
      const lines = readRouteSet(invite?.text, 'callee');
      const uri = readContact(invite?.text);

      const [bye] = proxy.fromPhone(makePhoneRequest('BYE', { uri, lines, callId: name }));

      expect(bye?.to).toBe(name);
    }
  });

  it('and is given to another one when the configuration lost it', () => {
    const answered = call('4001');
    proxy.parts.peers.replace(
      asterisks.filter((asterisk) => asterisk !== find(answered.asterisk)),
      [],
    );

    const to = sendInDialog('BYE', answered, true);

    expect(names.filter((name) => name !== answered.asterisk)).toContain(to);
  });
});

describe('CANCEL and the ACK to a refusal go where the INVITE went', () => {
  it.each(['CANCEL', 'ACK'])('%s, also when another one would be chosen by now', (method) => {
    setAlive('198.51.100.20:5060', false);
    const calls = users.map(call);
    setAlive('198.51.100.20:5060', true);

    for (const { user, callId, invite, asterisk } of calls) {
      const branch = 'z9hG4bKINVITE1';
      const [sent] = proxy.fromPhone(makePhoneRequest(method, { user, callId, branch }));

      expect(sent?.to).toBe(asterisk);
      expect(readAll(sent?.text, 'Via')[0]).toBe(readAll(invite?.text, 'Via')[0]);
    }
  });
});

describe('RFC 3261 §16.7: every answer to an INVITE goes to the phone', () => {
  it('of one fork and of another, and the 200 each time that it comes', () => {
    const [invite] = proxy.fromPhone(makePhoneRequest('INVITE'));
    const own = `Contact: <sip:9002@${invite?.to}>`;
    const answers = [
      makeAnswer(invite?.text ?? '', '180 Ringing', own),
      makeAnswer(invite?.text ?? '', '183 Session Progress', own).replace('tag=z1', 'tag=z2'),
      makeAnswer(invite?.text ?? '', '200 OK', own),
      makeAnswer(invite?.text ?? '', '200 OK', own).replace('tag=z1', 'tag=z2'),
      makeAnswer(invite?.text ?? '', '200 OK', own),
    ];

    const sent = answers.map((answer) => proxy.fromAsterisk(answer, find(invite?.to))[0]);

    expect(sent.map((datagram) => datagram?.to)).toEqual(
      Array(5).fill(`${phone.address}:${phone.port}`),
    );
    expect(sent.map((datagram) => readAll(datagram?.text, 'To')[0]?.slice(-2))).toEqual([
      'z1',
      'z2',
      'z1',
      'z2',
      'z1',
    ]);
    expect(sent[4]).toEqual(sent[2]);
  });
});
