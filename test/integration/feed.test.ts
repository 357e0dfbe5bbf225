// The feed of a real proxy: who follows it, who directs it, and what neither of them can do to it.

import { statSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FeedClient, type FeedPosition } from '../../src/feed/feed-client.ts';
import type { SipObservation } from '../../src/observation/sip-observation.ts';
import { type AsteriskFlavour, listFlavours } from '../support/asterisk/flavours.ts';
import { type Farend, runFarend } from '../support/farend.ts';
import { createConfig, createFarendOffice } from '../support/farend-office.ts';
import { PBX_ADDRESS } from '../support/network/pbx-network.ts';
import type { Office } from '../support/office.ts';
import { startCrowd } from '../support/phone/crowd.ts';
import type { Phone } from '../support/phone/phone.ts';
import { EventLog } from '../support/process/event-log.ts';
import { stopEverything } from '../support/process/lifetime.ts';
import { pollUntil } from '../support/process/poll-until.ts';
import { findProvisioned } from '../support/provision/provision.ts';

const [flavour] = listFlavours(await findProvisioned()) as [AsteriskFlavour];

const endpoints = ['4001', '4002'].map((name) => ({ name, qualifyFrequency: 1 }));
const HOST_ADDRESS = '203.0.113.60';
const DEADLINE_MS = 10_000;

/** What a client was told; `event` is one of observation, connected, restarted, lost. */
interface Told {
  readonly event: string;
  readonly observation?: SipObservation;
  readonly count?: number;
}

let office: Office;
let farend: Farend;
let phone: Phone;
let host: Phone;
let followers: FeedClient[];
let sockets: Socket[];

beforeEach(async () => {
  followers = [];
  sockets = [];
  ({ office, farend } = await createFarendOffice({ flavour, endpoints }));
  phone = await office.startPhone({ username: '4001', rport: false });
  host = await office.startPhone({
    username: '4002',
    namespace: await office.pbx.addHost(HOST_ADDRESS),
    address: HOST_ADDRESS,
  });
});

afterEach(async () => {
  for (const follower of followers) follower.stop();
  for (const socket of sockets) socket.destroy();
  await stopEverything();
});

/** Follows the feed; resolves when the proxy knows. */
async function follow(after?: FeedPosition) {
  const told = new EventLog<Told>();
  const client = new FeedClient(
    farend.feedPath,
    {
      onConnected: (isRestart) => told.append({ event: isRestart ? 'restarted' : 'connected' }),
      onDisconnected: () => told.append({ event: 'disconnected' }),
      onObservation: (observation) => told.append({ event: 'observation', observation }),
      onDialog: ({ kind }) => told.append({ event: kind }),
      onNotice: ({ kind }) => told.append({ event: kind }),
      onCounts: () => undefined,
      onLost: (count) => told.append({ event: 'lost', count }),
    },
    after && { after },
  );
  followers.push(client);
  client.start();
  await told.waitFor(({ event }) => event === 'connected', DEADLINE_MS);
  await client.ask({ type: 'bans' });
  return { client, told };
}

/** A client that has only a socket: what it gets, line by line. */
function openSocket(text: string) {
  const socket = connect(farend.feedPath);
  sockets.push(socket);
  const lines = new EventLog<string>();
  createInterface({ input: socket }).on('line', (line) => lines.append(line));
  socket.on('error', () => undefined);
  socket.write(text);
  return { socket, lines };
}

/** The registrations that were accepted, by account and what became of the binding. */
const listAccepted = ({ items }: EventLog<Told>) =>
  items.flatMap(({ observation }) =>
    observation?.statusCode === 200 ? [`${observation.username} ${observation.binding}`] : [],
  );

const waitForAccepted = (told: EventLog<Told>, username: string, from = 0) =>
  told.waitFor(
    ({ observation }) => observation?.statusCode === 200 && observation.username === username,
    DEADLINE_MS,
    `an observation of ${username}`,
    from,
  );

test('tells a client what the proxy sees, on a socket for owner and group', async () => {
  const { told } = await follow();

  await phone.register();
  const { observation } = await waitForAccepted(told, '4001');

  expect(observation).toMatchObject({
    producer: 'proxy',
    source: expect.stringMatching(/^203\.0\.113\.1:\d+$/),
    method: 'REGISTER',
    aor: `4001@${PBX_ADDRESS}`,
    rportOffered: false,
    natTests: expect.arrayContaining(['private-contact', 'no-rport']),
    binding: 'created',
    credentials: 'passed',
  });
  expect(statSync(farend.feedPath).mode & 0o777).toBe(0o660);
});

test('bans an address, whose datagrams die in silence until the ban is over', async () => {
  const { client, told } = await follow();

  const answer = await client.ask({ type: 'ban', address: HOST_ADDRESS, forMs: 6_000 });
  const banned = await host.register();
  const other = await phone.register();
  await told.waitFor(({ event }) => event === 'banned', DEADLINE_MS);
  await pollUntil(
    async () => {
      const answered = await client.ask({ type: 'bans' });
      return answered.type === 'ok' && answered.bans?.length === 0 ? true : undefined;
    },
    { timeoutMs: 2 * DEADLINE_MS, what: 'the end of the ban' },
  );
  const free = await host.register();

  expect(answer).toMatchObject({ type: 'ok', address: HOST_ADDRESS });
  expect([banned, other, free].map(({ outcome }) => outcome)).toEqual([
    'timeout',
    'accepted',
    'accepted',
  ]);
  expect(await farend.waitForLog(({ event }) => event === 'ban')).toMatchObject({
    source: HOST_ADDRESS,
  });
});

test.each([
  ['Asterisk and itself', PBX_ADDRESS, 'Asterisk is there'],
  ['loopback', '127.0.0.1', 'it is a loopback address'],
])('does not let anyone ban %s', async (_, address, reason) => {
  const { client } = await follow();

  const answer = await client.ask({ type: 'ban', address, forMs: 60_000 });

  expect(answer).toMatchObject({ type: 'refused', reason });
  expect((await phone.register()).outcome).toBe('accepted');
});

test('goes on where the client was, when the client restarts', async () => {
  const first = await follow();
  await phone.register();
  await waitForAccepted(first.told, '4001');
  const after = first.client.position;
  first.client.stop();

  await host.register();
  const second = await follow(after);
  await waitForAccepted(second.told, '4002');

  expect(listAccepted(first.told)).toEqual(['4001 created']);
  expect(listAccepted(second.told)).toEqual(['4002 created']);
  expect(second.told.items.map(({ event }) => event)).not.toContain('lost');
});

test('finds the client again when the proxy was killed, and says that it is another life', async () => {
  const { client, told } = await follow();
  await phone.register();
  await waitForAccepted(told, '4001');
  await client.ask({ type: 'ban', address: HOST_ADDRESS, forMs: 60_000 });

  await farend.kill();
  await farend.start();
  await told.waitFor(({ event }) => event === 'restarted', DEADLINE_MS);
  const from = told.items.length;
  await host.register();
  await waitForAccepted(told, '4002', from);

  expect(await client.ask({ type: 'bans' })).toMatchObject({ bans: [] });
  expect(listAccepted(told)).toEqual(['4001 created', '4002 created']);
});

test('serves phones and tells others while a client reads nothing, which then gets the rest', async () => {
  const usernames = Array.from({ length: 300 }, (_, index) => String(6001 + index));
  const crowd = await startCrowd(office.site.hostNamespace, {
    usernames,
    address: '192.168.1.52',
    firstPort: 20_000,
    proxy: `${PBX_ADDRESS}:5060`,
  });
  const stalled = openSocket('{"type":"hello","version":1,"events":true}\n');
  await stalled.lines.waitFor((line) => line.includes('"hello"'), DEADLINE_MS);
  stalled.socket.pause();
  const { told } = await follow();

  const outcomes = await crowd.register(0);
  const { outcome } = await phone.register();
  await waitForAccepted(told, '4001');
  const seen = stalled.lines.items.length;
  stalled.socket.resume();
  await stalled.lines.waitFor((line) => line.includes('"binding":"created"'), DEADLINE_MS);

  expect(new Set(outcomes)).toEqual(new Set(['refused']));
  expect(outcome).toBe('accepted');
  expect(seen).toBe(1);
  expect(stalled.lines.items.length).toBeGreaterThan(usernames.length);
});

test('shrugs off whatever else is written to its socket', async () => {
  const garbage = ['{}', '[]', '"', '\u0000', 'x'.repeat(200_000), '{"type":"ban","id":1}'];

  const { socket, lines } = openSocket(
    `{"type":"hello","version":1,"events":true}\n${garbage.join('\n')}\n`,
  );
  await lines.waitFor((line) => line.includes('"id":1'), DEADLINE_MS);
  socket.write('half a frame');
  socket.destroy();
  const { told } = await follow();
  await phone.register();
  await waitForAccepted(told, '4001');

  expect(lines.items.filter((line) => line.includes('"refused"'))).toHaveLength(garbage.length);
});

test('is refused to a second farend, which says so', async () => {
  const file = join(dirname(farend.configPath), 'second.yaml');
  const ports = {
    listen: [`udp://${PBX_ADDRESS}:5074`],
    asteriskSide: `udp://${PBX_ADDRESS}:5075`,
  };
  writeFileSync(file, JSON.stringify({ ...createConfig(ports), run: dirname(farend.feedPath) }));

  const { exitCode, stderr } = await runFarend(office.pbx.namespace, 'proxy', '-c', file);

  expect(exitCode).toBe(1);
  expect(stderr).toContain(`farend: another farend serves ${farend.feedPath}: stop that one`);
  await follow();
});

test('the command line says that no proxy runs', async () => {
  await farend.terminate();

  const { exitCode, stdout, stderr } = await runFarend(
    office.pbx.namespace,
    'bans',
    '-c',
    farend.configPath,
  );

  expect(exitCode).toBe(1);
  expect(stdout).toBe('');
  expect(stderr.trim()).toBe(
    `farend: the proxy cannot be asked at ${farend.feedPath}: no proxy is running there`,
  );
});
