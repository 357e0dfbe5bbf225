// A list without end: 300 MiB of items, and then a hang-up.

import { afterEach, expect, test } from 'vitest';
import { AmiSession } from '../../../../src/asterisk/ami/ami-session.ts';
import { own, stopEverything } from '../../../support/process/lifetime.ts';
import { formatSuccess, GREETING, readActionId, sendMany, startPeer } from './endless-peer.ts';

const DEADLINE_MS = 20_000;
const ITEM_COUNT = 1500;
const LONG = 'x'.repeat(200 * 1024);

afterEach(stopEverything);

test('ends the session of a list without end, and rejects whoever waits for it', async () => {
  const port = await startListingPeer();
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
function startListingPeer(): Promise<number> {
  return startPeer((socket) => {
    socket.write(GREETING);
    socket.on('data', (text) => {
      const id = readActionId(String(text));
      socket.write(formatSuccess(id));
      if (String(text).includes('PJSIPShowContacts')) {
        const item = `Event: ContactList\r\nActionID: ${id}\r\nUri: ${LONG}\r\n\r\n`;
        sendMany(socket, item, ITEM_COUNT);
      }
    });
  });
}
