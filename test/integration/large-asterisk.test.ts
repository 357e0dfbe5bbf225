// An Asterisk with thousands of phones takes long for its lists: phones must not feel that it is asked.

import { afterEach, describe, expect, test } from 'vitest';
import { AmiClient } from '../../src/asterisk/ami/ami-client.ts';
import type { AmiTiming } from '../../src/asterisk/ami/ami-options.ts';
import type { AsteriskEvent, SnapshotEvent } from '../../src/asterisk/asterisk-event.ts';
import { listFlavours } from '../support/asterisk/flavours.ts';
import { type SlowAmi, startSlowAmi } from '../support/asterisk/slow-ami.ts';
import { startAsterisk } from '../support/asterisk/start-asterisk.ts';
import { startCrowd } from '../support/phone/crowd.ts';
import { EventLog } from '../support/process/event-log.ts';
import { own, stopEverything } from '../support/process/lifetime.ts';
import { findProvisioned } from '../support/provision/provision.ts';

const AMI_PORT = 5038;
const DEADLINE_MS = 60_000;
const ENDPOINTS = 3_000;
const PHONES = 800;
const NAMES = Array.from({ length: ENDPOINTS }, (_, index) => String(10_000 + index));
/** An Asterisk that does not answer an action or a ping within a second counts as hanging. */
const IMPATIENT: Partial<AmiTiming> = {
  deadlineMs: 1_000,
  heartbeatMs: 100,
  firstDelayMs: 50,
  maxDelayMs: 200,
  snapshotShare: 1,
};

/** The newest: they are alike, and a scene of thousands takes its time. */
const flavours = listFlavours(await findProvisioned())
  .filter(({ driver }) => driver === 'chan_pjsip')
  .slice(0, 1);

afterEach(stopEverything);

describe.each(flavours)('$title', (flavour) => {
  test('registers all phones while it is slow to list them, and is asked once', async () => {
    const { door, ami, register } = await startScene();
    await door.actions.waitFor((action) => action === 'PJSIPShowEndpoints', DEADLINE_MS);

    const first = await register(4_000);
    const refreshes = await register(4_000);
    const last = await ami.waitForContact(NAMES[PHONES - 1]);
    const listedEarly = ami.snapshots.filter(({ endpoints }) => endpoints !== undefined);
    door.release();
    await ami.waitForSnapshot(isDetailed);

    expect([...first, ...refreshes].filter((outcome) => outcome !== 'accepted')).toEqual([]);
    expect(last).toMatchObject({ aor: NAMES[PHONES - 1] });
    expect(listedEarly).toEqual([]);
    expect(ami.snapshots.map(({ endpoints }) => endpoints?.length)).toEqual([ENDPOINTS, ENDPOINTS]);
    expect(ami.connections).toEqual([true]);
    expect(ami.problems).toEqual([]);
    expect(countActions(door)).toMatchObject({
      login: 2,
      PJSIPShowContacts: 1,
      PJSIPShowEndpoints: 1,
      PJSIPShowEndpoint: ENDPOINTS,
    });
  }, 120_000);

  test('is asked for contacts first, and for settings that it told before never again', async () => {
    const { door, ami, register } = await startScene();
    door.release();
    await ami.waitForSnapshot(isDetailed);
    await register(4_000);
    const from = ami.events.items.length;

    door.drop();

    const contacts = await ami.waitForSnapshot(() => true, from);
    const endpoints = await ami.waitForSnapshot(({ endpoints: list }) => list !== undefined, from);
    expect([contacts.endpoints, contacts.contacts?.length]).toEqual([undefined, PHONES]);
    expect(isDetailed(endpoints)).toBe(true);
    expect(countActions(door)).toMatchObject({ PJSIPShowEndpoint: ENDPOINTS });
  }, 120_000);

  test('is asked ever later when it does not come to the end of a list', async () => {
    const timing = { ...IMPATIENT, listMs: 500, retryMs: 1_000 };
    const { ami } = await startScene(timing);

    await ami.problemLog.waitFor((sentence) => sentence.includes('again in 4 s'), DEADLINE_MS);

    expect(ami.problems.map((sentence) => /again in (\d+) s/.exec(sentence)?.[1])).toEqual([
      '1',
      '2',
      '4',
    ]);
    expect(ami.connections).toEqual([true]);
  }, 120_000);

  async function startScene(timing = IMPATIENT) {
    const endpoints = NAMES.map((name) => ({ name, forceRport: true }));
    const address = '127.0.0.1';
    await startAsterisk({ ...flavour, address, amiPort: AMI_PORT, endpoints });
    const crowd = await startCrowd(undefined, {
      usernames: NAMES.slice(0, PHONES),
      address: '127.0.0.5',
      firstPort: 20_000,
      proxy: '127.0.0.1:5060',
    });
    const door = await startSlowAmi(AMI_PORT, 'PJSIPShowEndpoints');
    const ami = startAmi(door.port, timing);
    return { door, ami, register: (spreadMs: number) => crowd.register(spreadMs) };
  }
});

function startAmi(port: number, timing: Partial<AmiTiming>) {
  const events = new EventLog<AsteriskEvent>();
  const problemLog = new EventLog<string>();
  const client = new AmiClient(
    {
      asterisk: 'main',
      host: '127.0.0.1',
      port,
      username: 'all',
      secret: 'allpw',
      timing,
      random: () => 0,
    },
    {
      onEvent: (event) => events.append(event),
      onUserEvent: () => undefined,
      onProblem: (sentence) => problemLog.append(sentence),
    },
  );
  own({
    stop: () => {
      client.stop();
      return Promise.resolve();
    },
  });
  client.start();
  return {
    events,
    problemLog,
    problems: problemLog.items,
    get snapshots(): SnapshotEvent[] {
      return events.items.filter((event) => event.kind === 'snapshot');
    },
    get connections(): boolean[] {
      return events.items.flatMap((event) => (event.kind === 'connection' ? [event.isUp] : []));
    },
    waitForContact: (name = '') =>
      events.waitFor(
        (event) => event.kind === 'contact' && event.aor === name,
        DEADLINE_MS,
        `the contact of ${name}`,
      ),
    waitForSnapshot: async (accepts: (snapshot: SnapshotEvent) => boolean, from = 0) =>
      (await events.waitFor(
        (event) => event.kind === 'snapshot' && accepts(event),
        DEADLINE_MS,
        'the awaited snapshot',
        from,
      )) as SnapshotEvent,
  };
}

function isDetailed({ endpoints }: SnapshotEvent): boolean {
  return (
    endpoints?.length === ENDPOINTS && endpoints.every(({ forceRport }) => forceRport === true)
  );
}

function countActions({ actions }: SlowAmi): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const action of actions.items) counts[action] = (counts[action] ?? 0) + 1;
  return counts;
}
