// A captured message as SIP: parsed once for everybody who follows it.

import {
  findMandatoryLines,
  type MandatoryHeaders,
  readMandatoryHeaders,
} from '../sip/mandatory-headers.ts';
import { type MessageView, parseMessage } from '../sip/message-view.ts';
import { ParseFailure } from '../sip/parse-failure.ts';

export interface CapturedSip {
  readonly view: MessageView;
  readonly mandatory: MandatoryHeaders;
}

/** Undefined for what cannot be trusted to parse. The bytes may be overwritten afterwards. */
export function readCapturedSip(bytes: Buffer): CapturedSip | undefined {
  const view = parseMessage(bytes);
  if (view instanceof ParseFailure) return undefined;
  const lines = findMandatoryLines(view);
  if (lines instanceof ParseFailure) return undefined;
  const mandatory = readMandatoryHeaders(view, lines);
  return mandatory instanceof ParseFailure ? undefined : { view, mandatory };
}
