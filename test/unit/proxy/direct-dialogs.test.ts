import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { DirectDialogs } from '../../../src/proxy/direct-dialogs.ts';

const DIALOGS = 1_000;
/** As large as a datagram may be. */
const MESSAGE_CHARACTERS = 16_384;

function makeFlow(address: string, port = 5060) {
  return { local: 'udp://203.0.113.10:5071', remote: { address, port } };
}

function measureHeap(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}

it('keeps nothing of the messages that it read a dialog from', () => {
  const dialogs = new DirectDialogs();
  const before = measureHeap();

  for (let at = 0; at < DIALOGS; at += 1) {
    const text = Buffer.alloc(MESSAGE_CHARACTERS, `call-${at}@192.0.2.7 sip:4001@192.0.2.7:5060;`);
    const message = text.toString('latin1');
    const callId = message.slice(0, 20);
    dialogs.note(callId, makeFlow('192.0.2.7'), message.slice(21, 60), at);
  }

  expect(measureHeap() - before).toBeLessThan((DIALOGS * MESSAGE_CHARACTERS) / 4);
  expect(dialogs.find('call-0@192.0.2.7 sip', 0)).toBeDefined();
});

it('lets no other address take a dialog over', () => {
  const dialogs = new DirectDialogs();
  dialogs.note('one', makeFlow('192.0.2.7'), 'sip:4001@192.0.2.7', 0);

  dialogs.note('one', makeFlow('198.51.100.66'), 'sip:4001@198.51.100.66', 1);

  expect(dialogs.find('one', 2)?.flow.remote.address).toBe('192.0.2.7');
});
