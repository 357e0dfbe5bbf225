// Answers that come in on the wrong side, with a Via of ours that is right.

import { beforeEach, expect, it } from 'vitest';
import { answerAsAsterisk } from './asterisk-answer.ts';
import { type LiveMessage, putPhoneToWork } from './live-messages.ts';
import { RecordedProxy } from './recorded-proxy.ts';

let proxy: RecordedProxy;
let live: LiveMessage[];

beforeEach(async () => {
  proxy = await new RecordedProxy().open();
  live = await putPhoneToWork(proxy);
});

function find(name: string): Buffer {
  return live.find((message) => message.name === name)?.bytes ?? Buffer.alloc(0);
}

it('an answer to a request that went to a phone is not taken from Asterisk', () => {
  const sent = proxy.fromAsterisk(find('200 to OPTIONS'));

  expect(sent).toEqual([]);
  expect(proxy.parts.counts.get('foreign-response')).toBe(1);
});

it('an answer to a request that went to Asterisk is not taken from a phone', () => {
  const [relayed] = proxy.fromPhone(find('a call'));

  const sent = proxy.fromPhone(answerAsAsterisk(relayed?.text ?? '', '200 OK'));

  expect(sent).toEqual([]);
  expect(proxy.parts.counts.get('foreign-response')).toBe(1);
});
