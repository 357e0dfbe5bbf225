// The main thing, in every mixture of Asterisk's NAT settings: a phone behind a real NAT that does
// not offer rport registers through farend, stays one contact and stays reachable.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EndpointOptions } from '../support/asterisk/asterisk-options.ts';
import { type AsteriskFlavour, listFlavours } from '../support/asterisk/flavours.ts';
import type { AsteriskInstance } from '../support/asterisk/start-asterisk.ts';
import { createFarendOffice, FAREND, type FarendOffice } from '../support/farend-office.ts';
import type { Phone } from '../support/phone/phone.ts';
import { readHeader, readHeaders } from '../support/phone/sip-text.ts';
import { stopEverything } from '../support/process/lifetime.ts';
import { findProvisioned } from '../support/provision/provision.ts';

const flavours = listFlavours(await findProvisioned());
const noYes = [false, true];

interface Mixture extends EndpointOptions {
  readonly title: string;
  /** The phone's place in the office: 192.168.1.HOST. */
  readonly host: number;
}

/**
 * Every mixture of the settings, from this endpoint and this place in the office on. chan_sip has no rewrite_contact: what it
 * stores depends on `nat` alone.
 */
function listMixtures(
  { driver }: AsteriskFlavour,
  firstName: number,
  firstHost: number,
): Mixture[] {
  const settings = noYes.flatMap((forceRport) =>
    (driver === 'chan_sip' ? [false] : noYes).flatMap((rewriteContact) =>
      noYes.map((supportPath) => ({ forceRport, rewriteContact, supportPath })),
    ),
  );
  return settings.map((setting, index) => {
    const nat = setting.forceRport ? 'force_rport,comedia' : 'no';
    const natTitle =
      driver === 'chan_sip'
        ? `nat=${nat}`
        : `force_rport=${yesNo(setting.forceRport)} rewrite=${yesNo(setting.rewriteContact)}`;
    return {
      ...setting,
      title: `${natTitle} path=${yesNo(setting.supportPath)}`,
      name: String(firstName + index),
      host: firstHost + index,
      nat,
      qualifyFrequency: 1,
    };
  });
}

afterAll(stopEverything);

describe.each(flavours)('$title', (flavour) => {
  const mixtures = listMixtures(flavour, 4001, 50);
  const mixturesWithRport = listMixtures(flavour, 4101, 60);
  let scene: FarendOffice;

  const startPhone = (mixture: Mixture, rport: boolean): Promise<Phone> =>
    scene.office.startPhone({
      username: mixture.name,
      address: `192.168.1.${mixture.host}`,
      rport,
    });

  beforeAll(async () => {
    scene = await createFarendOffice({
      flavour,
      endpoints: [...mixtures, ...mixturesWithRport],
      site: { hosts: 20 },
    });
  });

  afterAll(stopEverything);

  describe('serves a phone without rport behind NAT', { concurrent: true }, () => {
    test.each(mixtures)('$title', async (mixture) => {
      const { office, farend } = scene;
      const address = `192.168.1.${mixture.host}`;
      const contact = `sip:${mixture.name}@${address}:5060`;
      const phone = await startPhone(mixture, false);

      const first = await phone.register();
      const question = await phone.waitForRequest('OPTIONS');
      await waitForStatus(office.asterisk, flavour, mixture.name, 'reachable');
      const before = await readContacts(office.asterisk, flavour, mixture.name);
      await office.site.forgetBindings(address);
      await waitForStatus(office.asterisk, flavour, mixture.name, 'unreachable');
      phone.forgetRequests();
      const second = await phone.register();
      await office.asterisk.cli(formatQualify(flavour, mixture.name));
      const secondQuestion = await phone.waitForRequest('OPTIONS');
      await waitForStatus(office.asterisk, flavour, mixture.name, 'reachable');
      const after = await readContacts(office.asterisk, flavour, mixture.name);

      for (const { outcome, response } of [first, second]) {
        expect(outcome).toBe('accepted');
        expect(readHeaders(response, 'contact')).toHaveLength(1);
        expect(readHeader(response, 'contact')).toMatch(new RegExp(`^<${contact}>;expires=\\d+$`));
        expect(readHeaders(response, 'via')).toHaveLength(1);
        expect(readHeader(response, 'via')).toContain(';received=203.0.113.1');
        expect(readHeader(response, 'via')).not.toContain('rport');
      }
      for (const { text, remote } of [question, secondQuestion]) {
        expect(text).toContain(`OPTIONS ${contact} SIP/2.0\r\n`);
        expect(remote).toBe(FAREND);
      }
      expect(before).toHaveLength(1);
      expect(after).toEqual(before);
      const moved = await farend.waitForLog(
        ({ event, aor }) => event === 'moved' && String(aor).startsWith(mixture.name),
      );
      expect(moved).toMatchObject({ rportOffered: false, binding: 'moved' });
    });
  });

  describe('gives a phone with rport the port that it asked for', { concurrent: true }, () => {
    test.each(mixturesWithRport)('$title', async (mixture) => {
      const phone = await startPhone(mixture, true);

      const { outcome, messages } = await phone.register();

      const answers = messages.filter(({ direction }) => direction === 'received');
      const ports = answers.map(
        ({ text }) => /;received=203\.0\.113\.1;rport=(\d+)/.exec(readHeader(text, 'via'))?.[1],
      );
      expect(outcome).toBe('accepted');
      // The 401 and the 200, and what a busy machine made the phone ask twice for.
      expect(ports.length).toBeGreaterThanOrEqual(2);
      expect(new Set(ports).size).toBe(1);
      expect(Number(ports[0])).toBeGreaterThan(0);
    });
  });
});

/** What Asterisk has stored for an endpoint: one text for each contact. */
async function readContacts(
  asterisk: AsteriskInstance,
  { driver }: AsteriskFlavour,
  name: string,
): Promise<string[]> {
  if (driver === 'chan_pjsip') return (await asterisk.contacts(name)).map(({ uri }) => uri);
  const peer = await asterisk.peer(name);
  return peer?.address === undefined ? [] : [`${peer.address} ${peer.contact}`];
}

async function waitForStatus(
  asterisk: AsteriskInstance,
  { driver }: AsteriskFlavour,
  name: string,
  wanted: 'reachable' | 'unreachable',
): Promise<void> {
  const isReachable = wanted === 'reachable';
  if (driver === 'chan_pjsip') {
    const status = isReachable ? 'Avail' : 'Unavail';
    await asterisk.waitForContacts(name, ([contact]) => contact?.status === status, 30_000);
  } else {
    const status = isReachable ? 'OK' : 'UNREACHABLE';
    await asterisk.waitForPeer(name, (peer) => peer.status === status, 30_000);
  }
}

/** chan_sip asks an unreachable peer only every ten seconds. */
function formatQualify({ driver }: AsteriskFlavour, name: string): string {
  return driver === 'chan_pjsip' ? `pjsip qualify ${name}` : `sip qualify peer ${name}`;
}

function yesNo(value: boolean): string {
  return value ? 'yes' : 'no';
}
