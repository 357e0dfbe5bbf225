// The ARI adapter against real Asterisks: what it reports of phones, and what it survives.

import { readFileSync } from 'node:fs';
import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterEach, describe, expect, test } from 'vitest';
import { AriClient } from '../../src/asterisk/ari/ari-client.ts';
import type { AriClientOptions } from '../../src/asterisk/ari/ari-options.ts';
import type { AsteriskEvent } from '../../src/asterisk/asterisk-event.ts';
import { openApplication } from '../support/asterisk/ari-application.ts';
import { startAriProxy } from '../support/asterisk/ari-proxy.ts';
import type { AsteriskOptions } from '../support/asterisk/asterisk-options.ts';
import { type AsteriskFlavour, listFlavours } from '../support/asterisk/flavours.ts';
import { type AsteriskInstance, startAsterisk } from '../support/asterisk/start-asterisk.ts';
import type { Phone } from '../support/phone/phone.ts';
import { type StartPhoneOptions, startPhone } from '../support/phone/start-phone.ts';
import { EventLog } from '../support/process/event-log.ts';
import { own, release, stopEverything } from '../support/process/lifetime.ts';
import { runChecked } from '../support/process/run-command.ts';
import { findProvisioned } from '../support/provision/provision.ts';
import { createScratchDirectory } from '../support/scratch-directory.ts';

const HTTP_PORT = 8088;
const DEADLINE_MS = 20_000;
const PASSWORD = 'ari:secret/4711&x=1';
const PHONE = { name: '4001', forceRport: true, rewriteContact: false, nat: 'force_rport' };
const FAST = { firstDelayMs: 50, maxDelayMs: 200 };

const flavours = listFlavours(await findProvisioned());

afterEach(stopEverything);

describe.each(flavours)('$title', (flavour) => {
  test('tells a registration and its end, with the settings of asterisk-conf', async () => {
    await startPbx(flavour);
    const ari = startAri();
    const phone = await startLabPhone({ username: '4001' });
    await ari.waitForConnection(true);

    await phone.register();
    await phone.unregister();

    const known = flavour.driver === 'chan_sip' ? 'unregistered' : 'unreachable';
    const peer = await ari.waitFor('peer', ({ status }) => status === known);
    expect(peer).toMatchObject({ asterisk: 'main', endpoint: '4001', driver: flavour.driver });
    if (flavour.driver === 'chan_pjsip') {
      const contact = await ari.waitFor('contact', ({ status }) => status === 'removed');
      expect(contact).toMatchObject({ endpoint: '4001', aor: '4001' });
      expect(contact.uri).toBe('sip:4001@127.0.0.5:5060');
    }
    expect(ari.connections.items).toEqual([{ isUp: true, reason: '' }]);
    expect(ari.problems).toEqual([]);
    expect(ari.client.unreadable.size).toBe(0);
  });

  test('tells when a phone falls silent, and when it answers again', async () => {
    await startPbx(flavour, { endpoints: [{ ...PHONE, qualifyFrequency: 1 }] });
    const ari = startAri();
    const phone = await startLabPhone({ username: '4001' });
    await ari.waitForConnection(true);
    await phone.register();
    await ari.waitFor('peer', ({ status }) => status === 'reachable');

    await phone.behave({ deaf: true });
    await ari.waitFor('peer', ({ status }) => status === 'unreachable', 0, 25_000);
    const from = ari.events.items.length;
    await phone.behave({ deaf: false });

    await ari.waitFor('peer', ({ status }) => status === 'reachable', from, 25_000);
    if (flavour.driver === 'chan_sip') return;
    const contact = await ari.waitFor('contact', ({ status }) => status === 'reachable', from);
    expect(contact.roundTripUs).toBeGreaterThan(0);
  }, 60_000);

  test('sends a user event to the application that it names, and to no other', async () => {
    await startPbx(flavour);
    const wallboard = await openApplication('wallboard', HTTP_PORT);
    const other = await openApplication('other', HTTP_PORT);
    const ari = startAri();
    await ari.waitForConnection(true);

    const variables = { Endpoint: '4001', variables: 'ä"\\', Long: 'x'.repeat(20_000) };
    await ari.client.sendUserEvent('wallboard', 'FarendAlert', variables);
    await ari.client.sendUserEvent('other', 'Last/?&', {});

    const event = await wallboard.waitFor(({ type }) => type === 'ChannelUserevent', DEADLINE_MS);
    expect(event).toMatchObject({ eventname: 'FarendAlert', userevent: variables });
    await other.waitFor(({ eventname }) => eventname === 'Last/?&', DEADLINE_MS);
    expect(other.items).toHaveLength(1);
  });

  test('sends as many user events at once as there are phones', async () => {
    await startPbx(flavour);
    const wallboard = await openApplication('wallboard', HTTP_PORT);
    const ari = startAri({ timing: FAST });
    await ari.waitForConnection(true);

    const names = Array.from({ length: 1000 }, (_, index) => String(index));
    await Promise.all(names.map((name) => ari.client.sendUserEvent('wallboard', name, {})));

    await wallboard.waitFor(() => wallboard.items.length === 1000, DEADLINE_MS);
    expect(new Set(wallboard.items.map(({ eventname }) => eventname))).toEqual(new Set(names));
    expect(ari.connections.items).toHaveLength(1);
  });

  test('says that nobody is connected as an application, and stays connected', async () => {
    await startPbx(flavour);
    const ari = startAri();
    await ari.waitForConnection(true);

    const refusal = await ari.client.sendUserEvent('wallbord', 'FarendAlert', {}).catch(identity);

    expect(refusal).toMatchObject({ code: 'ARI_REFUSED' });
    expect(refusal.message).toContain('the application "wallbord"');
    expect(ari.client.isUp).toBe(true);
    expect(ari.connections.items).toHaveLength(1);
  });

  test('asks Asterisk for the events that it reads, and for nothing else', async () => {
    await startPbx(flavour);
    const ari = startAri();
    await ari.waitForConnection(true);

    const application = await ari.client.call('applications', 'get', { applicationName: 'farend' });

    expect(application).toMatchObject({
      name: 'farend',
      events_allowed: expect.arrayContaining([{ type: 'ContactStatusChange' }]),
    });
  });

  test('names the section of ari.conf where the login is refused, and no password', async () => {
    await startPbx(flavour);
    const ari = startAri({ password: 'quite:wrong/4712' });

    const { reason } = await ari.waitForConnection(false);

    expect(reason).toContain('(401): in ari.conf of Asterisk the section [farend]');
    expectNoSecret(ari, ['quite:wrong/4712', PASSWORD], [reason]);
  });

  test('notices that its password does not hold any more', async () => {
    const asterisk = await startPbx(flavour);
    const ari = startAri({ timing: { ...FAST, heartbeatMs: 100 } });
    await ari.waitForConnection(true);

    await asterisk.rewriteConfig('ari.conf', (text) => text.replaceAll(PASSWORD, 'another'));
    await asterisk.cli('module reload res_ari.so');

    const told = await ari.connections.waitFor(
      ({ reason }) => reason.includes('in ari.conf of Asterisk the section [farend]'),
      DEADLINE_MS,
    );
    expect(told.isUp).toBe(false);
    expectNoSecret(ari, [PASSWORD]);
  });

  test('is told what a user may not do who is read-only, and hears of phones all the same', async () => {
    const few = `[few]\ntype = user\npassword = ${PASSWORD}\nread_only = yes\n`;
    await startPbx(flavour, { append: { 'ari.conf': few } });
    const ari = startAri({ username: 'few' });
    const phone = await startLabPhone({ username: '4001' });

    const { reason } = await ari.waitForConnection(true);
    const refusal = await ari.client.sendUserEvent('farend', 'Alert', {}).catch(identity);
    await phone.register();

    expect(reason).toContain('set "read_only = no"');
    expect(refusal).toMatchObject({ code: 'ARI_REFUSED' });
    expect(refusal.message).toContain('set "read_only = no"');
    await ari.waitFor('peer', ({ endpoint }) => endpoint === '4001');
  });

  test('comes back after Asterisk was restarted', async () => {
    const asterisk = await startPbx(flavour);
    const ari = startAri();
    const phone = await startLabPhone({ username: '4001' });
    await ari.waitForConnection(true);

    await asterisk.restart();

    const { reason } = await ari.waitForConnection(false);
    expect(reason).toMatch(/Asterisk|nothing listens/);
    await ari.waitForConnection(true, 1);
    await phone.register();
    await ari.waitFor('peer', ({ endpoint }) => endpoint === '4001');
    expect(ari.problems).toEqual([]);
  });

  test('notices an Asterisk that hangs, and gives up what it was asked', async () => {
    const asterisk = await startPbx(flavour);
    const ari = startAri({ timing: { ...FAST, heartbeatMs: 3000, callMs: 2000 } });
    await ari.waitForConnection(true);

    await asterisk.freeze();
    const refusal = await ari.client.call('endpoints', 'list').catch(identity);
    const { reason } = await ari.waitForConnection(false, 1);
    const late = await ari.client.call('endpoints', 'list').catch(identity);
    asterisk.thaw();

    expect(refusal).toMatchObject({ code: 'ARI_UNREACHABLE' });
    expect(late).toMatchObject({ code: 'ARI_UNREACHABLE' });
    expect(reason).toContain('does not answer on ARI any more');
    await ari.waitForConnection(true, 1);
    expect(await ari.client.call('endpoints', 'list')).toEqual([
      expect.objectContaining({ resource: '4001' }),
    ]);
  });

  test('gives way to another program of the same name, and says so', async () => {
    await startPbx(flavour);
    const ari = startAri({ timing: { ...FAST, refusedDelayMs: 60_000 } });
    await ari.waitForConnection(true);

    await openApplication('farend', HTTP_PORT);

    const { reason } = await ari.waitForConnection(false);
    expect(reason).toContain('another program connected to ARI as the application "farend"');
  });
});

describe.each(flavours.filter(({ driver }) => driver === 'chan_pjsip'))('$title', (flavour) => {
  test('hands on no password of an object that ARI answers with it', async () => {
    await startPbx(flavour);
    const ari = startAri();
    await ari.waitForConnection(true);

    const auth = await ari.client.call('asterisk', 'getObject', {
      configClass: 'res_pjsip',
      objectType: 'auth',
      id: '4001',
    });

    expect(auth).toContainEqual({ attribute: 'username', value: '4001' });
    expect(auth).toContainEqual({ attribute: 'password', value: '[redacted]' });
    expectNoSecret(ari, ['pw4001', PASSWORD], [auth]);
  });

  test('says that Asterisk has no such operation or object', async () => {
    await startPbx(flavour);
    const ari = startAri();
    await ari.waitForConnection(true);

    const calls = await Promise.all(
      [
        ari.client.call('endpoints', 'blow_up'),
        ari.client.call('_ws', 'close'),
        ari.client.call('constructor', 'constructor'),
        ari.client.call('endpoints', 'get', { tech: 'PJSIP' }),
        ari.client.call('endpoints', 'get', { tech: 'PJSIP', resource: 'nobody' }),
      ].map((call) => call.catch(identity)),
    );

    for (const refusal of calls) expect(refusal).toMatchObject({ code: 'ARI_REFUSED' });
    expect(ari.client.isUp).toBe(true);
  });
});

describe.runIf(flavours.length > 0)('any Asterisk', () => {
  const [flavour] = flavours as [AsteriskFlavour];

  test('logs in to two of them with different passwords', async () => {
    const append = { 'ari.conf': '[second]\ntype = user\npassword = second-4713\n' };
    await startPbx(flavour);
    await startPbx(flavour, { address: '127.0.0.2', append });
    const first = startAri();
    const second = startAri({
      asterisk: 'second',
      url: `http://127.0.0.2:${HTTP_PORT}`,
      username: 'second',
      password: 'second-4713',
    });

    await Promise.all([first.waitForConnection(true), second.waitForConnection(true)]);
    const phone = await startLabPhone({ username: '4001', proxy: '127.0.0.2:5060' });
    await phone.register();

    expect(await second.waitFor('peer')).toMatchObject({ asterisk: 'second', endpoint: '4001' });
    for (const { client } of [first, second, first])
      expect(await client.call('asterisk', 'getInfo', { only: 'system' })).toHaveProperty('system');
    expect(first.events.items).toEqual([]);
  });

  test('logs in where Asterisk has a hash of the password only', async () => {
    const hash = await runChecked(['openssl', 'passwd', '-6', '-stdin'], { input: PASSWORD });
    await startPbx(flavour, {}, (text) =>
      text.replace(`password = ${PASSWORD}`, `password = ${hash.trim()}\npassword_format = crypt`),
    );
    const ari = startAri();

    const told = await ari.connections.waitFor(() => true, DEADLINE_MS);

    expect(told).toEqual({ isUp: true, reason: '' });
  });

  test('says that nothing listens where HTTP is off', async () => {
    await startAsterisk({ ...flavour, address: '127.0.0.1', endpoints: [] });
    const ari = startAri();

    const { reason } = await ari.waitForConnection(false);

    expect(reason).toContain('nothing listens on 127.0.0.1:8088');
    expect(reason).toContain('http.conf');
  });

  test('says that ARI is not at the top where http.conf has a prefix', async () => {
    await startPbx(flavour, { httpLines: 'prefix = asterisk\n' });
    const ari = startAri();

    const { reason } = await ari.waitForConnection(false);

    expect(reason).toContain('(404)');
    expect(reason).toContain('"prefix"');
  });

  test('trusts a certificate only from an issuer that it knows', async () => {
    const certificate = await createCertificate();
    await startPbx(flavour, {
      httpLines: `tlsenable = yes\ntlsbindaddr = 127.0.0.1:8089\ntlscertfile = ${certificate}\n`,
    });
    const ari = startAri({ url: 'https://127.0.0.1:8089' });

    const { reason } = await ari.waitForConnection(false);
    const trusting = await runChecked([process.execPath, '--input-type=module'], {
      env: { ...process.env, NODE_EXTRA_CA_CERTS: certificate },
      input: `
        import { AriClient } from '${new URL('../../src/asterisk/ari/ari-client.ts', import.meta.url)}';
        const login = { username: 'farend', password: '${PASSWORD}' };
        const client = new AriClient({ asterisk: 'main', url: 'https://127.0.0.1:8089', ...login }, {
          onConnection: async (isUp, reason) => {
            console.log(isUp, reason);
            if (isUp) console.log(Object.keys(await client.call('asterisk', 'getInfo')));
            await client.stop();
          },
        });
        client.start();
      `,
    });

    expect(reason).toContain('the certificate of 127.0.0.1:8089 is not trusted');
    expect(reason).toContain('NODE_EXTRA_CA_CERTS');
    expect(trusting).toMatch(/^true \n.*system/s);
  });

  test('says that ARI is off where HTTP is on', async () => {
    await startPbx(flavour, { append: { 'ari.conf': '[general]\nenabled = no\n' } });
    const ari = startAri();

    const { reason } = await ari.waitForConnection(false);

    expect(reason).toContain('(404): ari.conf of Asterisk lacks "enabled = yes"');
  });

  test('survives an event that the API documents do not list', async () => {
    await startPbx(flavour);
    const url = await startAriProxy(HTTP_PORT, '/ari/api-docs/events.json', (document) =>
      document.replaceAll('PeerStatusChange', 'SomethingElse'),
    );
    const ari = startAri({ url });
    const phone = await startLabPhone({ username: '4001' });
    await ari.waitForConnection(true);

    await phone.register();

    const { reason } = await ari.waitForConnection(false);
    expect(reason).toContain('an event that its own API documents do not list');
    await ari.waitForConnection(true, 1);
  });

  test('goes on when whoever listens to it throws', async () => {
    await startPbx(flavour);
    const ari = startAri({}, () => {
      throw new Error('a listener of the test');
    });
    const phone = await startLabPhone({ username: '4001' });
    await ari.waitForConnection(true);

    await phone.register();

    await ari.waitFor('peer');
    expect(ari.problems).toContain('main: a listener of the test');
    expect(ari.client.isUp).toBe(true);
  });
});

describe.runIf(flavours.some(({ title }) => title.startsWith('Asterisk 22')))('Asterisk 22', () => {
  const flavour = flavours[0] as AsteriskFlavour;

  test.each([
    { permit: '127.0.0.1/255.255.255.255', isUp: true },
    { permit: '192.0.2.1/255.255.255.255', isUp: false },
  ])('takes the user from $permit alone', async ({ permit, isUp }) => {
    await startPbx(flavour, {}, (text) =>
      text.replace(/^;deny/m, 'deny').replace(/^;permit = .*/m, `permit = ${permit}`),
    );
    const ari = startAri();

    const told = await ari.connections.waitFor(() => true, DEADLINE_MS);

    expect(told.isUp).toBe(isUp);
    if (!isUp) expect(told.reason).toContain('"permit", "deny" and "acl"');
  });
});

interface Ari {
  readonly client: AriClient;
  readonly events: EventLog<AsteriskEvent>;
  readonly connections: EventLog<{ isUp: boolean; reason: string }>;
  readonly problems: string[];
  waitFor<Kind extends AsteriskEvent['kind']>(
    kind: Kind,
    accepts?: (event: AsteriskEvent & { kind: Kind }) => boolean,
    from?: number,
    timeoutMs?: number,
  ): Promise<AsteriskEvent & { kind: Kind }>;
  waitForConnection(isUp: boolean, from?: number): Promise<{ isUp: boolean; reason: string }>;
}

function startAri(options: Partial<AriClientOptions> = {}, onEvent = () => {}): Ari {
  const events = new EventLog<AsteriskEvent>();
  const connections = new EventLog<{ isUp: boolean; reason: string }>();
  const problems: string[] = [];
  const url = `http://127.0.0.1:${HTTP_PORT}`;
  const client = new AriClient(
    { asterisk: 'main', url, username: 'farend', password: PASSWORD, timing: FAST, ...options },
    {
      onEvent: (event) => {
        events.append(event);
        onEvent();
      },
      onConnection: (isUp, reason) => connections.append({ isUp, reason }),
      onProblem: (sentence) => problems.push(sentence),
    },
  );
  const stoppable = own({
    stop: async () => {
      await client.stop();
      release(stoppable);
    },
  });
  client.start();
  return {
    client,
    events,
    connections,
    problems,
    waitFor: async (kind, accepts = () => true, from = 0, timeoutMs = DEADLINE_MS) =>
      (await events.waitFor(
        (event) => event.kind === kind && accepts(event as never),
        timeoutMs,
        `the awaited ${kind} event`,
        from,
      )) as never,
    waitForConnection: (isUp, from = 0) =>
      connections.waitFor(
        (told) => told.isUp === isUp,
        DEADLINE_MS,
        `a connection that is ${isUp ? 'up' : 'down'}`,
        from,
      ),
  };
}

/** With the very files that operators get. */
function startPbx(
  flavour: AsteriskFlavour,
  { httpLines = '', ...options }: Partial<AsteriskOptions> & { httpLines?: string } = {},
  edit: (ariConf: string) => string = identity,
): Promise<AsteriskInstance> {
  const ariConf = edit(readAsteriskConf('ari.d/farend.conf').replace('change-me', PASSWORD));
  const httpConf = readAsteriskConf('http/farend.conf').replace(
    'bindaddr = 127.0.0.1',
    `bindaddr = ${options.address ?? '127.0.0.1'}`,
  );
  return startAsterisk({
    ...flavour,
    address: '127.0.0.1',
    httpPort: HTTP_PORT,
    endpoints: [PHONE],
    ...options,
    files: {
      'http.conf': `${httpConf}\n${httpLines}`,
    },
    append: { 'ari.conf': `${ariConf}\n${options.append?.['ari.conf'] ?? ''}` },
  });
}

function readAsteriskConf(name: string): string {
  return readFileSync(new URL(`../../asterisk-conf/${name}`, import.meta.url), 'utf8');
}

function startLabPhone(options: Partial<StartPhoneOptions> & { username: string }): Promise<Phone> {
  return startPhone({ address: '127.0.0.5', proxy: '127.0.0.1:5060', ...options });
}

/** One file with a self-signed certificate for 127.0.0.1 and its key. */
async function createCertificate(): Promise<string> {
  const scratch = createScratchDirectory('certificate');
  own({ stop: () => Promise.resolve(scratch.remove()) });
  const path = join(scratch.path, 'asterisk.pem');
  const names = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const make = ['openssl', 'req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2'];
  await runChecked([...make, ...names, '-keyout', path, '-out', `${path}.crt`]);
  await appendFile(path, await readFile(`${path}.crt`, 'utf8'));
  return path;
}

function identity<Value>(value: Value): Value {
  return value;
}

function expectNoSecret(ari: Ari, secrets: readonly string[], more: readonly unknown[] = []): void {
  const emitted = [ari.client, ari.events.items, ari.connections.items, ari.problems, more];
  const everything = inspect(emitted, {
    depth: 12,
    showHidden: true,
    maxArrayLength: null,
    maxStringLength: null,
  });
  const text = everything + JSON.stringify(emitted) + readFileSync('/proc/self/cmdline', 'utf8');
  for (const secret of secrets) {
    expect(text).not.toContain(secret);
    expect(text).not.toContain(encodeURIComponent(secret));
  }
}
