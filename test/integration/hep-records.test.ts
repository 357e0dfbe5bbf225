// Phones straight at a real Asterisk, seen by its HEP mirror alone: with what AMI tells, each has the
// right record, verdict and broken leg, at its real address.

import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import type { DeviceRecord } from '../../src/correlation/device-record.ts';
import type { EndpointOptions } from '../support/asterisk/asterisk-options.ts';
import { type AsteriskFlavour, listFlavours } from '../support/asterisk/flavours.ts';
import { type LabCollector, startCollector } from '../support/hep/start-collector.ts';
import { PBX_ADDRESS } from '../support/network/pbx-network.ts';
import { createOffice, type Office } from '../support/office.ts';
import { stopEverything } from '../support/process/lifetime.ts';
import { findProvisioned } from '../support/provision/provision.ts';

const DEADLINE_MS = 20_000;
const HEP_PORT = 9060;
const AMI_PORT = 5038;
const SECRET = 'ami-secret-4711';
const managerConf = readFileSync(
  new URL('../../asterisk-conf/manager.d/farend.conf', import.meta.url),
  'utf8',
)
  .replace('change-me', SECRET)
  .replace('permit = 127.0.0.1/', `permit = ${PBX_ADDRESS}/`);
/** What the router makes of the phone's address. */
const REAL_SOURCE = /^203\.0\.113\.1:\d+$/;

const flavours = listFlavours(await findProvisioned()).filter(
  ({ driver }) => driver === 'chan_pjsip',
);

afterEach(stopEverything);

describe.each(flavours)('$title', (flavour) => {
  test('a phone without rport is ok, behind NAT, at its real address', async () => {
    const { office, collector } = await createScene(flavour);
    const phone = await office.startPhone({ username: '4001', rport: false });

    await phone.register();

    const record = await waitForRecord(collector, isReachable);
    expect(record).toMatchObject({
      verdict: { value: 'ok' },
      producer: 'hep',
      endpoint: '4001',
      asterisk: 'main',
      isRegistered: true,
      brokenLeg: { value: 'none' },
      nat: { value: 'behind-nat' },
      wire: { rport: 'missing', localSocket: `${PBX_ADDRESS}:5060` },
    });
    expect(record.wire?.source).toMatch(REAL_SOURCE);
    expect(record.expiresAt - Date.now()).toBeGreaterThan(60_000);
    expect(collector.find('4001')).toHaveLength(1);
  });

  test('a refresh from a new port moves it, and an unregistration ends it', async () => {
    const { office, collector } = await createScene(flavour);
    const phone = await office.startPhone({ username: '4001', rport: false });
    await phone.register();
    const first = await waitForRecord(collector, ({ isRegistered }) => isRegistered);
    await office.site.rebootRouter();

    await phone.register();

    const moved = await waitForRecord(collector, ({ flows }) => flows.length === 2);
    expect(moved.id).toBe(first.id);
    expect(moved.wire?.source).toMatch(REAL_SOURCE);
    expect(moved.wire?.source).not.toBe(first.wire?.source);
    await phone.unregister();
    const ended = await waitForRecord(
      collector,
      ({ isRegistered }) => !isRegistered,
      collector.records.items.indexOf(moved),
    );
    expect(ended.verdict).toMatchObject({ value: 'unknown' });
    expect(ended.verdict.evidence.join()).toContain('took its registration back');
  });

  test('a wrong password is told from an account that is not there', async () => {
    const { office, collector } = await createScene(flavour);
    const forgetful = await office.startPhone({ username: '4001', password: 'no', rport: false });
    const address = '192.168.1.51';
    const stranger = await office.startPhone({ username: '4999', address, rport: false });

    await forgetful.register();
    await stranger.register();

    const wrong = await waitForRecord(collector, isFailing('4001'));
    const unknown = await waitForRecord(collector, isFailing('4999'));
    expect(wrong.brokenLeg.value).toBe('credentials');
    expect(wrong.brokenLeg.evidence.join()).toContain('the password for account 4001 is wrong');
    expect(wrong.wire?.source).toMatch(REAL_SOURCE);
    expect(unknown.brokenLeg.value).toBe('credentials');
    expect(unknown.brokenLeg.evidence.join()).toContain('it knows no such account');
    expect(unknown.wire?.source).toMatch(REAL_SOURCE);
  });

  test('an answer that is lost on its way to the phone is told as that', async () => {
    const { office, collector } = await createScene(flavour, { forceRport: false });
    const phone = await office.startPhone({ username: '4001', rport: false });

    const { outcome } = await phone.register();

    expect(outcome).toBe('timeout');
    const record = await waitForRecord(collector, isFailing('4001'));
    expect(record.brokenLeg.value).toBe('proxy-to-phone');
    expect(record.wire?.source).toMatch(REAL_SOURCE);
    expect(record.wire?.retransmissions).toBeGreaterThanOrEqual(2);
  });

  test('a refusal by an access list, and one by max_contacts, are told as policy', async () => {
    const lines = ['contact_deny = 0.0.0.0/0.0.0.0', 'contact_permit = 192.0.2.1/255.255.255.255'];
    const { office, collector } = await createScene(flavour, { lines }, { maxContacts: 1 });
    const refused = await office.startPhone({ username: '4001', rport: false });
    const first = await office.startPhone({ username: '4002', address: '192.168.1.51' });
    const second = await office.startPhone({ username: '4002', address: '192.168.1.52' });

    await refused.register();
    await first.register();
    await second.register();

    const record = await waitForRecord(collector, isFailing('4001'));
    expect(record.brokenLeg.value).toBe('policy');
    const tooMany = await waitForRecord(collector, isFailing('4002'));
    expect(tooMany.brokenLeg.value).toBe('policy');
    expect(tooMany.wire?.contact).toContain('192.168.1.52');
  });

  test('a phone that falls silent is unreachable, and ok again when it answers', async () => {
    const { office, collector } = await createScene(flavour);
    const phone = await office.startPhone({ username: '4001', rport: false });
    await phone.register();
    await waitForRecord(collector, isReachable);

    await phone.behave({ deaf: true });

    const silent = await waitForRecord(collector, ({ verdict }) => verdict.value === 'unreachable');
    expect(silent.brokenLeg.value).toBe('proxy-to-phone');
    await phone.behave({ deaf: false });
    const from = collector.records.items.indexOf(silent);
    await waitForRecord(collector, ({ verdict }) => verdict.value === 'ok', from);
  });

  test('a phone that does not refresh is told as one whose registration ran out', async () => {
    const { office, collector } = await createScene(flavour);
    const phone = await office.startPhone({ username: '4001', rport: false });
    await phone.register({ expires: 6 });
    await waitForRecord(collector, ({ isRegistered }) => isRegistered);

    const ticking = setInterval(() => collector.tick(), 200);
    const ended = await waitForRecord(collector, ({ isRegistered }) => !isRegistered);
    clearInterval(ticking);

    expect(ended).toMatchObject({
      verdict: { value: 'unreachable' },
      brokenLeg: { value: 'phone-to-proxy' },
    });
    expect(ended.verdict.evidence.join()).toContain('ran out');
  });

  test('after a restart of Asterisk the record is as it was', async () => {
    const { office, collector } = await createScene(flavour);
    const phone = await office.startPhone({ username: '4001', rport: false });
    await phone.register();
    const before = await waitForRecord(collector, ({ verdict }) => verdict.value === 'ok');

    await office.asterisk.restart();

    const down = await waitForRecord(collector, ({ verdict }) => verdict.value === 'unknown');
    const from = collector.records.items.indexOf(down);
    const after = await waitForRecord(collector, ({ verdict }) => verdict.value === 'ok', from);
    expect(after.id).toBe(before.id);
    await phone.register();
    const seen = await waitForRecord(
      collector,
      ({ wire }) => (wire?.lastSeen ?? 0) > (before.wire?.lastSeen ?? 0),
      from,
    );
    expect(seen.id).toBe(before.id);
  });
});

interface Scene {
  readonly office: Office;
  readonly collector: LabCollector;
}

/** What differs from the usual of 4001 and 4002. */
async function createScene(
  flavour: AsteriskFlavour,
  first: Partial<EndpointOptions> = {},
  second: Partial<EndpointOptions> = {},
): Promise<Scene> {
  const usual = { qualifyFrequency: 1, forceRport: true, rewriteContact: true };
  const office = await createOffice({
    flavour,
    endpoints: [
      { name: '4001', ...usual, ...first },
      { name: '4002', ...usual, ...second },
    ],
    hepCollector: `127.0.0.1:${HEP_PORT}`,
    amiPort: AMI_PORT,
    append: { 'manager.conf': managerConf },
  });
  const collector = await startCollector({
    namespace: office.pbx.namespace,
    listen: { address: '127.0.0.1', port: HEP_PORT },
    from: ['127.0.0.1'],
    asterisks: [{ address: PBX_ADDRESS, port: 5060 }],
    ami: { host: PBX_ADDRESS, port: AMI_PORT, username: 'farend', secret: SECRET },
  });
  await collector.asteriskEvents.waitFor(({ kind }) => kind === 'snapshot', DEADLINE_MS);
  return { office, collector };
}

function waitForRecord(
  { records }: LabCollector,
  accepts: (record: DeviceRecord) => boolean,
  from = 0,
): Promise<DeviceRecord> {
  const isPhone = (record: DeviceRecord): boolean => record.producer === 'hep' && accepts(record);
  return records.waitFor(isPhone, DEADLINE_MS, 'the awaited record', from);
}

function isReachable({ asteriskView }: DeviceRecord): boolean {
  return asteriskView?.status === 'reachable';
}

function isFailing(name: string): (record: DeviceRecord) => boolean {
  return ({ endpoint, aor, verdict }) =>
    (endpoint === name || aor === name) && verdict.value === 'failing';
}
