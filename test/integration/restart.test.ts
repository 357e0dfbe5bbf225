// A crash costs no phone: whoever saw its 200 is reachable as soon as farend is back, and `farend run`
// brings it back.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AsteriskFlavour, listFlavours } from '../support/asterisk/flavours.ts';
import { createFarendOffice, FAREND, type FarendOffice } from '../support/farend-office.ts';
import { formatAuthorization, parseChallenge } from '../support/phone/digest.ts';
import type { Phone } from '../support/phone/phone.ts';
import { formatRawRequest } from '../support/phone/raw-request.ts';
import { readContacts, readHeader } from '../support/phone/sip-text.ts';
import { stopEverything } from '../support/process/lifetime.ts';
import { findProvisioned } from '../support/provision/provision.ts';

const flavours = listFlavours(await findProvisioned());
const [flavour] = flavours as [AsteriskFlavour];

const names = ['4001', '4002', '4003', '4004'];
const endpoints = names.map((name) => ({ name, qualifyFrequency: 1, nat: 'no' }));

const startPhones = ({ office }: FarendOffice): Promise<Phone[]> =>
  Promise.all(
    names.map((username, index) =>
      office.startPhone({ username, address: `192.168.1.${50 + index}`, rport: false }),
    ),
  );

afterAll(stopEverything);

describe.each(flavours)('after kill -9, $title', (title) => {
  let scene: FarendOffice;
  let phones: Phone[];

  beforeAll(async () => {
    scene = await createFarendOffice({ flavour: title, endpoints });
    phones = await startPhones(scene);
  });

  afterAll(stopEverything);

  /** Kills farend when the first phone has seen its 200; the phones that have seen theirs by then. */
  const registerAndKill = async (): Promise<Phone[]> => {
    const served = new Set<Phone>();
    const registered = phones.map(async (phone) => {
      const { outcome } = await phone.register({ expires: 600 });
      if (outcome === 'accepted') served.add(phone);
    });
    await Promise.race(registered);
    const early = [...served];
    await scene.farend.kill();
    await Promise.all(registered);
    expect(early.length).toBeGreaterThan(0);
    return [...served];
  };

  test('reaches every phone that saw its 200, without a new REGISTER', async () => {
    const served = await registerAndKill();
    for (const phone of served) phone.forgetRequests();
    await scene.farend.start();
    const counts = served.map(countSentRegisters);
    const questions = await Promise.all(served.map((phone) => phone.waitForRequest('OPTIONS')));

    expect(questions).toHaveLength(served.length);
    expect(served.map(countSentRegisters)).toEqual(counts);
  });

  test('reaches a phone at the port that it had last', async () => {
    const { office, farend } = scene;
    const phone = phones[0] as Phone;
    await phone.register();
    await office.site.forgetBindings('192.168.1.50');
    const { outcome } = await phone.register();
    await farend.kill();
    phone.forgetRequests();

    await farend.start();
    const question = await phone.waitForRequest('OPTIONS');

    expect(outcome).toBe('accepted');
    expect(question.text).toContain('OPTIONS sip:4001@192.168.1.50:5060 SIP/2.0\r\n');
  });

  test('lets a phone that keeps its nonce register again', async () => {
    const phone = phones[0] as Phone;
    await phone.register();
    await scene.farend.kill();
    await scene.farend.start();

    const { outcome } = await phone.register({ reuseChallenge: true });

    expect(outcome).toBe('accepted');
  });

  test('registers a phone whose 200 came while farend was away', async () => {
    const { office, farend } = scene;
    const phone = phones[1] as Phone;
    const callId = `away-${Date.now()}@192.168.1.51`;
    const contact = '<sip:4002@192.168.1.51:5060>';
    /** Sends it; the next final answer of this dialog. */
    const ask = async (text: string): Promise<string> => {
      const answered = phone.waitForDatagram(
        (datagram) => datagram.text.includes(callId) && !datagram.text.startsWith('SIP/2.0 100'),
      );
      await phone.send(text, FAREND);
      return (await answered).text;
    };
    const challenge = await ask(formatRegister(callId, 1, { Contact: contact }));
    const credentials = { Contact: contact, Authorization: answer(challenge) };
    const register = formatRegister(callId, 2, credentials);

    await office.asterisk.freeze();
    await phone.send(register, FAREND);
    // farend works in order: when it refuses this, it has relayed the REGISTER.
    const refusal = await ask(formatRegister(callId, 3, { 'Max-Forwards': '0' }));
    await farend.kill();
    office.asterisk.thaw();
    await farend.start();
    phone.forgetRequests();
    let accepted = await ask(register);
    // chan_pjsip repeats its 200; chan_sip asks anew, twice, and a phone answers that.
    for (let cSeq = 4; cSeq < 7 && accepted.startsWith('SIP/2.0 401'); cSeq += 1) {
      const again = { Contact: contact, Authorization: answer(accepted) };
      accepted = await ask(formatRegister(callId, cSeq, again));
    }

    expect(refusal).toMatch(/^SIP\/2\.0 483 /);
    expect(accepted).toMatch(/^SIP\/2\.0 200 /);
    expect(readContacts(accepted)[0]).toMatch(/^<sip:4002@192\.168\.1\.51:5060>;expires=/);
    // chan_sip asks a silent peer every ten seconds only.
    const question = await phone.waitForRequest('OPTIONS', 15_000);
    expect(question.text).toContain('OPTIONS sip:4002@192.168.1.51:5060 SIP/2.0\r\n');
  });
});

const REGISTRAR = 'sip:203.0.113.10';

function formatRegister(
  callId: string,
  cSeq: number,
  headers: Readonly<Record<string, string>>,
): string {
  return formatRawRequest({
    method: 'REGISTER',
    requestUri: REGISTRAR,
    user: '4002',
    sentBy: '192.168.1.51:5060',
    headers: { 'Call-ID': callId, CSeq: `${cSeq} REGISTER`, Expires: '600', ...headers },
  });
}

/** The Authorization that answers a 401. */
function answer(challenge: string): string {
  const parsed = parseChallenge(readHeader(challenge, 'www-authenticate'));
  if (parsed === undefined) throw new Error(`no challenge in ${challenge}`);
  return formatAuthorization(parsed, {
    username: '4002',
    password: 'pw4002',
    method: 'REGISTER',
    uri: REGISTRAR,
    nonceCount: 1,
  });
}

describe('farend run', () => {
  test('starts a killed proxy again, and ends with 0 on SIGTERM', async () => {
    const { farend, office } = await createFarendOffice({ flavour, endpoints, command: 'run' });
    const phone = await office.startPhone({ username: '4001', rport: false });
    const before = await phone.register();
    const from = farend.log.items.length;
    const killed = farend.findProxyPid();

    process.kill(killed, 'SIGKILL');
    await farend.waitForLog(({ event }) => event === 'proxy-died', 5000, from);
    await farend.waitForLog(({ event }) => event === 'listening', 10_000, from);
    const next = farend.findProxyPid();
    const after = await phone.register();
    const status = await farend.terminate();

    expect([before.outcome, after.outcome]).toEqual(['accepted', 'accepted']);
    expect([killed, next].every((pid) => pid > 0 && pid !== farend.pid)).toBe(true);
    expect(next).not.toBe(killed);
    expect(status).toEqual({ code: 0, signal: null });
    expect(farend.findProxyPid()).toBe(0);
  });

  afterAll(stopEverything);
});

function countSentRegisters(phone: Phone): number {
  return phone.datagrams.items.filter(
    ({ direction, text }) => direction === 'sent' && text.startsWith('REGISTER '),
  ).length;
}
