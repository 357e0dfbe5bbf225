// Turns what happens to a source a thousand times a second into one notice a minute: the first at
// once, the others counted until the next. Bounded, since anyone can make up sources.

import { readWireText } from '../../base/wire-text.ts';
import type { NoticeKind, ProxyNotice } from '../../observation/proxy-notice.ts';

const PERIOD_MS = 60_000;
/** Of each kind, in a period; what is beyond is in the drop counts only. */
const MAX_SOURCES = 300;
/** How often it is looked whether there is room again. */
const SWEEP_MS = 1_000;

interface Tally {
  toldAt: number;
  /** Since then. */
  count: number;
}

interface Sources {
  readonly tallies: Map<string, Tally>;
  sweptAt: number;
}

export class SourceNotices {
  private readonly notify: (notice: ProxyNotice) => void;
  private readonly kinds = new Map<NoticeKind, Sources>();

  constructor(notify: (notice: ProxyNotice) => void) {
    this.notify = notify;
  }

  /** It happened once more. What differs in its detail is told apart. */
  count(kind: NoticeKind, source: string, nowMs: number, detail?: string): void {
    const tally = this.find(kind, detail === undefined ? source : `${source} ${detail}`, nowMs);
    if (tally === undefined) return;
    tally.count += 1;
    if (isRunning(tally, nowMs)) return;
    const { count } = tally;
    tally.toldAt = nowMs;
    tally.count = 0;
    this.notify({
      kind,
      time: nowMs,
      source,
      count,
      ...(detail !== undefined && { detail: readWireText(detail) }),
    });
  }

  private find(kind: NoticeKind, key: string, nowMs: number): Tally | undefined {
    let sources = this.kinds.get(kind);
    if (sources === undefined) {
      sources = { tallies: new Map(), sweptAt: 0 };
      this.kinds.set(kind, sources);
    }
    const known = sources.tallies.get(key);
    if (known !== undefined) return known;
    if (!hasRoom(sources, nowMs)) return undefined;
    const fresh: Tally = { toldAt: Number.NEGATIVE_INFINITY, count: 0 };
    sources.tallies.set(key, fresh);
    return fresh;
  }
}

function hasRoom(sources: Sources, nowMs: number): boolean {
  const { tallies } = sources;
  if (tallies.size < MAX_SOURCES) return true;
  if (Math.abs(nowMs - sources.sweptAt) < SWEEP_MS) return false;
  sources.sweptAt = nowMs;
  for (const [source, tally] of tallies) {
    if (!isRunning(tally, nowMs)) tallies.delete(source);
  }
  return tallies.size < MAX_SOURCES;
}

/** A time that is still to come is a clock that was set back. */
function isRunning({ toldAt }: Tally, nowMs: number): boolean {
  return toldAt <= nowMs && nowMs - toldAt < PERIOD_MS;
}
