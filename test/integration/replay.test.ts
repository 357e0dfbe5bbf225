// Sniffed credentials are worth nothing: behind a proxy chan_pjsip takes them from anybody for 32 s
// (its nonce knows the proxy's address only), and farend gives that protection back.

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { listFlavours } from '../support/asterisk/flavours.ts';
import { createFarendOffice, FAREND, type FarendOffice } from '../support/farend-office.ts';
import { createSite, type Site } from '../support/network/site.ts';
import type { Phone } from '../support/phone/phone.ts';
import { formatRawRequest, renewBranch } from '../support/phone/raw-request.ts';
import { readHeader } from '../support/phone/sip-text.ts';
import { stopEverything } from '../support/process/lifetime.ts';
import { findProvisioned } from '../support/provision/provision.ts';

const flavours = listFlavours(await findProvisioned()).filter(
  ({ driver }) => driver === 'chan_pjsip',
);

afterAll(stopEverything);

describe.each(flavours)('a REGISTER with credentials, sniffed on its way to $title,', (flavour) => {
  let scene: FarendOffice;
  let york: Site;
  let victim: Phone;
  let neighbour: Phone;
  let stranger: Phone;
  let sniffed: string;

  beforeAll(async () => {
    scene = await createFarendOffice({
      flavour,
      endpoints: [{ name: '4001', qualifyFrequency: 60 }],
    });
    const { office } = scene;
    york = await createSite({ pbx: office.pbx, name: 'york', publicAddress: '203.0.113.2' });
    victim = await office.startPhone({ username: '4001', rport: false });
    neighbour = await office.startPhone({ username: '4001', address: '192.168.1.51' });
    stranger = await office.startPhone({ username: '4001' }, york);
  });

  beforeEach(async () => {
    const { messages } = await victim.register();
    sniffed = messages.findLast(({ direction }) => direction === 'sent')?.text ?? '';
    expect(sniffed).toContain('\r\nAuthorization: Digest ');
  });

  afterAll(stopEverything);

  /** Sends it from another place; the answer that comes there. */
  const send = async (phone: Phone, text: string): Promise<string> => {
    const branch = /branch=(z9hG4bK\w+)/.exec(text)?.[1] ?? '';
    const answered = phone.waitForDatagram((datagram) => datagram.text.includes(branch));
    await phone.send(text, FAREND);
    return (await answered).text;
  };

  /** Asterisk asks whether the phone is there: the question as it arrives. */
  const askVictim = async (): Promise<string> => {
    victim.forgetRequests();
    await scene.office.asterisk.cli('pjsip qualify 4001');
    return (await victim.waitForRequest('OPTIONS')).text;
  };

  /** One contact, no flow that moved, and Asterisk still reaches the phone. */
  const expectUnharmed = async (whileDoing: () => Promise<void>): Promise<void> => {
    const { asterisk } = scene.office;
    const before = await asterisk.contacts('4001');
    const logged = scene.farend.log.items.length;
    await whileDoing();
    const question = await askVictim();
    const after = await asterisk.waitForContacts('4001', ([first]) => first?.status === 'Avail');
    const events = scene.farend.log.items.slice(logged).map(({ event }) => event);
    expect(question).toContain('OPTIONS sip:4001@192.168.1.50:5060 SIP/2.0\r\n');
    expect(before).toHaveLength(1);
    expect(after.map(({ uri, expiresAt }) => [uri, expiresAt])).toEqual(
      before.map(({ uri, expiresAt }) => [uri, expiresAt]),
    );
    expect(events).not.toContain('moved');
    expect(events).not.toContain('registered');
    expect(events).not.toContain('unregistered');
  };

  const places = [
    { place: 'another address', thief: (): Phone => stranger },
    { place: 'another port of the same address', thief: (): Phone => neighbour },
  ];

  describe.each(places)('sent from $place', ({ thief }) => {
    test('is challenged afresh', async () => {
      await expectUnharmed(async () => {
        const answer = await send(thief(), renewBranch(sniffed));

        expect(answer).toMatch(/^SIP\/2\.0 401 /);
        expect(readHeader(answer, 'www-authenticate')).toMatch(/,\s*stale=true/);
      });
    });

    test('is challenged afresh with its scheme in quotes, which Asterisk reads too', async () => {
      await expectUnharmed(async () => {
        const text = renewBranch(sniffed).replace('Digest ', '"Digest" ');
        const answer = await send(thief(), text);

        expect(text).toContain('Authorization: "Digest" ');
        expect(answer).toMatch(/^SIP\/2\.0 401 /);
      });
    });

    test('ends no registration with Expires: 0', async () => {
      await expectUnharmed(async () => {
        const text = renewBranch(sniffed).replace('Expires: 120', 'Expires: 0');
        const answer = await send(thief(), text);

        expect(text).toContain('\r\nExpires: 0\r\n');
        expect(answer).toMatch(/^SIP\/2\.0 401 /);
        expect(readHeader(answer, 'www-authenticate')).toMatch(/,\s*stale=true/);
      });
    });

    test('brings another Contact no calls, under another Call-ID', async () => {
      await expectUnharmed(async () => {
        const text = renewBranch(sniffed)
          .replace(/Contact: .*/, 'Contact: <sip:thief@198.51.100.66>')
          .replace('Call-ID: ', 'Call-ID: x');
        const answer = await send(thief(), text);

        expect(answer).toMatch(/^SIP\/2\.0 401 /);
      });
    });

    test('moves nothing as a retransmission', async () => {
      await expectUnharmed(async () => {
        const from = thief().received.length;
        await thief().send(sniffed, FAREND);
        await send(thief(), renewBranch(sniffed));

        expect(thief().received.slice(from)).toHaveLength(1);
      });
    });

    test('moves nothing as a retransmission with another Contact', async () => {
      await expectUnharmed(async () => {
        const from = thief().received.length;
        const text = sniffed.replace(/Contact: .*/, 'Contact: <sip:thief@198.51.100.66>');
        await thief().send(text, FAREND);
        await send(thief(), renewBranch(sniffed));

        expect(thief().received.slice(from)).toHaveLength(1);
      });
    });
  });

  test('is challenged when it can be read in two ways, also from the phone itself', async () => {
    const twice = renewBranch(sniffed).replace(' response=', ' response="x", response=');

    await expectUnharmed(async () => {
      const answer = await send(victim, twice);

      expect(twice).toMatch(/ response="x", response="[0-9a-f]{32}"/);
      expect(answer).toMatch(/^SIP\/2\.0 401 /);
      expect(readHeader(answer, 'www-authenticate')).toMatch(/,\s*stale=true/);
    });
  });

  test('goes nowhere when a bare line break hides the credentials', async () => {
    const smuggled = renewBranch(sniffed).replace('\r\nAuthorization: ', '\nAuthorization: ');
    const question = formatRawRequest({
      method: 'OPTIONS',
      requestUri: 'sip:203.0.113.10',
      user: '4001',
      sentBy: '192.168.1.50:5060',
    });

    await expectUnharmed(async () => {
      const from = stranger.received.length;
      await stranger.send(smuggled, FAREND);
      await send(stranger, question);

      expect(stranger.received.slice(from)).toHaveLength(1);
    });
  });
});
