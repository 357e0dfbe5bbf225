// What a book said is to be kept, as the next life of it finds it.

import type { Silence } from '../../../src/alerts/alert.ts';
import {
  type AlertState,
  type BookTimes,
  emptyState,
  type KeptAlert,
  type Told,
} from '../../../src/alerts/book/kept-alert.ts';
import type { StateChanges } from '../../../src/alerts/book/state-changes.ts';

export class KeptCopy {
  private readonly alerts = new Map<string, KeptAlert>();
  private readonly told = new Map<string, Told>();
  private readonly silences = new Map<string, Silence>();
  private times: BookTimes = emptyState.times;

  take(changes: StateChanges | undefined): void {
    if (changes === undefined) return;
    takeInto(this.alerts, changes.alerts);
    takeInto(this.told, changes.told);
    takeInto(this.silences, changes.silences);
    this.times = changes.times ?? this.times;
  }

  get state(): AlertState {
    const { alerts, told, silences, times } = this;
    return structuredClone({
      alerts: [...alerts.values()],
      told: [...told.values()],
      silences: [...silences.values()],
      times,
    });
  }
}

function takeInto<Value>(
  kept: Map<string, Value>,
  changes: ReadonlyMap<string, Value | undefined>,
): void {
  for (const [key, value] of changes)
    if (value === undefined) kept.delete(key);
    else kept.set(key, value);
}
