// The ARI adapter against real Asterisks: what it reports of phones, and what it survives.

import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import { AriClient } from '../../src/asterisk/ari/ari-client.ts';
import type { AriClientOptions } from '../../src/asterisk/ari/ari-options.ts';
import type { AsteriskEvent } from '../../src/asterisk/asterisk-event.ts';
import type { AsteriskOptions } from '../support/asterisk/asterisk-options.ts';
import { type AsteriskFlavour, listFlavours } from '../support/asterisk/flavours.ts';
import { type AsteriskInstance, startAsterisk } from '../support/asterisk/start-asterisk.ts';
import type { Phone } from '../support/phone/phone.ts';
import { type StartPhoneOptions, startPhone } from '../support/phone/start-phone.ts';
import { EventLog } from '../support/process/event-log.ts';
import { own, release, stopEverything } from '../support/process/lifetime.ts';
import { findProvisioned } from '../support/provision/provision.ts';

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
  ): Promise<AsteriskEvent & { kind: Kind }>;
  waitForConnection(isUp: boolean, from?: number): Promise<{ isUp: boolean; reason: string }>;
}

function startAri(options: Partial<AriClientOptions> = {}): Ari {
  const events = new EventLog<AsteriskEvent>();
  const connections = new EventLog<{ isUp: boolean; reason: string }>();
  const problems: string[] = [];
  const url = `http://127.0.0.1:${HTTP_PORT}`;
  const client = new AriClient(
    { asterisk: 'main', url, username: 'farend', password: PASSWORD, timing: FAST, ...options },
    {
      onEvent: (event) => events.append(event),
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
    waitFor: async (kind, accepts = () => true) =>
      (await events.waitFor(
        (event) => event.kind === kind && accepts(event as never),
        DEADLINE_MS,
        `the awaited ${kind} event`,
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
  options: Partial<AsteriskOptions> = {},
): Promise<AsteriskInstance> {
  const ariConf = readAsteriskConf('ari.d/farend.conf').replace('change-me', PASSWORD);
  return startAsterisk({
    ...flavour,
    address: '127.0.0.1',
    httpPort: HTTP_PORT,
    endpoints: [PHONE],
    ...options,
    append: {
      'http.conf': readAsteriskConf('http/farend.conf'),
      ...options.append,
      'ari.conf': `${ariConf}\n${options.append?.['ari.conf'] ?? ''}`,
    },
  });
}

function readAsteriskConf(name: string): string {
  return readFileSync(new URL(`../../asterisk-conf/${name}`, import.meta.url), 'utf8');
}

function startLabPhone(options: Partial<StartPhoneOptions> & { username: string }): Promise<Phone> {
  return startPhone({ address: '127.0.0.5', proxy: '127.0.0.1:5060', ...options });
}
