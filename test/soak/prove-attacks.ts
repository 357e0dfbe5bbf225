// The proof that a soak can find something: the same attacks at a proxy that believes everything.

import { fileURLToPath } from 'node:url';
import { EventLog } from '../support/process/event-log.ts';
import { own, release } from '../support/process/lifetime.ts';
import { startProcess } from '../support/process/managed-process.ts';
import { allAttacks } from './outside/ammunition.ts';
import { createStage } from './scene/scene.ts';

const GULLIBLE_PROXY = fileURLToPath(new URL('./scene/gullible-proxy.ts', import.meta.url));
const RATE = 400;
const DEADLINE_MS = 20_000;

/** The attacks that name a victim: all but the one that names farend itself. */
const aimed = allAttacks.map(({ name }) => name).filter((name) => name !== 'self');

export interface Proof {
  /** Attacks that have not reached their victim: none, or the soak would be blind to them. */
  readonly missed: readonly string[];
  /** Packets that the kernel counted as gone elsewhere. */
  readonly elsewhere: number;
}

/** Attacks until each has reached its victim, or the time is up. */
export async function proveAttacks(seed: number): Promise<Proof> {
  const { pbx, outside, watch } = await createStage();
  const log = new EventLog<string>();
  const proxy = startProcess({
    argv: [process.execPath, GULLIBLE_PROXY],
    namespace: pbx.namespace,
    onStdout: (line) => log.append(line),
  });
  const owned = own({ stop: () => proxy.stop() });
  await log.waitFor(() => log.items.length === 2, DEADLINE_MS, 'the gullible proxy');
  outside.attack(seed, { attacks: RATE, flood: 0 });
  const listMissed = () =>
    aimed.filter((name) => (outside.tally.attacks[name]?.reachedVictim ?? 0) === 0);
  await outside.waitForTally(() => listMissed().length === 0, DEADLINE_MS).catch(() => undefined);
  const { elsewhere } = await watch.read();
  await proxy.stop();
  release(owned);
  return {
    missed: listMissed(),
    elsewhere: Object.values(elsewhere).reduce((sum, packets) => sum + packets, 0),
  };
}
