// What came of enforcing the policy, as one line of the log.

import type { Logger } from 'pino';
import type { ApplyReport } from './policy-report.ts';

/**
 * Nothing where nothing was to do.
 *
 * @param isStopping farend itself has interrupted it
 */
export function logApply(log: Logger, report: ApplyReport, isStopping: boolean): void {
  const { asterisk, result, failure, changed, removed } = report;
  const reasons = [failure, ...(result?.reasons ?? [])].filter((reason) => reason !== '');
  const why = reasons.join(' ');
  const fields = { asterisk, changed, removed };
  switch (result?.outcome) {
    case 'nothing-to-do':
      if (why !== '') log.warn({ event: 'policy-unwritten', ...fields }, why);
      break;
    case 'applied':
      log.info(
        { event: 'policy-applied', ...fields },
        `the settings of ${asterisk} are as the policy wants them again: ${changed} changed, ${removed} taken out`,
      );
      break;
    case 'rolled-back':
      log[isStopping ? 'info' : 'error'](
        { event: 'policy-rolled-back', ...fields },
        `the settings of ${asterisk} were changed, and put back: ${why}`,
      );
      break;
    case 'stuck':
      log.error(
        { event: 'policy-stuck', ...fields },
        `the settings of ${asterisk} were changed, and could not be put back: a person has to look. ${why}`,
      );
      break;
    case undefined:
      log.warn(
        { event: 'policy-unwritten', ...fields },
        `the settings of ${asterisk} were left as they are: ${why}`,
      );
  }
}
