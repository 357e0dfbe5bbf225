// One log line for each device whose verdict changed: what a person should know of it. An endpoint
// without any device is no news.

import type { Logger } from 'pino';
import { isDevice } from '../api/number-devices.ts';
import type { RecordChange } from '../correlation/device-record.ts';
import { RepeatFilter } from './repeat-filter.ts';

export class RecordLog {
  private readonly log: Logger;
  private readonly phones = new RepeatFilter();
  /** A filter of their own: whoever makes up accounts shall not silence the phones. */
  private readonly strangers = new RepeatFilter();

  constructor(log: Logger) {
    this.log = log;
  }

  write({ record, before, isRemoved }: RecordChange, nowMs: number): void {
    const { id, endpoint, site, verdict, brokenLeg, nat, wire, isRegistered, flows } = record;
    if (isRemoved || !isDevice(record) || before?.verdict === verdict.value) return;
    const hasRegistered = isRegistered || flows.length > 0;
    const repeats = hasRegistered ? this.phones : this.strangers;
    const held = repeats.admit(`${id} ${verdict.value}`, nowMs);
    if (held === undefined) return;
    const fields = {
      event: 'verdict',
      endpoint,
      device: id,
      site,
      verdict: verdict.value,
      brokenLeg: brokenLeg.value,
      nat: nat.value,
      source: wire?.source ?? '',
      ...(held > 0 ? { repeated: held } : {}),
    };
    const why = verdict.evidence[0];
    this.log.info(fields, `${endpoint}: ${verdict.value}${why === undefined ? '' : `: ${why}`}`);
  }
}
