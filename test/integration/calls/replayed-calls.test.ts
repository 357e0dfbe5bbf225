// A sniffed INVITE calls nobody. Behind a proxy chan_pjsip takes its credentials from anybody for 32 s,
// under another Call-ID and to another number too; chan_sip has a nonce for each dialog.

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { listFlavours } from '../../support/asterisk/flavours.ts';
import { createFarendOffice, FAREND, type FarendOffice } from '../../support/farend-office.ts';
import { createSite } from '../../support/network/site.ts';
import type { RequestOptions } from '../../support/phone/call/call-options.ts';
import type { Phone } from '../../support/phone/phone.ts';
import { renewBranch } from '../../support/phone/raw-request.ts';
import { readHeader } from '../../support/phone/sip-text.ts';
import { stopEverything } from '../../support/process/lifetime.ts';
import { findProvisioned } from '../../support/provision/provision.ts';

const flavours = listFlavours(await findProvisioned()).filter(
  ({ driver }) => driver === 'chan_pjsip',
);

const endpoints = ['4001', '4002'].map((name) => ({ name }));

describe.each(flavours)('what was sniffed of a phone, with $title,', (flavour) => {
  let scene: FarendOffice;
  let victim: Phone;
  let friend: Phone;
  let neighbour: Phone;
  let stranger: Phone;

  beforeAll(async () => {
    scene = await createFarendOffice({ flavour, endpoints });
    const { office } = scene;
    const york = await createSite({ pbx: office.pbx, name: 'york', publicAddress: '203.0.113.2' });
    victim = await office.startPhone({ username: '4001', rport: false });
    friend = await office.startPhone({ username: '4002', address: '192.168.1.52' });
    neighbour = await office.startPhone({ username: '4001', address: '192.168.1.51' });
    stranger = await office.startPhone({ username: '4001' }, york);
    await Promise.all([victim.register(), friend.register()]);
  });

  afterAll(stopEverything);

  /** Sends it as another phone; the final answer that comes there. */
  const send = async (thief: Phone, text: string): Promise<string> => {
    const branch = /branch=(z9hG4bK\w+)/.exec(text)?.[1] ?? '';
    const answered = thief.waitForDatagram(
      (datagram) => datagram.text.includes(branch) && !/^SIP\/2\.0 1/.test(datagram.text),
    );
    await thief.send(text, FAREND);
    return (await answered).text;
  };

  /** The last request with credentials that the victim sent. */
  const sniff = (method: string): string => {
    const sent = victim.datagrams.items.findLast(
      ({ direction, text }) =>
        direction === 'sent' &&
        text.startsWith(`${method} `) &&
        text.includes('\r\nAuthorization: Digest '),
    );
    expect(sent).toBeDefined();
    return sent?.text ?? '';
  };

  /** Channels that there are, and calls that there ever were. */
  const countCalls = async (): Promise<string[]> => {
    const { asterisk } = scene.office;
    const channels = await asterisk.cli('core show channels');
    return channels.match(/\d+ (?=active channel|calls? processed)/g) ?? [];
  };

  const expectChallenge = (answer: string): void => {
    expect(answer).toMatch(/^SIP\/2\.0 401 /);
    expect(readHeader(answer, 'www-authenticate')).toMatch(/,\s*stale=true/);
  };

  const places = [
    { place: 'another address', thief: (): Phone => stranger },
    { place: 'another port of the same address', thief: (): Phone => neighbour },
  ];

  describe('an INVITE makes no call', () => {
    let sniffed: string;

    beforeEach(async () => {
      const call = await victim.call('9002');
      await call.waitUntilConfirmed();
      sniffed = sniff('INVITE');
      await call.hangUp();
    });

    const changes: [string, (text: string) => string][] = [
      ['with a new branch', (text) => text],
      ['with another Request-URI', (text) => text.replace(/^INVITE \S+/, 'INVITE sip:9000@x')],
      ['with another Call-ID', (text) => text.replace('\r\nCall-ID: ', '\r\nCall-ID: x')],
      [
        'with all of it, and media that goes elsewhere',
        (text) =>
          text
            .replace(/^INVITE \S+/, 'INVITE sip:9000@x')
            .replace('\r\nCall-ID: ', '\r\nCall-ID: x')
            .replace(/;tag=\w+/, ';tag=thief')
            .replace(/\r\nContact: .*/, '\r\nContact: <sip:thief@203.0.113.66>')
            .replaceAll(/IN IP4 [\d.]+/g, (line) => line.replace(/.$/, '6')),
      ],
    ];

    describe.each(places)('from $place', ({ thief }) => {
      test.each(changes)('%s', async (_, change) => {
        const before = await countCalls();

        const answer = await send(thief(), renewBranch(change(sniffed)));

        expectChallenge(answer);
        expect(await countCalls()).toEqual(before);
        expect(before[0]).toBe('0 ');
      });

      test('as a retransmission, nor an answer to the thief', async () => {
        const before = await countCalls();
        const from = thief().received.length;

        await thief().send(sniffed, FAREND);
        await send(thief(), renewBranch(sniffed));

        const answers = thief().received.slice(from);
        expect(answers.filter(({ text }) => text.startsWith('SIP/2.0 2'))).toEqual([]);
        expect(await countCalls()).toEqual(before);
      });
    });

    test.each(changes.slice(1))('from the phone’s own port, %s', async (_, change) => {
      const before = await countCalls();

      const answer = await send(victim, renewBranch(change(sniffed)));

      expectChallenge(answer);
      expect(await countCalls()).toEqual(before);
    });
  });

  const CONTACT = 'Contact: <sip:4001@192.168.1.50:5060>';
  const hello: RequestOptions = { body: { type: 'text/plain', text: 'hello' } };
  const blf: RequestOptions = {
    headers: [CONTACT, 'Event: dialog', 'Accept: application/dialog-info+xml', 'Expires: 60'],
  };

  describe.each<[string, RequestOptions]>([
    ['MESSAGE', hello],
    ['SUBSCRIBE', blf],
    ['REFER', { headers: [CONTACT, 'Refer-To: <sip:9000@203.0.113.10>'] }],
    ['PUBLISH', { headers: ['Event: presence', 'Expires: 60'] }],
    ['OPTIONS', {}],
  ])('a %s does nothing', (method, options) => {
    test.each(places)('from $place', async ({ thief }) => {
      const own = await victim.request(method, '4002', options);
      const sniffed = renewBranch(sniff(method));

      const answers = [
        await send(thief(), sniffed),
        await send(thief(), renewBranch(sniffed).replace('\r\nCall-ID: ', '\r\nCall-ID: x')),
      ];

      for (const answer of answers) expectChallenge(answer);
      expect(own.statusCode).not.toBe(401);
    });
  });

  test('a MESSAGE is delivered once, to whom it was for', async () => {
    friend.forgetRequests();
    await victim.request('MESSAGE', '4002', hello);
    const first = await friend.waitForRequest('MESSAGE');

    await send(stranger, renewBranch(sniff('MESSAGE')).replace(/hello$/, 'bye!!'));
    await victim.request('MESSAGE', '4002', { body: { type: 'text/plain', text: 'last' } });
    const second = await friend.waitForRequest('MESSAGE');

    expect([first, second].map(({ text }) => text.split('\r\n\r\n')[1])).toEqual(['hello', 'last']);
  });
});
