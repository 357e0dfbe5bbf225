// A list without end: 300 MiB of items, and then a hang-up.

import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { AmiSession } from '../../../../src/asterisk/ami/ami-session.ts';
import { own, stopEverything } from '../../../support/process/lifetime.ts';

const DEADLINE_MS = 20_000;
const ITEM_COUNT = 1500;
const LONG = 'x'.repeat(200 * 1024);

afterEach(stopEverything);

test('ends the session of a list without end, and rejects whoever waits for it', async () => {
  const port = await startPeer();
  const closed = Promise.withResolvers<string>();
  const opened = Promise.withResolvers<void>();
  const session = new AmiSession(
    { host: '127.0.0.1', port, username: 'farend', secret: 'x', deadlineMs: DEADLINE_MS },
    undefined,
    {
      onOpen: () => opened.resolve(),
      onEvent: () => undefined,
      onClose: (reason) => closed.resolve(reason),
    },
  );
  own({ stop: async () => session.close('the test is over') });
  await opened.promise;

  const list = session.readList(
    { Action: 'PJSIPShowContacts' },
    ['ContactList'],
    'ContactListComplete',
    () => undefined,
  );

  await expect(list).rejects.toMatchObject({
    code: 'AMI_UNREACHABLE',
    message: 'Asterisk sends a list without end on AMI',
  });
  expect(await closed.promise).toBe('Asterisk sends a list without end on AMI');
});

/** Takes the login, and answers what comes then with items. */
async function startPeer(): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => undefined));
    socket.write('Asterisk Call Manager/11.0.0\r\n');
    socket.setEncoding('utf8').on('data', (text) => {
      const id = /ActionID: (\S+)/.exec(String(text))?.[1] ?? '';
      socket.write(`Response: Success\r\nActionID: ${id}\r\nMessage: ok\r\n\r\n`);
      if (String(text).includes('PJSIPShowContacts'))
        send(socket, `Event: ContactList\r\nActionID: ${id}\r\nUri: ${LONG}\r\n\r\n`);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  own({
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  });
  return (server.address() as AddressInfo).port;
}

/** As fast as it is read. */
function send(socket: Socket, item: string): void {
  let left = ITEM_COUNT;
  const fill = (): void => {
    while (left > 0) {
      left -= 1;
      if (!socket.write(item)) return;
    }
    socket.end();
  };
  socket.on('drain', fill);
  fill();
}
