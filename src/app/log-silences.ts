// What people do about alerts, as lines of the log.

import type { Logger } from 'pino';
import type { ApiEvents } from '../api/http/api-options.ts';

export function logSilences(log: Logger): Pick<ApiEvents, 'onSilenced' | 'onSilenceEnded'> {
  return {
    onSilenced({ id, matchers, endsAt }) {
      const until = new Date(endsAt).toISOString();
      log.info({ event: 'silenced', silence: id, matchers, until }, `silence ${id} began`);
    },
    onSilenceEnded({ id, matchers }) {
      log.info({ event: 'silence-ended', silence: id, matchers }, `silence ${id} was taken back`);
    },
  };
}
