// The test phone proves itself against real Asterisk: what other tests rely on when they say
// "registered", "refused" or "sent again from elsewhere".

import { afterEach, describe, expect, test } from 'vitest';
import { type AsteriskFlavour, listFlavours } from '../support/asterisk/flavours.ts';
import { createSite } from '../support/network/site.ts';
import { createOffice, type Office } from '../support/office.ts';
import type { RegisterResult } from '../support/phone/phone-options.ts';
import { listHeaderValues, parseSipText, readStatusCode } from '../support/phone/sip-text.ts';
import { stopEverything } from '../support/process/lifetime.ts';
import { findProvisioned } from '../support/provision/provision.ts';

const flavours = listFlavours(await findProvisioned());
const pjsipFlavours = flavours.filter(({ driver }) => driver === 'chan_pjsip');

afterEach(stopEverything);

describe.each(flavours)('a phone of the lab and $title', (flavour) => {
  const createLeeds = (): Promise<Office> =>
    createOffice({ flavour, endpoints: [{ name: '4001', nat: 'no' }] });

  test('registers, asks, and takes its contact back', async () => {
    const office = await createLeeds();
    const phone = await office.startPhone({ username: '4001' });

    const registered = await phone.register({ expires: 60 });
    const asked = await phone.query();
    const unregistered = await phone.unregister();

    expect(listHeaders(registered, 'contact')).toHaveLength(1);
    expect(listHeaders(asked, 'contact')).toEqual([
      expect.stringMatching(/^<sip:4001@192\.168\.1\.50:5060>;expires=\d\d$/),
    ]);
    expect(unregistered.statusCode).toBe(200);
    expect(await countBindings(office, flavour)).toBe(0);
  });

  test('answers a challenge, and may answer it again without being asked', async () => {
    const office = await createLeeds();
    const phone = await office.startPhone({ username: '4001' });

    const first = await phone.register();
    const second = await phone.register({ reuseChallenge: true });

    expect(first.messages.map(({ direction }) => direction)).toEqual([
      'sent',
      'received',
      'sent',
      'received',
    ]);
    expect(second.outcome).toBe('accepted');
    expect(second.messages[0]?.text).toContain('\r\nAuthorization: Digest ');
  });

  test('is refused with a wrong password, once', async () => {
    const office = await createLeeds();
    const phone = await office.startPhone({ username: '4001', password: 'wrong' });

    const result = await phone.register();

    expect(result).toMatchObject({
      outcome: 'refused',
      statusCode: flavour.driver === 'chan_sip' ? 403 : 401,
    });
    expect(result.messages.filter(({ direction }) => direction === 'sent')).toHaveLength(2);
  });

  test('comes back from a reboot with another Call-ID, at another port', async () => {
    const office = await createLeeds();
    const phone = await office.startPhone({ username: '4001', compactForms: true });

    const before = await phone.register();
    await phone.reboot({ newPort: 5062 });
    const after = await phone.register();

    expect(after.outcome).toBe('accepted');
    expect(listHeaders(after, 'via')[0]).toContain('SIP/2.0/UDP 192.168.1.50:5062;');
    expect(listHeaders(after, 'call-id')).not.toEqual(listHeaders(before, 'call-id'));
  });
});

describe.each(pjsipFlavours)('a phone of the lab and $title', (flavour) => {
  test('is known by what it put into its headers', async () => {
    const office = await createOffice({ flavour, endpoints: [{ name: '4001' }] });
    const phone = await office.startPhone({
      username: '4001',
      contact: '<sip:me@192.168.1.50;line=7>',
      viaAddress: '10.0.0.9:5099',
      callId: 'one@lab',
      userAgent: 'Test 1.0',
    });

    await phone.register();

    expect(await office.asterisk.contacts('4001')).toMatchObject([
      {
        uri: 'sip:me@192.168.1.50;line=7',
        callId: 'one@lab',
        userAgent: 'Test 1.0',
        viaAddress: '10.0.0.9',
        viaPort: 5099,
      },
    ]);
  });

  test('is not reachable while it is deaf', async () => {
    const endpoint = { name: '4001', rewriteContact: true, qualifyFrequency: 1 };
    const office = await createOffice({ flavour, endpoints: [endpoint] });
    const phone = await office.startPhone({ username: '4001' });

    await phone.behave({ deaf: true });
    await phone.register();
    await phone.waitForRequest('OPTIONS');

    await office.asterisk.waitForContacts('4001', ([contact]) => contact?.status === 'Unavail');
    await phone.behave({ answerStatus: 404 });
    await office.asterisk.waitForContacts('4001', ([contact]) => contact?.status === 'Avail');
  });

  test('sends what another phone has sent, and Asterisk asks it for its own credentials', async () => {
    const office = await createOffice({ flavour, endpoints: [{ name: '4001' }] });
    const york = await createSite({ pbx: office.pbx, name: 'york', publicAddress: '203.0.113.2' });
    const victim = await office.startPhone({ username: '4001' });
    const thief = await office.startPhone({ username: 'thief' }, york);

    const { messages } = await victim.register();
    const answered = thief.waitForDatagram(() => true);
    const stolen = messages.at(-2)?.text.replace(/branch=\w+/, 'branch=z9hG4bKanother') ?? '';
    await thief.send(stolen, office.asterisk.sipAddress);

    expect(readStatusCode(parseSipText((await answered).text))).toBe(401);
    expect(await office.asterisk.contacts('4001')).toHaveLength(1);
  });
});

async function countBindings(office: Office, { driver }: AsteriskFlavour): Promise<number> {
  if (driver === 'chan_pjsip') {
    return (await office.asterisk.contacts('4001')).length;
  }
  const peer = await office.asterisk.peer('4001');
  return peer?.address === undefined ? 0 : 1;
}

function listHeaders(result: RegisterResult, name: string): string[] {
  return listHeaderValues(parseSipText(result.response ?? ''), name);
}
