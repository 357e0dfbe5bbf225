// What becomes a record, under which id, with what of the wire and of Asterisk in it.

import { describe, expect, it } from 'vitest';
import { Correlator } from '../../../src/correlation/correlator.ts';
import { contactUri, makeContact, makeEndpoint, plain, Scene, START_MS, token } from './scene.ts';

const hep = { producer: 'hep', device: undefined, binding: undefined } as const;

describe('a phone that registers through farend', () => {
  it('has one record, with the phone’s real address and what Asterisk says', () => {
    const scene = new Scene().connect().challenge().observe().contact('created');

    scene.contact('reachable');

    expect(scene.record).toMatchObject({
      id: `4001/${token}`,
      endpoint: '4001',
      aor: '4001',
      asterisk: 'main',
      site: 'Leeds',
      producer: 'proxy',
      isRegistered: true,
      expiresAt: START_MS + 300_000,
      flows: [{ source: '203.0.113.5:40112', since: START_MS }],
      wire: { source: '203.0.113.5:40112', rport: 'offered', callId: 'call-1', statusCode: 200 },
      asteriskView: { contactUri, status: 'reachable', roundTripUs: 12_000 },
    });
  });

  it('has one also when Asterisk told of its contact first', () => {
    const scene = new Scene().connect().contact('created');
    const before = scene.record;

    scene.observe();

    expect(before).toMatchObject({ id: `4001/${token}`, producer: 'asterisk', wire: undefined });
    expect(scene.record).toMatchObject({
      producer: 'proxy',
      verdict: { value: 'ok-through-farend' },
    });
  });

  it('with a Path has one record also when Asterisk told of its contact first', () => {
    const scene = new Scene().connect();
    const uri = 'sip:4001@192.168.1.50:5060';

    scene.challenge().contact('created', { uri }).observe();

    expect(scene.record).toMatchObject({
      id: `4001/${token}`,
      asteriskView: { contactUri: uri },
    });
  });

  it('is told of with what it was before', () => {
    const scene = new Scene().connect().observe().contact('created');

    scene.observe({ ...plain, binding: 'refreshed' });

    const change = scene.changes.at(-1);
    expect(change?.before).toEqual({ verdict: 'ok-through-farend', nat: 'behind-nat' });
    expect(change?.record).toMatchObject({ verdict: { value: 'ok' }, nat: { value: 'none' } });
  });

  it('keeps its flows, the latest first, ten of them', () => {
    const scene = new Scene().connect().observe();

    for (let port = 1; port <= 12; port += 1)
      scene.pass(1).observe({ source: `203.0.113.5:${port}`, binding: 'moved' });

    const { flows } = scene.record;
    expect(flows).toHaveLength(10);
    expect(flows[0]).toEqual({ source: '203.0.113.5:12', since: START_MS + 12_000 });
    expect(flows.at(-1)?.source).toBe('203.0.113.5:3');
  });

  it('has a history: registered, moved, refreshed, silent and back, expired', () => {
    const scene = new Scene().connect().observe().contact('created').contact('reachable');

    scene
      .observe({ source: '203.0.113.5:5', binding: 'moved' })
      .observe({ source: '203.0.113.5:5', binding: 'refreshed' })
      .contact('unreachable')
      .contact('reachable')
      .pass(301);

    expect(scene.history).toEqual([
      'created',
      'moved',
      'refreshed',
      'unreachable',
      'reachable',
      'expired',
    ]);
    const moved = scene.changes.flatMap(({ history }) => history)[1];
    expect(moved).toMatchObject({
      recordId: `4001/${token}`,
      endpoint: '4001',
      source: '203.0.113.5:5',
      statusCode: 200,
      detail: 'from 203.0.113.5:40112',
    });
  });

  it('changes nothing by a plain challenge in between', () => {
    const scene = new Scene().connect().observe().contact('created');
    const { changes } = scene;
    const count = changes.length;

    scene.challenge();

    expect(changes).toHaveLength(count);
  });

  it('changes nothing when Asterisk says what is known', () => {
    const scene = new Scene().connect().observe().contact('reachable');
    const { changes } = scene;
    const count = changes.length;

    scene.contact('reachable').contact('created').contact('unqualified');

    expect(changes).toHaveLength(count);
  });

  it('is one device after `*`: gone, and no trouble', () => {
    const scene = new Scene().connect().observe().contact('created');

    scene.observe({ contact: '*', device: undefined, expires: undefined, binding: 'removed' });

    expect(scene.record).toMatchObject({ isRegistered: false, expiresAt: 0 });
    expect(scene.record.verdict.value).toBe('unknown');
  });

  it('that takes its registration back is not dropped by Asterisk, who is the first to tell', () => {
    const scene = new Scene().connect().observe().contact('created').pass(60);

    scene.contact('removed').pass(0.5).observe({ binding: 'removed', expires: undefined }).pass(2);

    expect(scene.history).toEqual(['created', 'removed']);
    expect(scene.changes.map(({ record }) => record.verdict.value)).not.toContain('unreachable');
  });

  it('that answers from elsewhere than it is asked is told so', () => {
    const scene = new Scene().connect().observe().contact('unreachable');

    scene.notice('answer-from-elsewhere', { source: '192.0.2.9', detail: '4001@pbx.example.com' });

    expect(scene.record.brokenLeg).toMatchObject({
      value: 'proxy-to-phone',
      evidence: [
        'its REGISTERs arrive, from 203.0.113.5:40112, and what is sent there is not answered',
        'it answers from another address or port than it was asked at',
      ],
    });
  });

  it('is registered again when it comes back, under its own id', () => {
    const scene = new Scene().connect().observe().contact('created').pass(400);

    scene.observe({ binding: 'refreshed' });

    expect(scene.record).toMatchObject({ id: `4001/${token}`, isRegistered: true });
    expect(scene.history).toEqual(['created', 'expired', 'created']);
  });

  it('does not wait for a contact that Asterisk removed and made anew', () => {
    const scene = new Scene().connect().observe().contact('created');

    scene.contact('removed').contact('created').pass(2);

    expect(scene.record.isRegistered).toBe(true);
    expect(scene.record.verdict.value).toBe('ok-through-farend');
  });
});

describe('a phone of chan_sip that only Asterisk sees', () => {
  const peer = makeEndpoint({ driver: 'chan_sip', rewriteContact: undefined });
  const address = '203.0.113.5:40112';

  it('has a record from its registration on, and until Asterisk says that it is gone', () => {
    const scene = new Scene().connect([peer]).peer('registered', { address });
    const { record } = scene;

    const refreshed = scene.pass(3_600).peer('registered', { address }).record;
    const silent = scene.peer('unreachable').record;
    scene.peer('unregistered', { cause: 'Expired' });

    expect(record).toMatchObject({ producer: 'asterisk', endpoint: '4001', isRegistered: true });
    expect(record.asteriskView?.contactUri).toBe(`sip:4001@${address}`);
    expect([refreshed.id, refreshed.isRegistered]).toEqual([record.id, true]);
    expect(silent).toMatchObject({ id: record.id, asteriskView: { status: 'unreachable' } });
    expect(scene.record).toMatchObject({ id: '4001/-', isRegistered: false });
  });

  it('is the same one under the Contact that a list of Asterisk has', () => {
    const scene = new Scene().connect([peer]).peer('registered', { address });
    const { id } = scene.record;
    const uri = 'sip:4001@192.168.1.50:5060';

    scene.snapshot([peer], [makeContact({ uri, callId: '', expiresAt: scene.now + 60_000 })]);

    expect(scene.record).toMatchObject({
      id,
      isRegistered: true,
      asteriskView: { contactUri: uri },
    });
    expect(scene.pass(300).record.isRegistered).toBe(true);
  });

  it('becomes the phone that the wire shows afterwards', () => {
    const scene = new Scene().connect([peer]).peer('registered', { address: '198.51.100.10:5062' });

    scene.challenge().observe();

    expect(scene.record).toMatchObject({
      id: `4001/${token}`,
      producer: 'proxy',
      isRegistered: true,
    });
  });

  it('has none where it is a peer that never registers', () => {
    const scene = new Scene().connect([peer]).peer('reachable', { address });

    expect(scene.record).toMatchObject({ id: '4001/-', isRegistered: false });
  });
});

describe('a phone of chan_pjsip that only Asterisk sees', () => {
  it('does not run out by the clock, for nobody tells of its refreshes', () => {
    const contact = makeContact({
      uri: 'sip:4001@203.0.113.5:40112',
      expiresAt: START_MS + 60_000,
    });
    const scene = new Scene().connect([makeEndpoint()], [contact]);

    expect(scene.pass(300).record).toMatchObject({ producer: 'asterisk', isRegistered: true });
  });

  it('is told of when its contact is listed before its settings', () => {
    const contact = makeContact({ uri: 'sip:4001@203.0.113.5:40112' });
    const scene = new Scene().connect(null, [contact]);

    const early = scene.record;
    scene.snapshot([makeEndpoint()], null);
    const phone = scene.record;
    scene.snapshot([makeEndpoint({ isTrunk: true })], null);

    expect(early).toMatchObject({ producer: 'asterisk', isRegistered: true });
    expect(phone).toMatchObject({ id: early.id, isRegistered: true });
    expect(scene.records).toEqual([]);
  });
});

describe('a phone of chan_sip', () => {
  it('loses its place to the one that registers after it', () => {
    const scene = new Scene()
      .connect([makeEndpoint({ driver: 'chan_sip' })])
      .observe()
      .pass(10);
    const second = { source: '203.0.113.5:40777', callId: 'call-2', device: '5555555555555555' };

    scene.observe({ ...second, contact: '<sip:4001@192.168.1.51:5060>' });

    expect(
      scene.records.map(({ wire, isRegistered, verdict, brokenLeg }) => [
        wire?.source,
        isRegistered,
        verdict.value,
        brokenLeg.value,
      ]),
    ).toEqual([
      ['203.0.113.5:40112', false, 'unreachable', 'policy'],
      ['203.0.113.5:40777', true, 'ok', 'none'],
    ]);
    expect(scene.records[0]?.brokenLeg.evidence[0]).toMatch(/^chan_sip keeps one contact/);
  });
});

describe('a phone that fails', () => {
  it('has one record whatever its Call-IDs and tokens, and that becomes the one that registers', () => {
    const scene = new Scene().connect();
    for (let at = 0; at < 4; at += 1) {
      const own = { callId: `call-${at}`, device: `00000000000000${at}0` };
      scene.challenge(own).refuse(401, own).say('failed', { callId: own.callId });
    }
    const failed = scene.record;

    scene.observe({ callId: 'call-9' });

    expect(failed).toMatchObject({ isRegistered: false, verdict: { value: 'failing' } });
    expect(failed.asteriskView?.lastRefusal).toMatchObject({ outcome: 'failed' });
    expect(scene.record).toMatchObject({ id: `4001/${token}`, isRegistered: true });
    const gone = scene.changes.filter(({ isRemoved }) => isRemoved).map(({ record }) => record.id);
    expect(gone).toEqual(['4001/-', failed.id]);
  });

  it('and succeeds is the one that Asterisk tells of before the wire does', () => {
    const scene = new Scene().connect();
    scene.challenge({ statusCode: 503, device: undefined, contact: '' });

    scene.challenge().contact('created').observe();

    expect(scene.record).toMatchObject({
      id: `4001/${token}`,
      verdict: { value: 'ok-through-farend' },
    });
  });

  it('is written into the history once in ten minutes', () => {
    const scene = new Scene().connect();

    for (let minute = 0; minute < 21; minute += 1) scene.challenge().refuse(403).pass(60);

    expect(scene.history).toEqual(['refused', 'refused', 'refused']);
  });

  it('elsewhere does not touch the one that is registered', () => {
    const scene = new Scene().connect().observe().contact('reachable');
    const attacker = { source: '192.0.2.66:5060', callId: 'attack', device: token };

    scene.challenge(attacker).refuse(401, attacker).say('failed', { callId: 'attack' });

    const [phone] = scene.records.filter(({ isRegistered }) => isRegistered);
    expect(phone).toMatchObject({
      verdict: { value: 'ok-through-farend' },
      wire: { source: '203.0.113.5:40112' },
    });
    expect(scene.records.map(({ verdict }) => verdict.value).sort()).toEqual([
      'failing',
      'ok-through-farend',
    ]);
  });

  it('beside the one that is registered does not touch it, whatever farend takes it for', () => {
    const scene = new Scene().connect().observe().contact('reachable');
    const second = { source: '203.0.113.5:40777', callId: 'call-2' };
    const contact = '<sip:4001@192.168.1.51:5060>';

    scene.challenge({ ...second, contact }).say('request-refused', { callId: 'call-2' });
    scene.refuse(403, { ...second, contact, device: '5555555555555555' });

    expect(
      scene.records.map(({ verdict, wire }) => [wire?.source, verdict.value, verdict.evidence[0]]),
    ).toEqual([
      ['203.0.113.5:40112', 'ok-through-farend', expect.any(String)],
      ['203.0.113.5:40777', 'failing', 'Asterisk says: it refuses the request'],
    ]);
  });

  it('goes on failing until it succeeds, also while it is challenged anew', () => {
    const scene = new Scene().connect().observe().contact('created');

    scene.observe({ statusCode: 0, binding: undefined, expires: undefined }).challenge();
    scene.contact('reachable');
    const challenged = scene.record;
    scene.observe({ binding: 'refreshed' });

    expect(challenged.brokenLeg.value).toBe('proxy-to-asterisk');
    expect(scene.record.verdict.value).toBe('ok-through-farend');
  });

  it('and succeeds afterwards is no failure any more', () => {
    const scene = new Scene().connect().challenge().refuse(403);

    scene.observe().contact('created');

    expect(scene.record.verdict.value).toBe('ok-through-farend');
    expect(scene.record.brokenLeg.value).toBe('none');
  });
});

describe('memory is bounded', () => {
  it('by 1000 failing accounts that no Asterisk has', () => {
    const scene = new Scene().connect([]);

    for (let at = 0; at < 1_100; at += 1)
      scene.refuse(403, {
        aor: `${at}@pbx.example.com`,
        callId: `call-${at}`,
        device: at.toString(16).padStart(16, '0'),
      });

    expect(scene.records).toHaveLength(1_000);
    expect(scene.correlator.find('0')).toEqual([]);
    expect(scene.correlator.find('1099')).toHaveLength(1);
  });

  it('by 20 failing devices of one account', () => {
    const scene = new Scene().connect();

    for (let at = 0; at < 40; at += 1)
      scene.pass(1).refuse(403, {
        callId: `call-${at}`,
        source: `192.0.2.${at}:5060`,
        device: at.toString(16).padStart(16, '0'),
      });

    const sources = scene.records.map(({ wire }) => wire?.source);
    expect(sources).toHaveLength(20);
    expect(sources).toContain('192.0.2.39:5060');
    expect(sources).not.toContain('192.0.2.0:5060');
  });

  it('by time: who failed is forgotten after a day, who registered after a week', () => {
    const scene = new Scene().connect([makeEndpoint(), makeEndpoint({ name: '4002' })]);
    scene
      .observe()
      .refuse(403, { aor: '4002@pbx.example.com', device: 'f'.repeat(16), callId: 'b' });
    const ids = () => scene.records.map(({ id }) => id);

    scene.pass(86_401);
    const afterADay = ids();
    scene.pass(7 * 86_400);

    expect(afterADay).toEqual([`4001/${token}`, '4002/-']);
    expect(ids()).toEqual(['4001/-', '4002/-']);
  });
});

describe('what Asterisk knows', () => {
  it('has a record without a phone, too, but for trunks', () => {
    const scene = new Scene().connect([
      makeEndpoint({ name: '4002' }),
      makeEndpoint({ name: 'provider', isTrunk: true }),
    ]);

    expect(scene.record).toMatchObject({
      id: '4002/-',
      endpoint: '4002',
      producer: 'asterisk',
      isRegistered: false,
      verdict: { value: 'unknown', evidence: ['it never registered'] },
    });
  });

  it('goes when the endpoint goes', () => {
    const scene = new Scene().connect([makeEndpoint({ name: '4002' })]).snapshot([]);

    expect(scene.records).toEqual([]);
    expect(scene.changes.at(-1)).toMatchObject({ isRemoved: true, record: { id: '4002/-' } });
  });

  it('names the endpoint where that differs from the AOR', () => {
    const scene = new Scene().observe({ aor: 'desk@pbx.example.com' });

    scene.connect([makeEndpoint({ name: 'alice', aors: ['desk'] })]);

    expect(scene.record).toMatchObject({ endpoint: 'alice', aor: 'desk' });
    expect(scene.correlator.find('alice')).toHaveLength(1);
  });

  it('is kept while it cannot be asked, and is right again afterwards', () => {
    const scene = new Scene().connect().observe().contact('reachable');

    scene.disconnect();
    const down = scene.record;
    scene.pass(60).connect([makeEndpoint()], [makeContact()]);

    expect(down.asteriskView).toMatchObject({ contactUri, status: 'unknown', roundTripUs: 12_000 });
    expect(scene.record).toMatchObject({
      asteriskView: { contactUri, status: 'reachable' },
      verdict: { value: 'ok-through-farend' },
    });
  });

  it('says that a contact is gone since', () => {
    const scene = new Scene().connect().observe({ expires: 3_600 }).contact('reachable');

    scene.disconnect().pass(60).connect([makeEndpoint()], []).pass(2);

    expect(scene.record).toMatchObject({ isRegistered: false, brokenLeg: { value: 'policy' } });
  });

  it('says that a registration goes on, whatever the wire missed', () => {
    const scene = new Scene().connect().observe().contact('reachable').pass(400);
    const lapsed = scene.record;

    scene.snapshot(undefined, [makeContact({ expiresAt: scene.now + 100_000 })]);

    expect(lapsed.isRegistered).toBe(false);
    expect(scene.record).toMatchObject({ isRegistered: true, expiresAt: scene.now + 100_000 });
  });

  it('is told apart where there are two', () => {
    const scene = new Scene(['one', 'two']);
    scene.connect([makeEndpoint()], [], 'one').connect([makeEndpoint({ name: '4002' })], [], 'two');

    scene.observe().contact('created', { asterisk: 'one' });
    scene.observe({ aor: '4002@pbx.example.com', device: 'f'.repeat(16), callId: 'b' });
    scene.disconnect('refused', 'one');

    expect(scene.records.map(({ endpoint, asterisk }) => [endpoint, asterisk])).toEqual([
      ['4001', 'one'],
      ['4002', 'two'],
    ]);
    expect(scene.records[0]?.verdict.evidence[0]).toContain('cannot be asked');
    expect(scene.records[1]?.verdict.evidence[0]).toContain('has not said');
  });

  it('is joined by Call-ID where a Path leads to the phone', () => {
    const scene = new Scene().connect().observe();
    const uri = 'sip:4001@198.51.100.10:5062';

    scene.snapshot(undefined, [makeContact({ uri, callId: 'call-1' })]);

    expect(scene.record.asteriskView).toMatchObject({ contactUri: uri, status: 'reachable' });
  });
});

describe('Asterisk that reaches nobody', () => {
  function silence(sources: readonly string[]): Scene {
    const names = sources.map((_, at) => `400${at}`);
    const scene = new Scene().connect(names.map((name) => makeEndpoint({ name })));
    for (const [at, source] of sources.entries()) {
      const device = `${at}`.repeat(16);
      const aor = `400${at}`;
      scene.observe({ aor: `${aor}@pbx.example.com`, callId: aor, device, source });
      const uri = `sip:${aor}@198.51.100.10:5062;fe=${device}`;
      scene.contact('unreachable', { aor, endpoint: aor, uri });
    }
    return scene.pass(1);
  }

  it('at several sites has lost its way to farend', () => {
    const scene = silence(['203.0.113.5:1', '203.0.113.5:2', '192.0.2.9:1']);

    expect(scene.records.map(({ brokenLeg }) => brokenLeg.value)).toEqual(
      new Array(3).fill('asterisk-to-proxy'),
    );
    scene.contact('reachable', {
      aor: '4000',
      endpoint: '4000',
      uri: 'sip:4000@198.51.100.10:5062;fe=0000000000000000',
    });
    scene.pass(1);
    expect(scene.records.map(({ brokenLeg }) => brokenLeg.value)).toEqual([
      'none',
      'proxy-to-phone',
      'proxy-to-phone',
    ]);
  });

  it('at one site has not: the site has', () => {
    const scene = silence(['203.0.113.5:1', '203.0.113.5:2', '203.0.113.5:3']);

    expect(scene.records.map(({ brokenLeg }) => brokenLeg.value)).toEqual(
      new Array(3).fill('proxy-to-phone'),
    );
  });
});

describe('a phone seen by HEP', () => {
  it('has its real address, and an id by its Contact', () => {
    const scene = new Scene().connect().challenge(hep).observe(hep);

    scene.contact('created', {
      uri: 'sip:4001@203.0.113.5:40112;x-ast-orig-host=192.168.1.50:5060',
    });

    expect(scene.record).toMatchObject({
      id: '4001/192.168.1.50:5060',
      producer: 'hep',
      isRegistered: true,
      wire: { source: '203.0.113.5:40112' },
      asteriskView: { status: 'unqualified' },
      verdict: { value: 'ok' },
    });
  });

  it('is the one whose contact Asterisk told of first, also when it moves', () => {
    const scene = new Scene().connect().challenge(hep);
    const at = (port: number) => ({ uri: `sip:4001@203.0.113.5:${port}` });

    scene.contact('created', at(40112)).observe(hep);
    scene.contact('created', at(7)).observe({ ...hep, source: '203.0.113.5:7' });

    expect(scene.record).toMatchObject({
      producer: 'hep',
      wire: { source: '203.0.113.5:7' },
      asteriskView: { contactUri: 'sip:4001@203.0.113.5:7' },
      verdict: { value: 'ok' },
    });
  });

  it('moves, refreshes and ends as its REGISTERs say', () => {
    const scene = new Scene().connect().observe(hep);

    scene
      .observe(hep)
      .observe({ ...hep, source: '203.0.113.5:7' })
      .observe({ ...hep, contact: '<sip:4001@192.168.1.50:5060>;expires=0', expires: undefined });

    expect(scene.history).toEqual(['created', 'refreshed', 'moved', 'removed']);
    expect(scene.records).toHaveLength(1);
  });

  it('beside one at another site with the same plan of addresses is another phone', () => {
    const scene = new Scene().connect().observe(hep);

    scene.observe({ ...hep, source: '192.0.2.9:5060', callId: 'call-2' });

    expect(scene.records.map(({ wire }) => wire?.source).sort()).toEqual([
      '192.0.2.9:5060',
      '203.0.113.5:40112',
    ]);
  });

  it('behind farend adds nothing to what farend tells', () => {
    const scene = new Scene().connect().observe();

    scene.observe({ ...hep, source: '198.51.100.10:5062', contact: `<${contactUri}>` });

    expect(scene.record).toMatchObject({
      producer: 'proxy',
      wire: { source: '203.0.113.5:40112' },
    });
  });
});

describe('a restart', () => {
  it('goes on with the records as they were, and tells nothing anew', () => {
    const earlier = new Scene().connect().observe().contact('reachable');
    const scene = new Scene();

    scene.correlator.restore(earlier.records, START_MS);
    scene.connect([makeEndpoint()], [makeContact()]);

    expect(scene.changes).toEqual([]);
    expect(scene.records).toEqual(earlier.records);
  });

  it('has phones at the sites that the configuration names now', () => {
    const earlier = new Scene().connect().observe().contact('reachable');
    const sites = [{ name: 'York', networks: ['203.0.113.0/24'] }];
    const correlator = new Correlator({ asterisks: ['main'], sites });

    correlator.restore(earlier.records, START_MS);

    expect(correlator.find('*')).toEqual([{ ...earlier.record, site: 'York' }]);
  });

  it('claims nothing any more that an Asterisk said which the configuration does not name', () => {
    const earlier = new Scene().connect([makeEndpoint(), makeEndpoint({ name: '4002' })]);
    earlier.observe().contact('reachable');
    const correlator = new Correlator({ asterisks: [], sites: [] });

    const changes = correlator.restore(earlier.records, START_MS);

    const told = changes.map(({ record, isRemoved }) => [record.endpoint, isRemoved]);
    expect(told).toEqual([
      ['4002', true],
      ['4001', false],
    ]);
    expect(correlator.find('*')).toEqual([
      expect.objectContaining({
        endpoint: '4001',
        asterisk: '',
        asteriskView: undefined,
        verdict: {
          value: 'unknown',
          evidence: [expect.stringMatching(/^no Asterisk can be asked/)],
        },
      }),
    ]);
  });

  it('lets no registration run out before Asterisk was asked', () => {
    const earlier = new Scene().connect().observe().contact('reachable');
    const scene = new Scene();
    scene.correlator.restore(earlier.records, START_MS);

    scene.pass(400);
    const first = scene.record.isRegistered;
    scene.pass(11);

    expect(first).toBe(true);
    expect(scene.record.isRegistered).toBe(false);
  });

  it('knows who failed, ended and never came', () => {
    const earlier = new Scene().connect([makeEndpoint(), makeEndpoint({ name: '4002' })]);
    earlier.observe().pass(301);
    const failing = new Scene().connect().challenge().refuse(403);

    for (const before of [earlier, failing]) {
      const scene = new Scene();
      scene.correlator.restore(before.records, START_MS);
      scene.connect([makeEndpoint(), makeEndpoint({ name: '4002' })]);
      const [record] = scene.correlator.find('4001');
      expect(record?.verdict.value).toBe(before.correlator.find('4001')[0]?.verdict.value);
      expect(scene.correlator.find('4002')).toHaveLength(1);
    }
  });
});

describe('who asks', () => {
  const scene = new Scene().connect([
    makeEndpoint({ name: '4010' }),
    makeEndpoint({ name: '4002' }),
    makeEndpoint({ name: '5001' }),
  ]);
  scene
    .observe({ aor: '4002@pbx.example.com' })
    .contact('reachable', { aor: '4002', endpoint: '4002' });

  it.each([
    ['4002', ['4002']],
    ['40*', ['4002', '4010']],
    ['*', ['4002', '4010', '5001']],
    ['4', []],
    ['', []],
  ])('for %j gets %j', (endpoint, names) => {
    expect(scene.correlator.find(endpoint).map((record) => record.endpoint)).toEqual(names);
  });

  it('for sites gets them with how many phones work there', () => {
    expect(scene.correlator.sites()).toEqual([
      expect.objectContaining({ site: '', devices: 2, registered: 0 }),
      {
        site: 'Leeds',
        addresses: ['203.0.113.5'],
        devices: 1,
        registered: 1,
        verdicts: { ok: 0, 'ok-through-farend': 1, failing: 0, unreachable: 0, unknown: 0 },
      },
    ]);
  });

  it.each([
    ['203.0.113.5:1', 'Leeds'],
    ['192.0.2.9:1', '192.0.2.9'],
    ['[2001:db8::5]:1', '2001:db8::5'],
    ['192.168.1.50:1', ''],
  ])('finds a phone at %s at site %j', (source, site) => {
    expect(new Scene().connect().observe({ source }).record.site).toBe(site);
  });

  it('for an endpoint to be forgotten finds it as one that was forgotten', () => {
    const forgotten = new Scene().connect().observe().contact('reachable');

    const changes = forgotten.correlator.forget('4001');

    expect(changes.map(({ record, isRemoved }) => [record.id, isRemoved])).toEqual([
      [`4001/${token}`, true],
      ['4001/-', false],
    ]);
    expect(forgotten.record.verdict).toEqual({
      value: 'unknown',
      evidence: ['it was forgotten, and nothing was heard of it since'],
    });
  });

  it('for a forgotten endpoint finds the contact that Asterisk still has', () => {
    const forgotten = new Scene().connect().observe().contact('reachable').forget('4001');

    forgotten.snapshot([makeEndpoint()], [makeContact()]);

    expect(forgotten.record).toMatchObject({
      id: `4001/${token}`,
      wire: undefined,
      isRegistered: true,
      asteriskView: { contactUri },
    });
  });

  it('for an endpoint named * to be forgotten forgets that one and no other', () => {
    const attacked = new Scene().connect().observe().contact('reachable');
    const callId = 'call-of-a-stranger';
    attacked.challenge({
      aor: '*@pbx.example.com',
      callId,
      contact: '<sip:*@192.0.2.66>',
      device: undefined,
    });
    attacked.say('unknown-account', { account: '', callId });

    const changes = attacked.correlator.forget('*');

    expect(changes.map(({ record, isRemoved }) => [record.endpoint, isRemoved])).toEqual([
      ['*', true],
    ]);
  });
});
