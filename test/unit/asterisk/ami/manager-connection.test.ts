// What real Asterisks do not do on demand: peers that say nothing, half a thing, or something else.

import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, expect, it, vi } from 'vitest';
import { ManagerConnection } from '../../../../src/asterisk/ami/manager-connection.ts';

const GREETING = 'Asterisk Call Manager/11.0.0\r\n';
const SECRET = 'secret-4713';
const servers: Server[] = [];
const sockets: Socket[] = [];

afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const server of servers.splice(0)) server.close();
});

it('gives up a login that is not answered, and leaves no socket behind', async () => {
  const peer = await startPeer(() => undefined);

  const { closed } = openConnection(peer.port, 100);

  expect(await closed).toMatch(/^127\.0\.0\.1:\d+ takes connections and does not answer/);
  await peer.ended;
});

it('gives up whoever talks and is no Asterisk', async () => {
  const peer = await startPeer((socket) => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n\r\n'));

  const { closed } = openConnection(peer.port, 100);

  expect(await closed).toContain('does not answer the AMI login');
});

it('rejects an action whose answer does not come in time, and takes no notice of it later', async () => {
  let late = (): unknown => undefined;
  const peer = await startPeer((socket, text) => {
    const id = readActionId(text);
    if (text.startsWith('Action: Ping'))
      late = () => socket.write(`Response: Success\r\nActionID: ${id}\r\nPing: Pong\r\n\r\n`);
    else acceptLogin(socket, text);
  });
  const { connection, opened } = openConnection(peer.port, 300);
  await opened;

  const refusal = await connection.ask({ Action: 'Ping' }).catch((error) => error);
  late();
  const refused = await connection.ask({ Action: 'Ping' }).catch((error) => error);

  expect(refusal).toMatchObject({ code: 'AMI_UNREACHABLE' });
  expect(refusal.message).toContain('no answer within 300 ms');
  expect(refused).toMatchObject({ code: 'AMI_UNREACHABLE' });
  connection.close('the test is over');
});

it('rejects what is asked before the login and after the end, and sends none of it', async () => {
  const seen: string[] = [];
  const peer = await startPeer((socket, text) => {
    seen.push(text);
    acceptLogin(socket, text);
  });
  const { connection, opened, closed } = openConnection(peer.port, 5000);

  const early = await connection.ask({ Action: 'Originate' }).catch((error) => error);
  await opened;
  connection.close('the test is over');
  const late = await connection.ask({ Action: 'Originate' }).catch((error) => error);
  await closed;
  await peer.ended;

  expect([early.code, late.code]).toEqual(['AMI_UNREACHABLE', 'AMI_UNREACHABLE']);
  expect(seen.join('')).not.toContain('Originate');
});

it('sends user and secret as one line each', async () => {
  const seen = Promise.withResolvers<string>();
  const peer = await startPeer((_socket, text) => seen.resolve(text));
  const { connection } = openConnection(peer.port, 5000, 'x\r\n\r\nAction: Ping');

  const text = await seen.promise;

  expect(text).toContain('\r\nSecret: xAction: Ping\r\n');
  connection.close('the test is over');
});

it('prints nothing', async () => {
  const printed = vi.spyOn(console, 'log').mockReturnValue();
  const peer = await startPeer((socket, text) => {
    acceptLogin(socket, text);
    if (!text.includes('ogin')) socket.destroy();
  });
  const { connection, opened, closed } = openConnection(peer.port, 5000);
  await opened;

  await connection.ask({ Action: 'Ping' }).catch(() => undefined);
  await closed;

  expect(printed).not.toHaveBeenCalled();
  printed.mockRestore();
});

function openConnection(
  port: number,
  deadlineMs: number,
  secret = SECRET,
): { connection: ManagerConnection; opened: Promise<void>; closed: Promise<string> } {
  const opened = Promise.withResolvers<void>();
  const closed = Promise.withResolvers<string>();
  const connection = new ManagerConnection(
    { host: '127.0.0.1', port, username: 'farend', secret, deadlineMs },
    { onEvent: () => undefined, onClose: (reason) => closed.resolve(reason) },
  );
  connection.open(() => opened.resolve());
  return { connection, opened: opened.promise, closed: closed.promise };
}

/** A peer that greets; `onText` has each chunk that comes. `ended`: its first connection is over. */
async function startPeer(
  onText: (socket: Socket, text: string) => unknown,
): Promise<{ port: number; ended: Promise<void> }> {
  const ended = Promise.withResolvers<void>();
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => ended.resolve());
    socket.setEncoding('utf8').on('data', (text) => onText(socket, String(text)));
    socket.write(GREETING);
  });
  servers.push(server);
  const listening = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', () => listening.resolve());
  await listening.promise;
  return { port: (server.address() as { port: number }).port, ended: ended.promise };
}

function acceptLogin(socket: Socket, text: string): void {
  if (text.includes('Action: login'))
    socket.write(`Response: Success\r\nActionID: ${readActionId(text)}\r\nMessage: ok\r\n\r\n`);
}

function readActionId(text: string): string {
  return /ActionID: (\S+)/.exec(text)?.[1] ?? '';
}
