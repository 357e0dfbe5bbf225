// One log line for each notice, in the fixed form that docs/reference/log.md shows: fail2ban reads it.

import type { Logger } from 'pino';
import { noticeKinds, type ProxyNotice } from '../observation/proxy-notice.ts';
import type { RepeatFilter } from './repeat-filter.ts';

const levels = { info: 'info', warning: 'warn', critical: 'error' } as const;

export class NoticeLog {
  private readonly log: Logger;
  private readonly repeats: RepeatFilter;

  constructor(log: Logger, repeats: RepeatFilter) {
    this.log = log;
    this.repeats = repeats;
  }

  write({ kind, time, source, count, detail }: ProxyNotice): void {
    const held = this.repeats.admit(`${kind} ${source} ${detail ?? ''}`, time);
    if (held === undefined) return;
    const { severity, sentence } = noticeKinds[kind];
    const fields = {
      event: kind,
      source,
      count,
      ...(detail === undefined ? {} : { detail }),
      ...(held > 0 ? { repeated: held } : {}),
    };
    this.log[levels[severity]](fields, `${kind} from ${source}: ${sentence}`);
  }
}
