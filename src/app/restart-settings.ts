// What a service reads once, at its start: SIGHUP changes none of it.

import type { FarendConfig } from '../config/farend-config.ts';

type Read = (config: FarendConfig) => unknown;

const settings = {
  state: ({ state }) => state,
  run: ({ run }) => run,
  'log.format': ({ log }) => log.format,
  'history.keep': ({ history }) => history.keepMs,
} as const satisfies Record<string, Read>;

/** A sentence that names those that differ; undefined when none does. */
export function explainRestart(inForce: FarendConfig, wanted: FarendConfig): string | undefined {
  const names = Object.entries<Read>(settings)
    .filter(([, read]) => read(inForce) !== read(wanted))
    .map(([name]) => name);
  return names.length === 0
    ? undefined
    : `changes that take effect after a restart only: ${names.join(', ')}`;
}
