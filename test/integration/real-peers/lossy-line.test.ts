// A line that loses each tenth packet: farend keeps no transaction, so what Asterisk and the phones
// send again has to get through it as it is.

import { beforeEach, describe, expect, test } from 'vitest';
import { type AsteriskFlavour, listFlavours } from '../../support/asterisk/flavours.ts';
import { createCrowd } from '../../support/peers/crowd.ts';
import { stopEverything } from '../../support/process/lifetime.ts';
import { findPeers } from '../../support/provision/peers.ts';
import { findProvisioned } from '../../support/provision/provision.ts';

/** chan_sip is left out: it challenges a REGISTER anew that is only sent again. */
const [flavour] = listFlavours(await findProvisioned()) as [AsteriskFlavour];
const isMissing = findPeers().sipp === undefined;
const TIMEOUT_MS = 120_000;

beforeEach(() => stopEverything);

describe.skipIf(isMissing)('a line that loses each tenth packet', () => {
  test('costs no registration and no call', { timeout: TIMEOUT_MS }, async () => {
    const crowd = await createCrowd({ flavour, size: 50 });
    const users = crowd.users.map((user) => ({ ...user, callee: '9002' }));
    const lossy = { users, lostPercent: 10 };

    const registered = await crowd.run({ scenario: 'register', ...lossy });
    const called = await crowd.run({ scenario: 'call', talkMs: 1000, ...lossy });
    await crowd.waitForCalls(0);

    expect(registered).toMatchObject({ successful: users.length, failed: 0 });
    expect(called).toMatchObject({ successful: users.length, failed: 0 });
    expect(called.retransmissions).toBeGreaterThan(0);
    expect(await crowd.countDrops()).toEqual({});
  });
});
