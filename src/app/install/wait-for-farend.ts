// What systemd has started is asked until it answers: a look before that would find it dead.

import { setTimeout as wait } from 'node:timers/promises';
import { healthSchema } from '../../api/http/answer-schemas.ts';
import { isAppError } from '../../base/app-error.ts';
import { askCompanion } from '../ask-companion.ts';

const DEADLINE_MS = 15_000;
const PAUSE_MS = 200;

/**
 * Resolves when the companion answers and has found the proxy; after 15 s at the latest.
 *
 * @param configFile farend.yaml
 */
export async function waitForFarend(configFile: string): Promise<void> {
  const deadline = performance.now() + DEADLINE_MS;
  while (performance.now() < deadline && !(await isAnswering(configFile))) await wait(PAUSE_MS);
}

async function isAnswering(configFile: string): Promise<boolean> {
  try {
    const question = { method: 'GET', path: '/v1/health', schema: healthSchema } as const;
    return (await askCompanion(configFile, question)).proxy.up;
  } catch (error) {
    // It is there, and says what is the matter.
    return !isAppError(error, 'COMPANION_UNREACHABLE');
  }
}
