// Which calls of a phone went wrong, so that they can be shown.

import { copyText } from '../../base/copy-text.ts';
import { RecentMap } from '../../base/recent-map.ts';
import type { DialogObservation } from '../../observation/dialog-observation.ts';

const MAX_PHONES = 4_096;
/** Of one phone, the latest. */
const MAX_CALLS = 2;

const goodNews: ReadonlySet<DialogObservation['kind']> = new Set(['answered', 'ended']);

export class PhoneTroubles {
  private readonly calls = new RecentMap<string, readonly string[]>(MAX_PHONES);

  note({ kind, source, callId }: DialogObservation): void {
    if (goodNews.has(kind)) return;
    const known = this.calls.get(source) ?? [];
    if (known.includes(callId)) return;
    this.calls.set(copyText(source), [...known, copyText(callId)].slice(-MAX_CALLS));
  }

  /** Call-IDs. @param source address:port of the phone */
  of(source: string): readonly string[] {
    return this.calls.get(source) ?? [];
  }
}
