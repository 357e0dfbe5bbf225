// baresip as a phone behind real NAT: it registers, calls and is called through farend, hears what
// the other side says, and either side hangs up.

import { beforeEach, describe, expect, test } from 'vitest';
import type { EndpointOptions } from '../../support/asterisk/asterisk-options.ts';
import { listFlavours } from '../../support/asterisk/flavours.ts';
import { createFarendOffice, FAREND } from '../../support/farend-office.ts';
import { createSite, type Site } from '../../support/network/site.ts';
import type { Office } from '../../support/office.ts';
import { originateCall, waitForCalls, waitForMedia } from '../../support/peers/asterisk-calls.ts';
import { type Baresip, startBaresip } from '../../support/peers/baresip.ts';
import { countSecondsOf } from '../../support/peers/wave.ts';
import { stopEverything } from '../../support/process/lifetime.ts';
import { findPeers } from '../../support/provision/peers.ts';
import { findProvisioned } from '../../support/provision/provision.ts';

const flavours = listFlavours(await findProvisioned());
const { baresip: root } = findPeers();

/** Asterisk sends media to where media comes from. */
const comedia: Omit<EndpointOptions, 'name'> = { rtpSymmetric: true, nat: 'comedia' };
const endpoints = ['4001', '4002'].map((name) => ({ name, ...comedia }));

/** Two seconds, 50 packets a second. */
const PACKETS = 100;
const TALK = { channels: 1, packets: PACKETS };

interface PhoneOptions {
  readonly username: string;
  readonly pitchHz: number;
  readonly answersCalls?: boolean;
}

describe.skipIf(root === undefined).each(flavours)('baresip, $title', (flavour) => {
  let office: Office;

  const startPhone = (options: PhoneOptions, site: Site = office.site): Promise<Baresip> =>
    startBaresip({
      root: root ?? { command: [], moduleDirectory: '' },
      namespace: site.hostNamespace,
      address: '192.168.1.50',
      proxy: FAREND,
      password: `pw${options.username}`,
      ...options,
    });

  beforeEach(async () => {
    ({ office } = await createFarendOffice({ flavour, endpoints }));
    return stopEverything;
  });

  test('calls, hears its echo, and hangs up', async () => {
    const phone = await startPhone({ username: '4001', pitchHz: 440 });

    phone.type('/dial 9002');
    await phone.waitForOutput(/Call established/);
    await waitForMedia(office.asterisk, flavour.driver, TALK);
    phone.type('/hangup');
    await phone.waitForOutput(/terminated \(duration/);
    await waitForCalls(office.asterisk, 0);

    expect(countSecondsOf(440, await phone.listen())).toBeGreaterThan(1);
  });

  test('is called, hears its echo, and Asterisk hangs up', async () => {
    const phone = await startPhone({ username: '4001', pitchHz: 440, answersCalls: true });

    await originateCall(office.asterisk, flavour.driver, '4001', '9002');
    await phone.waitForOutput(/Call established/);
    await waitForMedia(office.asterisk, flavour.driver, TALK);
    await office.asterisk.cli('channel request hangup all');
    await phone.waitForOutput(/terminated \(duration/);
    await waitForCalls(office.asterisk, 0);

    expect(countSecondsOf(440, await phone.listen())).toBeGreaterThan(1);
  });

  test('talks with another baresip in another office', async () => {
    const york = await createSite({ pbx: office.pbx, name: 'york', publicAddress: '203.0.113.2' });
    const caller = await startPhone({ username: '4001', pitchHz: 440 });
    const callee = await startPhone({ username: '4002', pitchHz: 660, answersCalls: true }, york);

    caller.type('/dial 4002');
    await caller.waitForOutput(/Call established/);
    await waitForMedia(office.asterisk, flavour.driver, { ...TALK, channels: 2 });
    callee.type('/hangup');
    await caller.waitForOutput(/terminated \(duration/);
    await callee.waitForOutput(/terminated \(duration/);
    await waitForCalls(office.asterisk, 0);

    expect(countSecondsOf(660, await caller.listen())).toBeGreaterThan(1);
    expect(countSecondsOf(440, await callee.listen())).toBeGreaterThan(1);
  });
});
