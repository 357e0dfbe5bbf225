// One log line for each device whose verdict changed: what a person should know of it.

import type { Logger } from 'pino';
import type { RecordChange } from '../correlation/device-record.ts';
import type { RepeatFilter } from './repeat-filter.ts';

export class RecordLog {
  private readonly log: Logger;
  private readonly repeats: RepeatFilter;

  constructor(log: Logger, repeats: RepeatFilter) {
    this.log = log;
    this.repeats = repeats;
  }

  write({ record, before, isRemoved }: RecordChange, nowMs: number): void {
    const { id, endpoint, site, verdict, brokenLeg, nat, wire } = record;
    if (isRemoved || before?.verdict === verdict.value) return;
    const held = this.repeats.admit(`${id} ${verdict.value}`, nowMs);
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
