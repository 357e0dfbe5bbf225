// Where the companion keeps what it learned, and what its log says of that.

import { join } from 'node:path';
import type { Logger } from 'pino';
import type { FarendConfig } from '../config/farend-config.ts';
import { RecordStore } from '../correlation/state/record-store.ts';

const FILE = 'companion.sqlite';

/** In memory without `state`. @throws AppError STATE_TOO_NEW */
export function openRecordStore({ state, history }: FarendConfig, log: Logger): RecordStore {
  return RecordStore.open(
    {
      path: state === undefined ? ':memory:' : join(state, FILE),
      keepMs: history.keepMs,
      now: Date.now,
    },
    {
      onTrouble: (error) => log.error({ event: 'records-trouble' }, error.message),
      onRecovered: () => log.info({ event: 'records-recovered' }, 'records are written down again'),
      onSkipped: (rows) =>
        log.warn({ event: 'records-skipped', rows }, `${rows} records could not be read`),
    },
  );
}
