// farend restarted while fifty phones register: no registration fails, no call is lost, and how long phones
// were not answered. `npm test -- test/integration/restart-under-load.test.ts` prints the gaps.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AsteriskFlavour, listFlavours } from '../support/asterisk/flavours.ts';
import type { FarendLogLine } from '../support/farend.ts';
import { createFarendOffice, FAREND, type FarendOffice } from '../support/farend-office.ts';
import { type Crowd, startCrowd } from '../support/phone/crowd.ts';
import { stopEverything } from '../support/process/lifetime.ts';
import { findProvisioned } from '../support/provision/provision.ts';

const [flavour] = listFlavours(await findProvisioned()) as [AsteriskFlavour];

const OFFICE = '203.0.113.67';
const crowdNames = Array.from({ length: 50 }, (_, index) => String(4100 + index));
const endpoints = ['4001', '4002', ...crowdNames].map((name) => ({ name, nat: 'no' as const }));
/** As long as a restart takes on a busy machine, and more. */
const SPREAD_MS = 4_000;
const DEADLINE_MS = 30_000;

afterAll(stopEverything);

describe('farend run, with fifty phones that register and a call', () => {
  let scene: FarendOffice;
  let crowd: Crowd;

  beforeAll(async () => {
    scene = await createFarendOffice({ flavour, endpoints, command: 'run' });
    const namespace = await scene.office.pbx.addHost(OFFICE);
    crowd = await startCrowd(namespace, {
      usernames: crowdNames,
      address: OFFICE,
      firstPort: 20_000,
      proxy: FAREND,
    });
    await crowd.register(1_000);
  });

  /** A call that is set up before and ended after what happens meanwhile. */
  const duringCall = async (happen: () => Promise<void>): Promise<void> => {
    const { office } = scene;
    const start = (username: string, address: string) =>
      office.startPhone({ username, address, rport: false, calls: {} });
    const [caller, callee] = [
      await start('4001', '192.168.1.50'),
      await start('4002', '192.168.1.51'),
    ];
    await Promise.all([caller.register(), callee.register()]);
    const outgoing = await caller.call('4002');
    const incoming = await callee.waitForCall();
    await incoming.answer();
    await outgoing.waitUntilConfirmed();
    await happen();
    await outgoing.hangUp();
    await Promise.all([caller.stop(), callee.stop()]);
  };

  /** Phones register all the time while it happens; how they fared, and for how long nobody listened. */
  const registerDuring = async (
    interrupt: () => Promise<number>,
  ): Promise<{ outcomes: ReadonlySet<string>; gapMs: number }> => {
    const from = scene.farend.log.items.length;
    const registering = crowd.register(SPREAD_MS);
    const goneAtMs = await interrupt();
    const isBack = ({ event }: FarendLogLine) => event === 'listening';
    const back = await scene.farend.waitForLog(isBack, DEADLINE_MS, from);
    const outcomes = await registering;
    return {
      outcomes: new Set(outcomes.map(String)),
      gapMs: Date.parse(String(back.time)) - goneAtMs,
    };
  };

  test.each([
    [
      'is restarted as systemctl does it',
      async () => {
        const from = scene.farend.log.items.length;
        await scene.farend.terminate();
        const isStopping = ({ event, role }: FarendLogLine) =>
          event === 'stopping' && role === 'proxy';
        const { time } = await scene.farend.waitForLog(isStopping, DEADLINE_MS, from);
        await scene.farend.start();
        return Date.parse(String(time));
      },
    ],
    [
      'loses its proxy to kill -9',
      async () => {
        process.kill(scene.farend.findProxyPid(), 'SIGKILL');
        return Date.now();
      },
    ],
  ])('no registration and no call is lost when it %s', async (title, interrupt) => {
    const results: { outcomes: ReadonlySet<string>; gapMs: number }[] = [];

    await duringCall(async () => {
      results.push(await registerDuring(interrupt));
    });
    const after = await crowd.register(500);

    console.log(`${title}: nobody listened for ${results[0]?.gapMs} ms`);
    expect(results[0]?.outcomes).toEqual(new Set(['accepted']));
    expect(new Set(after)).toEqual(new Set(['accepted']));
  });
});
