// What of the state changed since it was written last: the newest of each thing, undefined where it is
// no more.

import type { Silence } from '../alert.ts';
import type { BookTimes, KeptAlert, Told } from './kept-alert.ts';

export interface StateChanges {
  /** By fingerprint. */
  readonly alerts: ReadonlyMap<string, KeptAlert | undefined>;
  /** By `toldKey`. */
  readonly told: ReadonlyMap<string, Told | undefined>;
  /** By id. */
  readonly silences: ReadonlyMap<string, Silence | undefined>;
  readonly times: BookTimes | undefined;
}

export class ChangeNotes implements StateChanges {
  readonly alerts = new Map<string, KeptAlert | undefined>();
  readonly told = new Map<string, Told | undefined>();
  readonly silences = new Map<string, Silence | undefined>();
  times: BookTimes | undefined;

  get isEmpty(): boolean {
    return this.alerts.size + this.told.size + this.silences.size === 0 && this.times === undefined;
  }
}

/** The key of what a receiver was told of a group. */
export function toldKey({ receiver, groupKey }: Pick<Told, 'receiver' | 'groupKey'>): string {
  return `${receiver} ${groupKey}`;
}
