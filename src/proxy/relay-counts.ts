// How many messages went on their way, by direction and method; an answer counts for the method that it
// answers. Methods that nobody knows are one, since strangers make them up.

import { isKnownMethod } from '../sip/method.ts';

export type Direction = 'to-asterisk' | 'to-phone';

export class RelayCounts {
  private readonly counts: Readonly<Record<Direction, Map<string, number>>> = {
    'to-asterisk': new Map(),
    'to-phone': new Map(),
  };

  add(direction: Direction, method: string): void {
    const counts = this.counts[direction];
    const known = counts.get(method);
    if (known !== undefined) counts.set(method, known + 1);
    else if (isKnownMethod(method)) counts.set(method, 1);
    else counts.set('other', (counts.get('other') ?? 0) + 1);
  }

  /** `DIRECTION.METHOD` → how many since the start. */
  list(): [name: string, count: number][] {
    return Object.entries(this.counts).flatMap(([direction, counts]) =>
      [...counts].map(([method, count]): [string, number] => [`${direction}.${method}`, count]),
    );
  }
}
