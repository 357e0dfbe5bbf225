// The lab proves itself: real Asterisk, real NAT and the test phone show, without farend, the
// troubles that farend is there to end.

import { afterEach, describe, expect, test } from 'vitest';
import { listFlavours } from '../support/asterisk/flavours.ts';
import { createSite } from '../support/network/site.ts';
import { createOffice } from '../support/office.ts';
import type { RegisterResult } from '../support/phone/phone-options.ts';
import { findHeaderValue, parseSipText } from '../support/phone/sip-text.ts';
import { stopEverything } from '../support/process/lifetime.ts';
import { findProvisioned } from '../support/provision/provision.ts';

const flavours = listFlavours(await findProvisioned());
const pjsipFlavours = flavours.filter(({ driver }) => driver === 'chan_pjsip');

const OFF = { name: '4001', forceRport: false, nat: 'no' };
const ON = { name: '4002', forceRport: true, nat: 'force_rport' };

afterEach(stopEverything);

describe.each(flavours)('$title', (flavour) => {
  test('registers a phone with rport behind NAT though force_rport is off', async () => {
    const office = await createOffice({ flavour, endpoints: [OFF] });
    const phone = await office.startPhone({ username: '4001' });

    const result = await phone.register();

    expect(result.outcome).toBe('accepted');
    expect(readRport(result)).not.toBe(5060);
  });

  test('loses the 401 on its way to a phone without rport while force_rport is off', async () => {
    const office = await createOffice({ flavour, endpoints: [OFF] });
    const phone = await office.startPhone({ username: '4001', rport: false, timeoutMs: 500 });

    const result = await phone.register();

    expect(result.outcome).toBe('timeout');
    expect(result.messages.map(({ direction }) => direction)).toEqual(['sent', 'sent', 'sent']);
  });

  test('registers a phone without rport once force_rport is on', async () => {
    const office = await createOffice({ flavour, endpoints: [ON] });
    const phone = await office.startPhone({ username: '4002', rport: false });

    const result = await phone.register();

    expect(result.outcome).toBe('accepted');
  });

  test('answers a phone without rport whose Via an ALG has rewritten', async () => {
    const office = await createOffice({ flavour, endpoints: [OFF], site: { alg: true } });
    const phone = await office.startPhone({ username: '4001', rport: false });

    const result = await phone.register();

    expect(result.outcome).toBe('accepted');
    expect(readHeader(result, 'via')).toMatch(/^SIP\/2\.0\/UDP 192\.168\.1\.50:5060;/);
    expect(readHeader(result, 'contact')).toContain('<sip:4001@192.168.1.50:5060>');
  });
});

describe.each(pjsipFlavours)('$title, asked for its contacts', (flavour) => {
  test('stores the private address, and that of the Via', async () => {
    const office = await createOffice({ flavour, endpoints: [OFF] });
    const phone = await office.startPhone({ username: '4001', callId: 'one@lab', userAgent: 'A' });

    await phone.register();

    expect(await office.asterisk.contacts('4001')).toMatchObject([
      {
        uri: 'sip:4001@192.168.1.50:5060',
        status: 'NonQual',
        callId: 'one@lab',
        userAgent: 'A',
        viaAddress: '192.168.1.50',
        viaPort: 5060,
      },
    ]);
  });

  test('stores the public address where an ALG has rewritten Via and Contact', async () => {
    const office = await createOffice({ flavour, endpoints: [OFF], site: { alg: true } });
    const phone = await office.startPhone({ username: '4001' });

    await phone.register();

    const [contact] = await office.asterisk.contacts('4001');
    expect(contact?.uri).toMatch(/^sip:4001@203\.0\.113\.1:/);
    expect(contact?.viaAddress).toBe('203.0.113.1');
  });

  test('reaches a phone through its binding, and misses it once the router has forgotten', async () => {
    const endpoint = { ...ON, rewriteContact: true, qualifyFrequency: 1 };
    const office = await createOffice({ flavour, endpoints: [endpoint] });
    const phone = await office.startPhone({ username: '4002' });

    await phone.register();
    const options = await phone.waitForRequest('OPTIONS');
    await office.asterisk.waitForContacts('4002', ([contact]) => contact?.status === 'Avail');
    await office.site.rebootRouter();

    expect(options.remote).toBe('203.0.113.10:5060');
    await office.asterisk.waitForContacts('4002', ([contact]) => contact?.status === 'Unavail');
  });

  test('keeps registrations over a restart', async () => {
    const office = await createOffice({ flavour, endpoints: [OFF] });
    const phone = await office.startPhone({ username: '4001' });

    await phone.register();
    await office.asterisk.restart();

    expect(await office.asterisk.contacts('4001')).toHaveLength(1);
  });
});

describe.runIf(flavours.length > 0)('the network of the lab', () => {
  const [flavour] = flavours as [(typeof flavours)[0]];

  test('gives a phone another port after the router was rebooted', async () => {
    const office = await createOffice({ flavour, endpoints: [OFF] });
    const phone = await office.startPhone({ username: '4001' });

    const before = await phone.register();
    const unchanged = await phone.register();
    await office.site.rebootRouter();
    const after = await phone.register();

    expect(readRport(unchanged)).toBe(readRport(before));
    expect(readRport(after)).not.toBe(readRport(before));
  });

  test('gives a reconnected router another public address', async () => {
    const office = await createOffice({ flavour, endpoints: [OFF] });
    const phone = await office.startPhone({ username: '4001' });

    const before = await phone.register();
    await office.site.changePublicAddress('203.0.113.77');
    const after = await phone.register();

    expect(readHeader(before, 'via')).toContain(';received=203.0.113.1;');
    expect(readHeader(after, 'via')).toContain(';received=203.0.113.77;');
  });

  test('has a router that picks another port for every packet', async () => {
    const site = { rebind: 'every-packet' } as const;
    const office = await createOffice({ flavour, endpoints: [OFF], site });
    const phone = await office.startPhone({ username: '4001' });

    const result = await phone.register();

    const answers = result.messages.filter(({ direction }) => direction === 'received');
    const ports = answers.map(({ text }) => /;rport=(\d+)/.exec(text)?.[1]);
    expect(result.outcome).toBe('accepted');
    expect(new Set(ports).size).toBe(2);
  });

  test('lets two offices have the same addresses', async () => {
    const office = await createOffice({ flavour, endpoints: [OFF, ON] });
    const york = await createSite({
      pbx: office.pbx,
      name: 'york',
      publicAddress: '203.0.113.2',
    });
    const inLeeds = await office.startPhone({ username: '4001' });
    const inYork = await office.startPhone({ username: '4002' }, york);

    const [leedsResult, yorkResult] = [await inLeeds.register(), await inYork.register()];

    expect(readHeader(leedsResult, 'contact')).toContain('192.168.1.50:5060');
    expect(readHeader(yorkResult, 'contact')).toContain('192.168.1.50:5060');
    expect(readHeader(leedsResult, 'via')).toContain(';received=203.0.113.1;');
    expect(readHeader(yorkResult, 'via')).toContain(';received=203.0.113.2;');
  });

  test('has phones in the network of the PBX, which need no rport', async () => {
    const office = await createOffice({ flavour, endpoints: [OFF] });
    const namespace = await office.pbx.addHost('203.0.113.60');
    const address = '203.0.113.60';
    const phone = await office.startPhone({ username: '4001', rport: false, namespace, address });

    const result = await phone.register();

    expect(result.outcome).toBe('accepted');
  });

  test('keeps a stranger away from the port of a binding', async () => {
    const office = await createOffice({ flavour, endpoints: [OFF] });
    const phone = await office.startPhone({ username: '4001' });
    const namespace = await office.pbx.addHost('203.0.113.60');
    const stranger = await office.startPhone({
      username: 'stranger',
      namespace,
      address: '203.0.113.60',
    });

    const port = readRport(await phone.register());
    await stranger.send('OPTIONS sip:4001@192.168.1.50 SIP/2.0\r\n\r\n', `203.0.113.1:${port}`);
    await phone.register();

    const senders = new Set(phone.received.map(({ remote }) => remote));
    expect([...senders]).toEqual(['203.0.113.10:5060']);
  });
});

function readHeader(result: RegisterResult, name: string): string {
  return findHeaderValue(parseSipText(result.response ?? ''), name) ?? '';
}

/** The public port that the router has given the phone, as Asterisk saw it. */
function readRport(result: RegisterResult): number {
  return Number(/;rport=(\d+)/.exec(readHeader(result, 'via'))?.[1]);
}
