// Peers that send without end: the connection to them is closed, and costs neither time nor memory.

import type { Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { AmiClient } from '../../../../src/asterisk/ami/ami-client.ts';
import { ManagerConnection } from '../../../../src/asterisk/ami/manager-connection.ts';
import { EventLog } from '../../../support/process/event-log.ts';
import { own, stopEverything } from '../../../support/process/lifetime.ts';
import { formatSuccess, GREETING, readActionId, sendMany, startPeer } from './endless-peer.ts';

const DEADLINE_MS = 20_000;
const MAX_SENT = 1024 * 1024;
const EVENT = `Event: PeerStatus\r\nPeer: ${'x'.repeat(500)}\r\n\r\n`;
const NO_AMI = /^127\.0\.0\.1:\d+ sends something that is no AMI/;
const always = (): boolean => true;

afterEach(stopEverything);

interface EndlessCase {
  readonly title: string;
  readonly greeting?: string;
  readonly takesLogin: boolean;
  readonly endless: string;
}

test.each<EndlessCase>([
  { title: 'headers and no blank line', takesLogin: true, endless: `A: ${'b'.repeat(1000)}\r\n` },
  { title: 'one line', takesLogin: true, endless: 'x'.repeat(1000) },
  { title: 'the output of a command', takesLogin: true, endless: 'Response: Follows\r\nx\r\n\r\n' },
  { title: 'events in place of an answer to the login', takesLogin: false, endless: EVENT },
  {
    title: 'one line in place of a greeting',
    greeting: '',
    takesLogin: false,
    endless: 'x'.repeat(1000),
  },
])('closes a connection that brings $title without end', async (scene) => {
  const port = await startEndlessPeer(scene);
  const closed = Promise.withResolvers<string>();
  const connection = new ManagerConnection(
    { host: '127.0.0.1', port, username: 'farend', secret: 'x', deadlineMs: DEADLINE_MS },
    { onEvent: () => undefined, onClose: (reason) => closed.resolve(reason) },
  );
  own({ stop: async () => connection.close('the test is over') });

  connection.open(() => undefined);

  expect(await closed.promise).toMatch(NO_AMI);
});

test('tells every event of a flood, however the packets cut them', async () => {
  const port = await startEndlessPeer({ takesLogin: true, endless: EVENT });
  const closed = Promise.withResolvers<string>();
  let count = 0;
  const connection = new ManagerConnection(
    { host: '127.0.0.1', port, username: 'farend', secret: 'x', deadlineMs: DEADLINE_MS },
    {
      onEvent: ({ event }) => {
        if (event === 'PeerStatus') count += 1;
      },
      onClose: (reason) => closed.resolve(reason),
    },
  );
  own({ stop: async () => connection.close('the test is over') });

  connection.open(() => undefined);

  expect(await closed.promise).toBe('Asterisk closed the AMI connection');
  expect(count).toBe(Math.ceil(MAX_SENT / EVENT.length));
});

test('a client says so, and tries again ever later', async () => {
  const port = await startEndlessPeer({ takesLogin: true, endless: 'x'.repeat(1000) });
  const reasons = new EventLog<string>();
  const client = new AmiClient(
    {
      asterisk: 'main',
      host: '127.0.0.1',
      port,
      username: 'farend',
      secret: 'x',
      timing: { firstDelayMs: 10, maxDelayMs: 20 },
    },
    {
      onEvent: (event) => {
        if (event.kind === 'connection' && !event.isUp) reasons.append(event.reason);
      },
      onUserEvent: () => undefined,
      onProblem: () => undefined,
    },
  );
  own({ stop: async () => client.stop() });

  client.start();
  await reasons.waitFor(always, DEADLINE_MS, 'a second connection', 1);

  for (const reason of reasons.items) expect(reason).toMatch(NO_AMI);
});

function startEndlessPeer({
  greeting = GREETING,
  takesLogin,
  endless,
}: Omit<EndlessCase, 'title'>): Promise<number> {
  const send = (socket: Socket) => sendMany(socket, endless, Math.ceil(MAX_SENT / endless.length));
  return startPeer((socket) => {
    socket.write(greeting);
    if (greeting === '') send(socket);
    socket.once('data', (text) => {
      if (takesLogin) socket.write(formatSuccess(readActionId(String(text))));
      if (greeting !== '') send(socket);
    });
  });
}
