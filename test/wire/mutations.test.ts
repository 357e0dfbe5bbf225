// Mutants of every message at hand, through the whole proxy and on both of its sides: none makes it
// throw, and none makes it send to anybody but the sender, a phone that it knows, and Asterisk.

import { beforeAll, describe, expect, it } from 'vitest';
import { headerName } from '../../src/sip/header-name.ts';
import { parseMessage } from '../../src/sip/message-view.ts';
import { ParseFailure } from '../../src/sip/parse-failure.ts';
import { mutate } from '../support/torture/mutate.ts';
import { createRandom, pick } from '../support/torture/random.ts';
import { hostile, torture, wellFormed } from '../unit/sip/sip-fixtures.ts';
import { makeStun } from '../unit/stun/stun-text.ts';
import { type LiveMessage, putPhoneToWork } from './live-messages.ts';
import { asterisk, phone, RecordedProxy } from './recorded-proxy.ts';

const SEED = 4475;
/** The type of a STUN binding request. */
const BINDING = 1;
const MUTANTS_OF_A_FIXTURE = 20;
const MUTANTS_OF_A_LIVE_MESSAGE = 100;
/** What Vias, Record-Routes and Contacts of ours may add to a message that is relayed. */
const RELAY_GROWTH = 2_048;
/** The address in the answer to a bare binding request. */
const STUN_GROWTH = 12;

/** One line, and a header behind it: nothing folded may have come into it. */
const START_LINE =
  /^(?:[^ \r\n]+ [^ \r\n]+ SIP\/2\.0|SIP\/2\.0 \d{3}(?: [^\r\n]*)?)\r\n[^ \t\r\n]/i;

/** Long enough for the limits of a source not to shield what is behind them. */
const PAUSE_MS = 30;

const stranger = { address: '203.0.113.77', port: 6001 };
const name = ({ address, port }: { address: string; port: number }) => `${address}:${port}`;
/**
 * Everybody who ever sent anything. No fixture has these addresses. A phone that repeats a request is
 * answered at another port of its address.
 */
const allowed = new Set([asterisk, phone, stranger].map(({ address }) => address));

let proxy: RecordedProxy;

async function startWork(registration: 'contact' | 'path' = 'contact'): Promise<LiveMessage[]> {
  proxy = await new RecordedProxy(undefined, { registration }).open();
  return await putPhoneToWork(proxy);
}

/** One datagram on one side; what came of it must be harmless. Returns how many were relayed. */
function tryOut(
  bytes: Buffer,
  side: 'phone' | 'asterisk',
  source: typeof phone,
  what: string,
): number {
  proxy.pass(PAUSE_MS);
  const sent = side === 'phone' ? proxy.fromPhone(bytes, source) : proxy.fromAsterisk(bytes);
  const back = name(side === 'phone' ? source : asterisk);
  for (const { to, text } of sent) {
    const isStun = text.charCodeAt(0) <= 1;
    if (!isStun) checkMessage(text, side, what);
    const own = isStun ? bytes.length + STUN_GROWTH : bytes.length * 1.1;
    const limit = to === back ? own : bytes.length + RELAY_GROWTH;
    if (!allowed.has(to.slice(0, to.lastIndexOf(':'))))
      throw new Error(`${what}: sent to ${to}:\n${text}`);
    if (text.length > limit) throw new Error(`${what}: ${text.length} bytes for ${bytes.length}`);
  }
  if (sent.length > 1) throw new Error(`${what}: ${sent.length} datagrams for one`);
  if (proxy.errors.length > 0) throw new Error(what, { cause: proxy.errors[0] });
  return sent.filter(({ to }) => to !== back).length;
}

/** What farend sends is a message again, and says nothing in its name that a phone has written. */
function checkMessage(text: string, side: 'phone' | 'asterisk', what: string): void {
  if (!START_LINE.test(text.trimStart())) throw new Error(`${what}: no start line in\n${text}`);
  const view = parseMessage(Buffer.from(text, 'latin1'));
  if (view instanceof ParseFailure) throw new Error(`${what}: ${view.code} in\n${text}`);
  const isRequestOfPhone = side === 'phone' && view.startLine.kind === 'request';
  if (isRequestOfPhone && view.find(headerName.farend) >= 0)
    throw new Error(`${what}: X-Farend in\n${text}`);
}

/** Returns how many went on to the other side. */
function tryMutants(text: string, count: number, seed: number, title: string): number {
  const random = createRandom(seed);
  let relayed = 0;
  for (let mutant = 0; mutant < count; mutant += 1) {
    const bytes = Buffer.from(mutate(text, random), 'latin1');
    const what = `mutant ${mutant} of ${title}`;
    relayed += tryOut(bytes, 'phone', pick([phone, stranger], random), what);
    relayed += tryOut(bytes, 'asterisk', asterisk, what);
  }
  return relayed;
}

describe('no mutant makes farend throw, send elsewhere, or send more than it may', () => {
  beforeAll(async () => {
    await startWork();
  });

  it.each([...wellFormed, ...hostile, ...torture])('of $name', ({ name: title, bytes }) => {
    tryMutants(bytes.toString('latin1'), MUTANTS_OF_A_FIXTURE, SEED, title);
  });

  it.each(['contact', 'path'] as const)(
    'of what a phone at work and Asterisk say to each other (registration: %s)',
    async (registration) => {
      const live = await startWork(registration);
      let relayed = 0;
      for (const [index, { name: title, bytes }] of live.entries()) {
        await startWork(registration);
        const text = bytes.toString('latin1');
        relayed += tryMutants(text, MUTANTS_OF_A_LIVE_MESSAGE, SEED + index, title);
      }

      // Otherwise farend would have refused nearly all of them at the door, and little was shown.
      expect(relayed / live.length).toBeGreaterThan(MUTANTS_OF_A_LIVE_MESSAGE / 3);
    },
  );

  it('of STUN binding requests', async () => {
    await startWork();
    for (const request of [
      makeStun(BINDING),
      makeStun(BINDING, [], Buffer.from('01020304', 'hex')),
    ])
      tryMutants(request.toString('latin1'), 300, SEED, 'a binding request');

    expect(proxy.parts.counts.get('stun')).toBeGreaterThan(100);
  });
});

it('the phone still registers and is reached after mutants of everything', async () => {
  const live = await startWork();
  for (const { name: title, bytes } of [...wellFormed, ...hostile, ...torture])
    tryMutants(bytes.toString('latin1'), 3, SEED, title);
  proxy.pass(70_000);

  await expect(putPhoneToWork(proxy)).resolves.toHaveLength(live.length);
});
