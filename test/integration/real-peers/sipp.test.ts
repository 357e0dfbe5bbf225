// SIPp as 200 phones behind real NAT, none of which offers rport: they register, call, are called and
// hang up, through farend, and no call fails.

import { beforeEach, describe, expect, test } from 'vitest';
import { listFlavours } from '../../support/asterisk/flavours.ts';
import { createCrowd } from '../../support/peers/crowd.ts';
import { stopEverything } from '../../support/process/lifetime.ts';
import { findPeers } from '../../support/provision/peers.ts';
import { findProvisioned } from '../../support/provision/provision.ts';

const flavours = listFlavours(await findProvisioned());
const SIZE = 200;
const TIMEOUT_MS = 90_000;

beforeEach(() => stopEverything);

describe.skipIf(findPeers().sipp === undefined).each(flavours)('SIPp, $title', (flavour) => {
  test('registers 200 phones, which talk all at once and hang up', {
    timeout: TIMEOUT_MS,
  }, async () => {
    const crowd = await createCrowd({ flavour, size: SIZE, hosts: SIZE });
    const users = crowd.users.map((user) => ({ ...user, callee: '9002' }));

    const registered = await crowd.run({ scenario: 'register', users });
    const calls = await crowd.play({ scenario: 'call', users, talkMs: 12_000 });
    await crowd.waitForCalls(SIZE);
    const called = await calls.finish();
    await crowd.waitForCalls(0);
    const unregistered = await crowd.run({ scenario: 'register', users, expires: 0 });

    expect(registered).toMatchObject({ successful: SIZE, failed: 0, errors: [] });
    expect(called).toMatchObject({ successful: SIZE, failed: 0, errors: [] });
    expect(unregistered).toMatchObject({ successful: SIZE, failed: 0, errors: [] });
    expect(await crowd.countDrops()).toEqual({});
  });

  test('calls 100 phones in another office from 100 in this one', {
    timeout: TIMEOUT_MS,
  }, async () => {
    const crowd = await createCrowd({ flavour, size: SIZE });
    const york = await crowd.addSite('york', '203.0.113.2');
    const [callers, callees] = [crowd.users.slice(0, SIZE / 2), crowd.users.slice(SIZE / 2)];
    const users = callers.map((user, n) => ({ ...user, callee: callees[n]?.name ?? '' }));

    await crowd.run({ scenario: 'register', users: callees, site: york });
    const answering = await crowd.play({ scenario: 'answer', site: york });
    const calls = await crowd.play({ scenario: 'call', users, talkMs: 8000 });
    await crowd.waitForCalls(users.length);
    const called = await calls.finish();
    await crowd.waitForCalls(0);
    const answered = await answering.close();

    expect(called).toMatchObject({ successful: users.length, failed: 0, errors: [] });
    expect(answered).toMatchObject({ answered: users.length, failed: 0, errors: [] });
    expect(await crowd.countDrops()).toEqual({});
  });

  test('answers 30 calls of Asterisk, and hangs up', { timeout: TIMEOUT_MS }, async () => {
    const crowd = await createCrowd({ flavour, size: 30 });

    await crowd.run({ scenario: 'register', users: crowd.users });
    const answering = await crowd.play({ scenario: 'answer-and-hang-up', talkMs: 1000 });
    for (const { name } of crowd.users) await crowd.originate(name, '9002');
    await answering.waitForCalls(crowd.users.length);
    await crowd.waitForCalls(0);
    const done = await answering.close();

    expect(done).toMatchObject({ answered: crowd.users.length, failed: 0, errors: [] });
    expect(await crowd.countDrops()).toEqual({});
  });
});
