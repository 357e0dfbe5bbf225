// The AMI adapter against real Asterisks: what it reports of phones, and what it survives.

import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { inspect } from 'node:util';
import { afterEach, describe, expect, test } from 'vitest';
import { AmiClient } from '../../src/asterisk/ami/ami-client.ts';
import type { AmiHeaders } from '../../src/asterisk/ami/ami-message.ts';
import type { AmiClientOptions } from '../../src/asterisk/ami/ami-options.ts';
import type { AsteriskEvent, ConnectionEvent } from '../../src/asterisk/asterisk-event.ts';
import type { AsteriskOptions } from '../support/asterisk/asterisk-options.ts';
import { type AsteriskFlavour, listFlavours } from '../support/asterisk/flavours.ts';
import { type AsteriskInstance, startAsterisk } from '../support/asterisk/start-asterisk.ts';
import type { Phone } from '../support/phone/phone.ts';
import type { StartPhoneOptions } from '../support/phone/start-phone.ts';
import { startPhone } from '../support/phone/start-phone.ts';
import { EventLog } from '../support/process/event-log.ts';
import { own, release, stopEverything } from '../support/process/lifetime.ts';
import { findProvisioned } from '../support/provision/provision.ts';

const AMI_PORT = 5038;
const DEADLINE_MS = 15_000;
const SECRET = 'ami-secret-4711';
/** The very file that operators get. */
const managerConf = readFileSync(
  new URL('../../asterisk-conf/manager.d/farend.conf', import.meta.url),
  'utf8',
).replace('change-me', SECRET);

const PHONE = { name: '4001', forceRport: true, rewriteContact: false, nat: 'force_rport' };
const FAST = { firstDelayMs: 50, maxDelayMs: 200, retryMs: 100, snapshotShare: 1 };

const flavours = listFlavours(await findProvisioned());

afterEach(stopEverything);

describe.each(flavours)('$title', (flavour) => {
  test('logs in, and may do all that it has to, with the settings of asterisk-conf', async () => {
    const asterisk = await startPbx(flavour);
    const ami = startAmi();

    await ami.waitFor('connection', ({ isUp }) => isUp);
    await ami.waitFor('snapshot');
    await ami.client.sendUserEvent('Question', { Endpoint: '4001' });
    await ami.client.putAstDb('farend/4001', 'verdict', 'ok');

    const question = await ami.userEvents.waitFor(({ name }) => name === 'Question', DEADLINE_MS);
    expect(question.headers.get('endpoint')).toBe('4001');
    expect(await asterisk.cli('database get farend/4001 verdict')).toContain('Value: ok');
    expect(ami.problems).toEqual([]);
  });

  test('tells a registration, its refresh and its end', async () => {
    await startPbx(flavour);
    const ami = startAmi();
    const phone = await startLabPhone({ username: '4001', callId: 'one@lab' });
    await ami.waitFor('snapshot');

    await phone.register();
    const registered = await ami.waitFor(
      'authentication',
      ({ outcome }) => outcome === 'succeeded',
    );
    const from = ami.events.items.length;
    await phone.register();
    const refreshed = await ami.waitFor(
      'authentication',
      ({ outcome }) => outcome === 'succeeded',
      from,
    );
    await phone.unregister();
    await waitForEnd(ami, flavour);

    for (const event of [registered, refreshed]) {
      expect(event).toMatchObject({ asterisk: 'main', driver: flavour.driver, account: '4001' });
      if (flavour.driver === 'chan_pjsip') expect(event.callId).toBe('one@lab');
      else expect(event.nonce).toBe(readNonce(phone, event.nonce));
    }
  });

  test('tells a wrong password from an account that is not there', async () => {
    await startPbx(flavour);
    const ami = startAmi();
    const forgetful = await startLabPhone({ username: '4001', password: 'wrong' });
    const unknown = await startLabPhone({ username: '4999', address: '127.0.0.6' });
    await ami.waitFor('snapshot');

    await forgetful.register();
    await unknown.register();

    const failed = await ami.waitFor('authentication', ({ outcome }) => outcome === 'failed');
    expect(failed.account).toBe('4001');
    const stranger = await ami.waitFor(
      'authentication',
      ({ outcome }) => outcome === 'unknown-account',
    );
    expect(stranger.account).toBe('4999');
  });

  test('tells a refusal by an access list, with the name of the list', async () => {
    const lines = ['deny = 0.0.0.0/0.0.0.0', 'permit = 192.0.2.1/255.255.255.255'];
    await startPbx(flavour, { endpoints: [{ ...PHONE, lines }] });
    const ami = startAmi();
    const phone = await startLabPhone({ username: '4001' });
    await ami.waitFor('connection', ({ isUp }) => isUp);

    await phone.register();

    const refused = await ami.waitFor('authentication', ({ outcome }) => outcome === 'acl-refused');
    expect(refused.account).toBe('4001');
    expect(refused.reason).toMatch(/^(not_match_endpoint_acl|device_must_match_acl)$/);
    // chan_pjsip goes on to call the same phone unknown: nothing is made of it.
    await phone.register();
    await ami.client.sendUserEvent('Last', {});
    await ami.userEvents.waitFor(({ name }) => name === 'Last', DEADLINE_MS);
    const outcomes = ami.events.items.flatMap((event) =>
      event.kind === 'authentication' ? [event.outcome] : [],
    );
    expect(outcomes).not.toContain('unknown-account');
  });

  test('tells when a phone falls silent, and when it answers again', async () => {
    await startPbx(flavour, { endpoints: [{ ...PHONE, qualifyFrequency: 1 }] });
    const ami = startAmi();
    const phone = await startLabPhone({ username: '4001' });
    await phone.register();
    await ami.waitFor('peer', ({ status }) => status === 'reachable');

    await phone.behave({ deaf: true });
    await ami.waitFor('peer', ({ status }) => status === 'unreachable', 0, 25_000);
    const from = ami.events.items.length;
    await phone.behave({ deaf: false });

    const back = await ami.waitFor('peer', ({ status }) => status === 'reachable', from, 25_000);
    expect(back).toMatchObject({ endpoint: '4001', driver: flavour.driver });
  }, 60_000);

  test('knows endpoints, trunks and contacts from before its login, and no password', async () => {
    const trunk = { name: 'itsp', host: '127.0.0.77:5060' };
    const registration = { username: 'us', password: 'trunk-secret-1' };
    await startPbx(flavour, { trunks: [{ ...trunk, registration }] });
    const phone = await startLabPhone({ username: '4001', callId: 'two@lab', userAgent: 'Lab/1' });
    await phone.register();
    const ami = startAmi();

    const { endpoints, contacts } = await ami.waitFor('snapshot');

    const isPjsip = flavour.driver === 'chan_pjsip';
    expect(endpoints?.toSorted((a, b) => a.name.localeCompare(b.name))).toEqual([
      {
        name: '4001',
        driver: flavour.driver,
        aors: ['4001'],
        forceRport: true,
        rewriteContact: isPjsip ? false : undefined,
        rtpSymmetric: false,
        directMedia: false,
        autoNat: [],
        aorStates: isPjsip ? [{ name: '4001', maxContacts: 5, qualifyFrequency: 0 }] : undefined,
        qualifyFrequency: isPjsip ? undefined : 0,
        hasAuth: true,
        insecure: '',
        host: '',
        isTrunk: false,
      },
      expect.objectContaining({ name: 'itsp', isTrunk: true }),
      expect.objectContaining({ name: 'open', hasAuth: false, isTrunk: false }),
    ]);
    expect(contacts).toMatchObject([
      {
        aor: '4001',
        endpoint: '4001',
        uri: 'sip:4001@127.0.0.5:5060',
        callId: isPjsip ? 'two@lab' : '',
        userAgent: 'Lab/1',
        viaAddress: isPjsip ? '127.0.0.5:5060' : '',
        status: 'unqualified',
      },
    ]);
    expect(contacts?.[0]?.expiresAt).toBeGreaterThan(Date.now());
    expectNoSecret(ami, ['pw4001', 'trunk-secret-1', SECRET]);
  });

  test('hands on no password of a list that Asterisk answers with it', async () => {
    await startPbx(flavour);
    const ami = startAmi();
    await ami.waitFor('connection', ({ isUp }) => isUp);

    const items = await ami.client
      .list(
        { Action: 'PJSIPShowEndpoint', Endpoint: '4001' },
        'AuthDetail',
        'EndpointDetailComplete',
      )
      .catch((error: Error) => [error.message]);

    expect(items).toHaveLength(1);
    expect(inspect(items, { depth: 9 })).not.toContain('pw4001');
  });

  test('takes another snapshot once the settings were read again', async () => {
    const asterisk = await startPbx(flavour);
    const ami = startAmi();
    await ami.waitFor('snapshot');
    const from = ami.events.items.length;

    await asterisk.cli(flavour.driver === 'chan_sip' ? 'module reload chan_sip.so' : 'core reload');

    const { endpoints } = await ami.waitFor('snapshot', undefined, from);
    expect(endpoints?.map(({ name }) => name)).toContain('4001');
  });

  test('comes back after Asterisk was restarted, with what is registered then', async () => {
    const asterisk = await startPbx(flavour);
    const ami = startAmi();
    const phone = await startLabPhone({ username: '4001' });
    await phone.register();
    await ami.waitFor('snapshot');
    const from = ami.events.items.length;

    await asterisk.restart();

    const drop = await ami.waitFor('connection', ({ isUp }) => !isUp, from);
    expect(drop.reason).toMatch(/^(Asterisk|nothing listens on 127\.0\.0\.1:5038)/);
    await ami.waitFor('connection', ({ isUp }) => isUp, from);
    const { contacts } = await ami.waitFor('snapshot', undefined, from);
    expect(contacts?.map(({ aor }) => aor)).toEqual(['4001']);
  });

  test('notices an Asterisk that hangs, and gives up what it was asked', async () => {
    const asterisk = await startPbx(flavour);
    const ami = startAmi({ timing: { ...FAST, heartbeatMs: 100, deadlineMs: 1500 } });
    await ami.waitFor('snapshot');

    await asterisk.freeze();
    const drop = await ami.waitFor('connection', ({ isUp }) => !isUp);
    const refusal = await ami.client.putAstDb('farend', 'stale', '1').catch((error) => error);
    asterisk.thaw();
    const from = ami.events.items.indexOf(drop);
    await ami.waitFor('connection', ({ isUp }) => isUp, from);

    expect(drop.reason).toContain('does not answer');
    expect(refusal).toMatchObject({ code: 'AMI_UNREACHABLE' });
    // Nothing was kept to be sent later.
    await ami.client.putAstDb('farend', 'fresh', '1');
    const database = await asterisk.cli('database show farend');
    expect(database).toContain('/farend/fresh');
    expect(database).not.toContain('/farend/stale');
  });

  test('rejects what waits for an answer when the connection drops', async () => {
    const asterisk = await startPbx(flavour);
    const ami = startAmi({ timing: { ...FAST, heartbeatMs: 60_000, deadlineMs: 60_000 } });
    await ami.waitFor('snapshot');
    const witness = startAmi({ timing: { ...FAST, heartbeatMs: 50, deadlineMs: 1000 } });
    await witness.waitFor('connection', ({ isUp }) => isUp);

    await asterisk.freeze();
    await witness.waitFor('connection', ({ isUp }) => !isUp);
    const answer = ami.client.send({ Action: 'Ping' }).catch((error) => error);
    const list = ami.client
      .list({ Action: 'PJSIPShowContacts' }, 'ContactList', 'ContactListComplete')
      .catch((error) => error);
    await asterisk.stop();

    expect(await answer).toMatchObject({ code: 'AMI_UNREACHABLE' });
    expect(await list).toMatchObject({ code: 'AMI_UNREACHABLE' });
  });
});

describe.each(flavours.filter(({ driver }) => driver === 'chan_pjsip'))('$title', (flavour) => {
  test('tells the contact that is too many', async () => {
    await startPbx(flavour, { endpoints: [{ ...PHONE, maxContacts: 1 }] });
    const ami = startAmi();
    const first = await startLabPhone({ username: '4001' });
    const second = await startLabPhone({ username: '4001', address: '127.0.0.6' });
    await ami.waitFor('connection', ({ isUp }) => isUp);

    await first.register();
    await second.register();

    const refused = await ami.waitFor(
      'authentication',
      ({ outcome }) => outcome === 'request-refused',
    );
    expect(refused.account).toBe('4001');
    expect(refused.reason).toBe('registrar_attempt_exceeds_maximum_configured_contacts');
  });
});

describe.runIf(flavours.length > 0)('any Asterisk', () => {
  const [flavour] = flavours as [AsteriskFlavour];

  test('tells the contacts of a large system before it has read all settings', async () => {
    const names = Array.from({ length: 250 }, (_, index) => `4${String(index).padStart(3, '0')}`);
    await startPbx(flavour, { endpoints: names.map((name) => ({ ...PHONE, name })) });
    const phone = await startLabPhone({ username: '4001' });
    await phone.register();
    const ami = startAmi();

    const first = await ami.waitFor('snapshot');
    const second = await ami.waitFor('snapshot', undefined, ami.events.items.indexOf(first) + 1);
    ami.client.requestSnapshot();
    const from = ami.events.items.indexOf(second) + 1;
    const third = await ami.waitFor('snapshot', undefined, from);

    const settings = [first, second, third].map(({ endpoints, contacts }) => [
      endpoints?.length,
      new Set(endpoints?.map(({ forceRport }) => forceRport)),
      contacts?.map(({ aor }) => aor),
    ]);
    expect(settings).toEqual([
      [250, new Set([undefined]), ['4001']],
      [250, new Set([true]), undefined],
      [250, new Set([true]), ['4001']],
    ]);
  });

  test('names the section of manager.conf where the login is refused, and no secret', async () => {
    await startPbx(flavour);
    const ami = startAmi({ secret: 'quite-wrong-4712' });

    const { reason } = await ami.waitFor('connection');

    expect(reason).toContain('Authentication failed');
    expect(reason).toContain('[farend]');
    expectNoSecret(ami, ['quite-wrong-4712', SECRET]);
  });

  test('names the classes that are missing, and what Asterisk does not permit', async () => {
    const few = `[few]\nsecret = ${SECRET}\nread = system\nwrite = user\n`;
    await startPbx(flavour, { append: { 'manager.conf': few } });
    const timing = { ...FAST, classCheckMs: 500, recheckMs: 60_000 };
    const ami = startAmi({ username: 'few', timing });

    const { reason } = await ami.waitFor('connection', ({ isUp, reason }) => isUp && reason !== '');
    const refusal = await ami.client.putAstDb('farend', 'key', '1').catch((error) => error);

    expect(reason).toContain(
      'add security,user to "read =" and system to "write =" in the section [few]',
    );
    expect(refusal).toMatchObject({ code: 'AMI_REFUSED' });
    expect(refusal.message).toContain('add system to "write ="');
    // That it sees no phone does not mean that there is none.
    expect(ami.events.items.map(({ kind }) => kind)).not.toContain('snapshot');
  });

  test('lists phones where a user may log in only once but for the settings of asterisk-conf', async () => {
    const few = `[few]\nsecret = ${SECRET}\nread = all\nwrite = all\n`;
    const general = '[general](+)\nallowmultiplelogin = no\n';
    await startPbx(flavour, { append: { 'manager.conf': `${general}${few}` } });
    const ami = startAmi();
    const single = startAmi({ username: 'few' });

    const { endpoints } = await ami.waitFor('snapshot');
    const problem = await single.problemLog.waitFor(() => true, DEADLINE_MS);

    expect(endpoints).toHaveLength(2);
    expect(problem).toContain('add "allowmultiplelogin = yes" in the section [few]');
  });

  test('looks again whether the permissions are there, without telling of a drop', async () => {
    const few = `[few]\nsecret = ${SECRET}\nread = system\nwrite = user\n`;
    await startPbx(flavour, { append: { 'manager.conf': few } });
    const raw = await startRawAmi();
    const timing = { ...FAST, classCheckMs: 300, recheckMs: 100 };
    const ami = startAmi({ username: 'few', timing });

    for (let login = 0, from = 0; login < 3; login += 1) {
      await raw.waitFor((line) => line === 'AccountID: few', DEADLINE_MS, 'a login', from);
      from = raw.items.lastIndexOf('AccountID: few') + 1;
    }

    const told = ami.events.items.filter(({ kind }) => kind === 'connection');
    expect(told.map((event) => (event as ConnectionEvent).isUp)).toEqual([true, true]);
  });

  test('says that nothing listens where there is no Asterisk', async () => {
    const ami = startAmi();

    const { reason } = await ami.waitFor('connection', ({ isUp }) => !isUp);

    expect(reason).toContain('nothing listens on 127.0.0.1:5038');
  });

  test('sends line ends to nobody, and the names of headers as they were written', async () => {
    const asterisk = await startPbx(flavour);
    const ami = startAmi();
    const raw = await startRawAmi();
    await ami.waitFor('snapshot');

    await ami.client.sendUserEvent('Far\r\nend', {
      BrokenLeg: 'none\r\n\r\nAction: DBPut\r\nFamily: farend\r\nKey: owned\r\nVal: 1\r\n\r\n',
      'Zero\nAction: DBPut\nX': '1\0',
      Long: 'ä'.repeat(2000),
    });

    const text = await raw.waitFor((line) => line.startsWith('Long: '), DEADLINE_MS);
    expect(Buffer.byteLength(text)).toBeLessThan(1024);
    expect(raw.items).toContain('UserEvent: Farend');
    expect(raw.items.find((line) => line.startsWith('BrokenLeg: '))).toContain('Action: DBPut');
    expect(await asterisk.cli('database show farend')).toContain('0 results found');
  });

  test('is not led astray by the user events of others', async () => {
    await startPbx(flavour);
    const ami = startAmi();
    const raw = await startRawAmi();
    await ami.waitFor('snapshot');

    for (const name of ['rawevent', 'close', 'error', '__proto__', 'managerevent', 'connect'])
      raw.send(
        `Action: UserEvent\r\nUserEvent: Odd\r\nActionID: ${name}\r\nResponse: Success\r\nEvent: ContactStatus\r\n__proto__: 1\r\nconstructor: 2\r\nVariable: a=b`,
      );
    raw.send('Action: UserEvent\r\nUserEvent: Last');

    await ami.userEvents.waitFor(({ name }) => name === 'Last', DEADLINE_MS);
    const odd = ami.userEvents.items.filter(({ name }) => name === 'Odd');
    expect(odd).toHaveLength(6);
    expect(ami.client.isUp).toBe(true);
    expect(ami.client.unreadable.size).toBe(0);
    expect(ami.problems).toEqual([]);
  });

  test('goes on when whoever listens to it throws', async () => {
    await startPbx(flavour);
    const ami = startAmi({}, () => {
      throw new Error('a listener of the test');
    });

    await ami.waitFor('snapshot');

    expect(ami.problems).toContain('main: a listener of the test');
    expect(ami.client.isUp).toBe(true);
  });
});

interface Ami {
  readonly client: AmiClient;
  readonly events: EventLog<AsteriskEvent>;
  readonly userEvents: EventLog<{ name: string; headers: AmiHeaders }>;
  readonly problemLog: EventLog<string>;
  readonly problems: readonly string[];
  waitFor<Kind extends AsteriskEvent['kind']>(
    kind: Kind,
    accepts?: (event: AsteriskEvent & { kind: Kind }) => boolean,
    from?: number,
    timeoutMs?: number,
  ): Promise<AsteriskEvent & { kind: Kind }>;
}

function startAmi(options: Partial<AmiClientOptions> = {}, onEvent = () => {}): Ami {
  const events = new EventLog<AsteriskEvent>();
  const userEvents = new EventLog<{ name: string; headers: AmiHeaders }>();
  const problemLog = new EventLog<string>();
  const address = { host: '127.0.0.1', port: AMI_PORT, username: 'farend', secret: SECRET };
  const client = new AmiClient(
    { asterisk: 'main', ...address, timing: FAST, ...options },
    {
      onEvent: (event) => {
        events.append(event);
        onEvent();
      },
      onUserEvent: (name, headers) => userEvents.append({ name, headers }),
      onProblem: (sentence) => problemLog.append(sentence),
    },
  );
  const stoppable = own({
    stop: () => {
      client.stop();
      release(stoppable);
      return Promise.resolve();
    },
  });
  client.start();
  const waitFor: Ami['waitFor'] = async (kind, accepts = () => true, from = 0, timeoutMs) =>
    (await events.waitFor(
      (event) => event.kind === kind && accepts(event as never),
      timeoutMs ?? DEADLINE_MS,
      `the awaited ${kind} event`,
      from,
    )) as never;
  return { client, events, userEvents, problemLog, problems: problemLog.items, waitFor };
}

function startPbx(
  flavour: AsteriskFlavour,
  options: Partial<AsteriskOptions> = {},
): Promise<AsteriskInstance> {
  const more = options.append?.['manager.conf'] ?? '';
  return startAsterisk({
    ...flavour,
    address: '127.0.0.1',
    amiPort: AMI_PORT,
    endpoints: [PHONE, { name: 'open', auth: false }],
    ...options,
    append: { 'manager.conf': `${managerConf}\n${more}` },
  });
}

function startLabPhone(options: Partial<StartPhoneOptions> & { username: string }): Promise<Phone> {
  return startPhone({ address: '127.0.0.5', proxy: '127.0.0.1:5060', ...options });
}

/** A plain AMI client, by its lines. */
async function startRawAmi(): Promise<EventLog<string> & { send(action: string): void }> {
  const lines = new EventLog<string>();
  const socket = connect(AMI_PORT, '127.0.0.1').setEncoding('utf8');
  let rest = '';
  socket.on('error', () => undefined);
  socket.on('data', (chunk) => {
    const parts = `${rest}${chunk}`.split('\r\n');
    rest = parts.pop() ?? '';
    for (const line of parts) lines.append(line);
  });
  const send = (action: string): unknown => socket.write(`${action}\r\n\r\n`);
  own({ stop: () => Promise.resolve(void socket.destroy()) });
  send('Action: Login\r\nUsername: all\r\nSecret: allpw');
  await lines.waitFor((line) => line === 'Message: Authentication accepted', DEADLINE_MS);
  return Object.assign(lines, { send });
}

async function waitForEnd(ami: Ami, { driver }: AsteriskFlavour): Promise<void> {
  if (driver === 'chan_pjsip') {
    const contact = await ami.waitFor('contact', ({ status }) => status === 'removed');
    expect(contact).toMatchObject({ aor: '4001', endpoint: '4001' });
    expect(contact.uri).toBe('sip:4001@127.0.0.5:5060');
  } else {
    const registered = await ami.waitFor('peer', ({ status }) => status === 'registered');
    expect(registered.address).toBe('127.0.0.5:5060');
    const peer = await ami.waitFor('peer', ({ status }) => status === 'unregistered');
    expect(peer).toMatchObject({ endpoint: '4001', cause: 'Expired' });
  }
}

/** `nonce` when the phone was sent it. */
function readNonce(phone: Phone, nonce: string | undefined): string | undefined {
  return phone.received.some(({ text }) => text.includes(`nonce="${nonce}"`)) ? nonce : 'none';
}

function expectNoSecret(ami: Ami, secrets: readonly string[]): void {
  const everything = inspect([ami.client, ami.events.items, ami.userEvents.items, ami.problems], {
    depth: 12,
    showHidden: true,
    maxArrayLength: null,
    maxStringLength: null,
  });
  const json = JSON.stringify(ami.client) + JSON.stringify(ami.events.items);
  for (const secret of secrets) {
    expect(everything).not.toContain(secret);
    expect(json).not.toContain(secret);
  }
}
