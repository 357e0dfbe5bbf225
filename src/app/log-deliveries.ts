// What becomes of notifications, as lines of the log: each receiver's trouble once, and its end.

import type { Logger } from 'pino';
import type { AlertDispatcherOptions } from '../alerts/alert-dispatcher.ts';
import { isAppError } from '../base/app-error.ts';
import type { AwaitedTests } from './awaited-tests.ts';

type Deliveries = Omit<AlertDispatcherOptions['listener'], 'onChanges'>;

/** @param tests are told, too */
export function logDeliveries(log: Logger, tests: AwaitedTests): Deliveries {
  return {
    onDelivered(entry, wasFailing) {
      const { receiver } = entry;
      tests.onDelivered(entry);
      if (wasFailing)
        log.info({ event: 'receiver-recovered', receiver }, `${receiver} takes alerts again`);
    },
    onDelayed(entry, reason, failures) {
      const { receiver } = entry;
      tests.onFailed(entry, reason);
      if (failures === 1)
        log.warn(
          { event: 'receiver-failing', receiver },
          `${receiver} did not take an alert: ${reason}`,
        );
    },
    onDead(entry, reason) {
      const { receiver, id } = entry;
      tests.onFailed(entry, reason);
      log.error(
        { event: 'notification-dead', receiver, id },
        `${receiver} will not be told of something, farend alerts shows it: ${reason}`,
      );
    },
    onDropped(receiver, count) {
      log.error(
        { event: 'notifications-dropped', receiver, count },
        `${count} notifications for ${receiver} were given up: too many wait`,
      );
    },
    onTrouble(error) {
      if (isAppError(error))
        log.error({ event: 'alerts-trouble', code: error.code }, error.message);
      else log.error({ event: 'unexpected', err: error }, 'alerts cannot be told');
    },
    onRecovered() {
      log.info({ event: 'alerts-recovered' }, 'alerts are written down again');
    },
    onSkipped(rows) {
      log.warn({ event: 'alerts-skipped', rows }, `${rows} rows of the alerts could not be read`);
    },
  };
}
