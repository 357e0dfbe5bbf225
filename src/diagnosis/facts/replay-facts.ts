// Credentials that came from an address after another one had them: what is remembered of these, for
// each account.

import type { ProxyNotice } from '../../observation/proxy-notice.ts';
import { readFirstHolder } from '../../observation/replay-detail.ts';
import type { SipObservation } from '../../observation/sip-observation.ts';

export interface ReplayFacts {
  /** Of whom: `user@host`; '' where only the request is known. */
  readonly aor: string;
  readonly method: string;
  /** The address that had them first; '' unknown. */
  readonly firstFrom: string;
  readonly count: number;
  /** Milliseconds since 1970. */
  readonly since: number;
  readonly lastAt: number;
}

/** By account, or by request. */
export type Replays = ReadonlyMap<string, ReplayFacts>;

/** Accounts whose credentials one address tries. */
const MAX_REPLAYS = 16;

/** What came first from the same address is a router that chose another port. */
export function addReplayNotice(replays: Replays | undefined, notice: ProxyNotice): Replays {
  const { source, detail = '', count, time } = notice;
  const firstFrom = readFirstHolder(detail);
  const known = replays ?? new Map();
  if (firstFrom === undefined || firstFrom === source) return known;
  const method = detail.split(',', 1)[0] as string;
  return add(known, detail, { aor: '', method, firstFrom, count, since: time, lastAt: time });
}

/** A REGISTER whose challenge another address got. */
export function addReplayedRegister(replays: Replays | undefined, seen: SipObservation): Replays {
  const { aor, time, method } = seen;
  const fresh = { aor, method, firstFrom: '', count: 1, since: time, lastAt: time };
  return add(replays ?? new Map(), aor, fresh);
}

function add(replays: Replays, key: string, { count, ...fresh }: ReplayFacts): Replays {
  const known = replays.get(key);
  if (known === undefined && replays.size >= MAX_REPLAYS) return replays;
  const { since } = known ?? fresh;
  return new Map(replays).set(key, { ...fresh, since, count: count + (known?.count ?? 0) });
}
