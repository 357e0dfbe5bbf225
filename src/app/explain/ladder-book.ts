// What was said in each call and registration of a capture, for a drawing: who sent what to whom, when,
// and how often. Bounded: of a long conversation the beginning and the end, of very many the latest.

import { copyText } from '../../base/copy-text.ts';
import { formatAddressPort } from '../../base/ip-address.ts';
import { RecentMap } from '../../base/recent-map.ts';
import { readWireText } from '../../base/wire-text.ts';
import type { CapturedMessage } from '../../capture/captured-message.ts';
import type { CapturedSip } from '../../capture/captured-sip.ts';
import { headerName } from '../../sip/header-name.ts';

export interface LadderRow {
  /** Milliseconds since 1970, the first time and the last. */
  readonly time: number;
  lastTime: number;
  /** How often it was seen. */
  count: number;
  /** Address:port. */
  readonly from: string;
  readonly to: string;
  readonly isRequest: boolean;
  readonly method: string;
  /** Number of the request: it joins answers with it. */
  readonly cSeq: number;
  /** `REGISTER`, `401 Unauthorized`. */
  readonly label: string;
  /** The request carries credentials. */
  readonly hasCredentials: boolean;
}

export interface Ladder {
  readonly callId: string;
  /** Of its first request. */
  readonly method: string;
  readonly rows: LadderRow[];
  /** Messages between the first rows and the last that are left out. */
  skipped: number;
}

const MAX_LADDERS = 4_096;
const MAX_ROWS = 24;
/** Of the rows the first ones; what comes behind them gives way. */
const KEPT_AT_BEGINNING = 6;
const MAX_REASON = 40;

export class LadderBook {
  private readonly ladders = new RecentMap<string, Ladder>(MAX_LADDERS);

  note({ time, source, destination }: CapturedMessage, sip: CapturedSip): void {
    const { view, mandatory } = sip;
    const { method, sequence } = mandatory.cSeq;
    const callId = view.value(mandatory.lines.callIdLine);
    const ladder = this.ladders.get(callId) ?? openLadder(callId, method);
    this.ladders.set(ladder.callId, ladder);
    const from = formatAddressPort(source.address, source.port);
    const to = formatAddressPort(destination.address, destination.port);
    const isRequest = view.startLine.kind === 'request';
    const label = readLabel(sip);
    const hasCredentials = isRequest && carriesCredentials(sip);
    const again = ladder.rows.find(
      (row) =>
        row.cSeq === sequence &&
        row.label === label &&
        row.from === from &&
        row.to === to &&
        row.hasCredentials === hasCredentials,
    );
    if (again !== undefined) {
      again.count += 1;
      again.lastTime = time;
      return;
    }
    const end = { from, to, isRequest, method, cSeq: sequence, label, hasCredentials };
    ladder.rows.push({ time, lastTime: time, count: 1, ...end });
    if (ladder.rows.length <= MAX_ROWS) return;
    const [gone] = ladder.rows.splice(KEPT_AT_BEGINNING, 1);
    ladder.skipped += gone?.count ?? 0;
  }

  find(callId: string): Ladder | undefined {
    return this.ladders.get(callId);
  }
}

function openLadder(callId: string, method: string): Ladder {
  return { callId: copyText(callId), method: copyText(method), rows: [], skipped: 0 };
}

function readLabel({ view, mandatory }: CapturedSip): string {
  const { startLine } = view;
  if (startLine.kind === 'request') return copyText(mandatory.cSeq.method);
  const end = view.text.indexOf('\r', startLine.reasonStart);
  const limit = Math.min(end < 0 ? view.text.length : end, startLine.reasonStart + MAX_REASON);
  const reason = view.text.slice(startLine.reasonStart, limit);
  return copyText(readWireText(`${startLine.statusCode} ${reason}`.trimEnd()));
}

function carriesCredentials({ view }: CapturedSip): boolean {
  return view.find(headerName.authorization) >= 0 || view.find(headerName.proxyAuthorization) >= 0;
}
