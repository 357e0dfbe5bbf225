// Stands before the store of the bindings and sees each one that a 2xx made, moved or renewed: its
// flow is proven.

import { type Binding, isLive } from '../binding.ts';
import type { BindingStore } from '../binding-keeper.ts';
import type { SourceLimits } from './source-limits.ts';

export class ProvingStore implements BindingStore {
  private readonly store: BindingStore;
  private readonly limits: SourceLimits;
  private readonly now: () => number;

  constructor(store: BindingStore, limits: SourceLimits, now: () => number) {
    this.store = store;
    this.limits = limits;
    this.now = now;
  }

  /** Those of an earlier life, that the journal had. */
  proveAll(bindings: Iterable<Binding>): void {
    for (const binding of bindings) this.prove(binding);
  }

  record(binding: Binding, done: () => void): void {
    this.prove(binding);
    this.store.record(binding, done);
  }

  recordLazily(binding: Binding): void {
    this.prove(binding);
    this.store.recordLazily(binding);
  }

  private prove(binding: Binding): void {
    const now = this.now();
    if (isLive(binding, now)) this.limits.prove(binding.flow.remote, now);
  }
}
