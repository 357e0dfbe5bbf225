// A REGISTER or an answer to one, out of a captured message: what joins the two, and how far from the
// phone it was seen.

import type { SeededHash } from '../base/seeded-hash.ts';
import { headerName } from '../sip/header-name.ts';
import { findValues } from '../sip/header-values.ts';
import type { MandatoryHeaders } from '../sip/mandatory-headers.ts';
import type { MessageView } from '../sip/message-view.ts';
import { ParseFailure } from '../sip/parse-failure.ts';
import { readBranch, type ViaView, viewVia } from '../sip/via.ts';
import type { CapturedSip } from './captured-sip.ts';
import { isFarendVia } from './farend-via.ts';

/** Why a REGISTER is left out. */
export type CaptureFailure = 'malformed-sip' | 'too-large';

export interface CapturedRegister {
  readonly view: MessageView;
  readonly mandatory: MandatoryHeaders;
  /** 0 for the request. */
  readonly statusCode: number;
  readonly callId: string;
  /** The same for a request, its retransmissions and its answers, on each leg of the way. */
  readonly key: number;
  /** The phone's own Via: the lowest one. */
  readonly phoneVia: ViaView;
  /** How many Vias it has: 1 between the phone and the first that it talks to. */
  readonly viaCount: number;
  /** Its top Via is a farend's: it was seen between that and Asterisk. */
  readonly isThroughFarend: boolean;
}

/** No phone sends a REGISTER as long as that, and exchanges are kept whole. */
const MAX_BYTES = 8_192;

export function readRegister(
  { view, mandatory }: CapturedSip,
  hash: SeededHash,
): CapturedRegister | CaptureFailure {
  if (view.text.length > MAX_BYTES) return 'too-large';
  const { lines } = mandatory;
  const { sequence } = mandatory.cSeq;
  const vias = findValues(view, headerName.via);
  const lowest = vias.at(-1);
  if (lowest === undefined) return 'malformed-sip';
  const phoneVia = viewVia(view.text, lowest.start, lowest.end);
  if (phoneVia instanceof ParseFailure) return 'malformed-sip';
  const { startLine } = view;
  const callId = view.value(lines.callIdLine);
  const branch = readBranch(view.text, phoneVia);
  return {
    view,
    mandatory,
    statusCode: startLine.kind === 'response' ? startLine.statusCode : 0,
    callId,
    key: hash.number(`${branch}\n${callId}\n${sequence}`),
    phoneVia,
    viaCount: vias.length,
    isThroughFarend: isFarendVia(view.text.slice(lines.via.start, lines.via.end)),
  };
}
