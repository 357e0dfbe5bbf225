// A phone that has really moved is taken for a thief at most once: it is asked again, with
// `stale=true`, and answers by itself.

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { listFlavours } from '../../support/asterisk/flavours.ts';
import { createFarendOffice, type FarendOffice } from '../../support/farend-office.ts';
import type { Phone } from '../../support/phone/phone.ts';
import { readHeader } from '../../support/phone/sip-text.ts';
import { stopEverything } from '../../support/process/lifetime.ts';
import { findProvisioned } from '../../support/provision/provision.ts';

const flavours = listFlavours(await findProvisioned()).filter(
  ({ driver }) => driver === 'chan_pjsip',
);

const endpoints = [{ name: '4001' }];

describe.each(flavours)('a phone that has really moved, with $title,', (flavour) => {
  let scene: FarendOffice;
  let phone: Phone;

  beforeEach(async () => {
    scene = await createFarendOffice({ flavour, endpoints });
    phone = await scene.office.startPhone({ username: '4001', rport: false });
    await phone.register();
  });

  afterEach(stopEverything);

  /** The credentials of a call that was made from the old place. */
  const callOnce = async (): Promise<string> => {
    const call = await phone.call('9002');
    await call.waitUntilConfirmed();
    await call.hangUp();
    const sent = phone.datagrams.items.findLast(
      ({ direction, text }) => direction === 'sent' && text.includes('\r\nAuthorization: '),
    );
    return `Authorization: ${readHeader(sent?.text, 'authorization')}`;
  };

  const moves: [string, () => Promise<void>, number[]][] = [
    ['to another port', () => scene.office.site.rebootRouter(), [200]],
    [
      'to another public address',
      () => scene.office.site.changePublicAddress('203.0.113.7'),
      [401, 200],
    ],
  ];

  test.each(moves)('%s registers with its nonce of before', async (_, move, statusCodes) => {
    await move();

    const { messages, response } = await phone.register({ reuseChallenge: true });

    const answers = messages.filter(({ direction }) => direction === 'received');
    expect(answers.map(({ text }) => Number(text.slice(8, 11)))).toEqual(statusCodes);
    expect(response).toMatch(/^SIP\/2\.0 200 /);
  });

  test.each(moves)(
    '%s is asked once for a call with its credentials of before',
    async (_, move) => {
      const credentials = await callOnce();
      await move();

      const call = await phone.call('9002', { headers: [credentials] });
      await call.waitUntilConfirmed();
      const challenge = await call.waitForResponse(401);
      const bye = await call.hangUp();

      expect(call.statusCodes.filter((code) => code >= 200)).toEqual([401, 200]);
      expect(readHeader(challenge, 'www-authenticate')).toMatch(/,\s*stale=true/);
      expect(bye.statusCode).toBe(200);
    },
  );
});
