// A sniffed INVITE with good credentials makes no second call: not from elsewhere, not to another
// number, not under another Call-ID. Behind a proxy chan_pjsip alone would take each for 32 s.

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { listFlavours } from '../../support/asterisk/flavours.ts';
import { type CallScene, createCallScene } from '../../support/call-scene.ts';
import { FAREND } from '../../support/farend-office.ts';
import type { Site } from '../../support/network/site.ts';
import type { Phone } from '../../support/phone/phone.ts';
import { renewBranch } from '../../support/phone/raw-request.ts';
import { readHeader } from '../../support/phone/sip-text.ts';
import { stopEverything } from '../../support/process/lifetime.ts';
import { findProvisioned } from '../../support/provision/provision.ts';

const flavours = listFlavours(await findProvisioned()).filter(
  ({ driver }) => driver === 'chan_pjsip',
);

describe.each(flavours)('an INVITE with credentials, sniffed on its way to $title,', (flavour) => {
  let scene: CallScene;
  let york: Site;
  let victim: Phone;
  let stranger: Phone;
  let sniffed: string;

  beforeAll(async () => {
    scene = await createCallScene({ flavour });
    york = await scene.createYork();
  });

  beforeEach(async () => {
    victim = await scene.registerPhone('4001');
    stranger = await scene.startPhone('4001', {}, york);
    const call = await victim.call('9002');
    await call.waitUntilConfirmed();
    await call.hangUp();
    sniffed =
      victim.datagrams.items.findLast(
        ({ direction, text }) => direction === 'sent' && text.startsWith('INVITE '),
      )?.text ?? '';
    expect(sniffed).toContain('\r\nAuthorization: Digest ');
  });

  afterEach(() => scene.clear());
  afterAll(stopEverything);

  /** Sends it as a new transaction; the final answer that comes to the same place. */
  const send = async (phone: Phone, text: string): Promise<string> => {
    const fresh = renewBranch(text);
    const branch = /branch=(z9hG4bK\w+)/.exec(fresh)?.[1] ?? '';
    const answered = phone.waitForDatagram(
      (datagram) => datagram.text.includes(branch) && !datagram.text.startsWith('SIP/2.0 1'),
    );
    await phone.send(fresh, FAREND);
    return (await answered).text;
  };

  const expectNoCall = async (answer: string): Promise<void> => {
    const channels = await scene.office.asterisk.cli('core show channels count');
    expect(answer).toMatch(/^SIP\/2\.0 401 /);
    expect(readHeader(answer, 'www-authenticate')).toMatch(/,\s*stale=true/);
    expect(channels).toContain('0 active calls');
  };

  test('from another address makes no call', async () => {
    const answer = await send(stranger, sniffed.replace('Call-ID: ', 'Call-ID: x'));

    await expectNoCall(answer);
  });

  test('from another address with its scheme in quotes makes no call', async () => {
    const text = sniffed.replace('Call-ID: ', 'Call-ID: x').replace('Digest ', '"Digest" ');
    const answer = await send(stranger, text);

    await expectNoCall(answer);
  });

  test('to another number makes no call', async () => {
    const text = sniffed
      .replace('Call-ID: ', 'Call-ID: x')
      .replace(/^INVITE sip:9002/, 'INVITE sip:9006');
    const answer = await send(victim, text);

    await expectNoCall(answer);
  });

  test('under another Call-ID makes no call', async () => {
    const answer = await send(victim, sniffed.replace('Call-ID: ', 'Call-ID: x'));

    await expectNoCall(answer);
  });
});
