// Nothing of what farend writes has a password in it, a digest response, a key of SRTP or the text of a
// message: phones register, fail, call and write to each other, and all of it is searched.

import { afterEach, describe, expect, test } from 'vitest';
import { askApi } from '../../support/ask-api.ts';
import { listFlavours } from '../../support/asterisk/flavours.ts';
import { AMI_SECRET, ARI_PASSWORD, createCompanionOffice } from '../../support/companion-office.ts';
import { PBX_ADDRESS } from '../../support/network/pbx-network.ts';
import type { RequestOptions } from '../../support/phone/call/call-options.ts';
import type { Phone } from '../../support/phone/phone.ts';
import { startPhone } from '../../support/phone/start-phone.ts';
import { stopEverything } from '../../support/process/lifetime.ts';
import { pollUntil } from '../../support/process/poll-until.ts';
import { findProvisioned } from '../../support/provision/provision.ts';
import { listCredentials, startWitness } from './what-farend-writes.ts';

const NAMES = ['4001', '4002', '4003'];
const DEADLINE_MS = 20_000;
const WRONG = 'quite-wrong-4003';
const SRTP_KEY = 'WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz';
const CRYPTO = `a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${SRTP_KEY}|2^20|1:4`;
const MESSAGE_TEXT = 'meet me at the harbour at nine';
const PUBLISHED_NOTE = 'gone fishing until Thursday';
const IDENTITY = 'eyJhbGciOiJFUzI1NiIsInR5cCI6InBhc3Nwb3J0In0';
/** RFC 3261 §19.1.1: a URI may hold one. */
const CONTACT_PASSWORD = 's3cret-in-a-contact';
const PRESENCE: RequestOptions['body'] = {
  type: 'application/pidf+xml',
  text: `<?xml version="1.0"?><presence xmlns="urn:ietf:params:xml:ns:pidf"><tuple id="t"><note>${PUBLISHED_NOTE}</note></tuple></presence>`,
};

/** Beside Asterisk, without a router. */
const PBX_NEIGHBOUR = '203.0.113.60';

const flavours = listFlavours(await findProvisioned());

const passwordOf = (name: string) => `s3cret-of-${name}`;

afterEach(stopEverything);

describe.each(flavours)('$title', (flavour) => {
  test('files, log, feed, AMI events, API and commands have no secret in them', async () => {
    const scene = await createCompanionOffice({
      flavour,
      endpoints: NAMES.map((name) => ({ name, password: passwordOf(name), qualifyFrequency: 1 })),
      hasAri: true,
      config: { log: { level: 'trace', format: 'json' } },
    });
    const { office, farend } = scene;
    await farend.waitForLog(({ event }) => event === 'ari-up');
    const witness = await startWitness(scene);
    const [caller, callee, stranger] = (await Promise.all(
      NAMES.map((username, index) =>
        office.startPhone({
          username,
          address: `192.168.1.${50 + index}`,
          password: username === '4003' ? WRONG : passwordOf(username),
          ...(username === '4002' && { contact: makeContact(username, '192.168.1.51') }),
          extraHeaders: [`Identity: ${IDENTITY};alg=ES256`],
          calls: { final: 'answer', sdp: { extraLines: [CRYPTO] } },
        }),
      ),
    )) as [Phone, Phone, Phone];

    await Promise.all([caller, callee, stranger].map((phone) => phone.register()));
    await caller.register({ reuseChallenge: true });
    await talk(caller, callee);
    await stranger.request('MESSAGE', '4001', { body: { type: 'text/plain', text: MESSAGE_TEXT } });
    await callee.subscribe('4001', { event: 'presence', accept: 'application/pidf+xml' });
    await callee.waitForRequest('NOTIFY');
    await caller.request('PUBLISH', '4001', { headers: ['Event: presence'], body: PRESENCE });
    witness.ami.send({
      Action: 'UserEvent',
      UserEvent: 'FarendQuery',
      Endpoint: '*',
      RequestID: '7',
    });
    await witness.ami.waitForUserEvent('FarendStatusComplete', { RequestID: '7' });

    await witness.waitForState('192.168.1.50:5060');
    await witness.waitForState('192.168.1.51:5060');
    const written = await witness.readAll(NAMES);
    const secrets = [
      ...listCredentials(caller, '4001', passwordOf('4001')),
      ...listCredentials(callee, '4002', passwordOf('4002')),
      ...listCredentials(stranger, '4003', WRONG),
      ...[passwordOf('4003'), AMI_SECRET, ARI_PASSWORD],
      ...[SRTP_KEY, 'a=crypto', MESSAGE_TEXT, PUBLISHED_NOTE, IDENTITY],
    ];
    expect(findSecrets(written, secrets)).toEqual([]);
    // The phone is reached by its own Contact: that file alone keeps it, and nobody else may read it.
    const [place, ...more] = findSecrets(written, [CONTACT_PASSWORD]);
    expect(place).toMatch(/ in .*bindings\.ndjson$/);
    expect(more).toEqual([]);
    // The search would have found them: phones did say all of it, and farend did tell of each phone.
    const said = [caller, callee, stranger].flatMap(({ datagrams }) => datagrams.items);
    const wire = new Map([['the wire', said.map(({ text }) => text).join('\n')]]);
    for (const secret of ['response="', SRTP_KEY, MESSAGE_TEXT, PUBLISHED_NOTE, IDENTITY])
      expect(findSecrets(wire, [secret])).toEqual([`${secret} in the wire`]);
    for (const where of ['its log', 'the feed', 'AMI', '/v1/devices', 'farend status'])
      expect(written.get(where)).toContain('4001');
  }, 150_000);
});

// chan_sip mirrors nothing.
const mirroring = flavours.filter(({ driver }) => driver === 'chan_pjsip');

describe.each(mirroring)('$title, seen by HEP', (flavour) => {
  test('the password in a Contact that Asterisk keeps is not told', async () => {
    const scene = await createCompanionOffice({
      flavour,
      endpoints: [{ name: '4001', nat: 'no' }],
      producer: 'hep',
    });
    const { office, farend } = scene;
    const address = PBX_NEIGHBOUR;
    const phone = await startPhone({
      namespace: await office.pbx.addHost(address),
      username: '4001',
      address,
      contact: makeContact('4001', address),
      proxy: `${PBX_ADDRESS}:5060`,
    });

    await phone.register();

    const path = '/v1/devices/4001';
    const look = async () => {
      const { text } = await askApi(farend.apiPath, path);
      return text.includes(`sip:4001@${address}`) ? text : undefined;
    };
    const told = await pollUntil(look, { timeoutMs: DEADLINE_MS, what: 'what Asterisk has' });
    expect(told).not.toContain(CONTACT_PASSWORD);
    expect(JSON.stringify(farend.log.items)).not.toContain(CONTACT_PASSWORD);
  });
});

function makeContact(user: string, address: string): string {
  return `<sip:${user}:${CONTACT_PASSWORD}@${address}:5060>`;
}

async function talk(caller: Phone, callee: Phone): Promise<void> {
  const call = await caller.call('4002', { sdp: { extraLines: [CRYPTO] } });
  const answered = await callee.waitForCall(DEADLINE_MS);
  await answered.waitUntilConfirmed();
  await call.waitUntilConfirmed();
  await call.hangUp();
  await caller.request('MESSAGE', '4002', { body: { type: 'text/plain', text: MESSAGE_TEXT } });
  await callee.waitForRequest('MESSAGE', DEADLINE_MS);
}

function findSecrets(written: ReadonlyMap<string, string>, secrets: readonly string[]): string[] {
  return [...written].flatMap(([where, text]) =>
    secrets.filter((secret) => text.includes(secret)).map((secret) => `${secret} in ${where}`),
  );
}
