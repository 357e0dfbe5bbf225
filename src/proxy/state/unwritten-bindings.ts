// The bindings whose last change is not on disk yet: those that somebody waits for, and those that a
// crash may forget.

import type { Binding } from '../binding.ts';

export class UnwrittenBindings {
  private readonly urgent = new Set<Binding>();
  private readonly lazy = new Set<Binding>();

  get isEmpty(): boolean {
    return this.urgent.size === 0 && this.lazy.size === 0;
  }

  addUrgent(binding: Binding): void {
    this.urgent.add(binding);
  }

  addLazy(binding: Binding): void {
    this.lazy.add(binding);
  }

  /** All that somebody waits for; else a few of the others, so that no message waits for many. */
  takeBatch(maxLazy: number): Binding[] {
    const batch = [...this.urgent];
    this.urgent.clear();
    for (const binding of batch) this.lazy.delete(binding);
    if (batch.length > 0) return batch;
    for (const binding of this.lazy) {
      if (batch.length >= maxLazy) break;
      batch.push(binding);
      this.lazy.delete(binding);
    }
    return batch;
  }
}
