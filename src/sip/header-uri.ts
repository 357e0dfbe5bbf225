// The SIP URI of a name-addr header value: what Contact, Route, Record-Route and Path lead to.

import type { HeaderName } from './header-name.ts';
import { findValues } from './header-values.ts';
import type { MessageView } from './message-view.ts';
import { viewNameAddr } from './name-addr.ts';
import { ParseFailure } from './parse-failure.ts';
import { parseUri, type SipUri } from './uri.ts';

export interface PlacedUri {
  readonly uri: SipUri;
  /** Offsets of the URI in the text. */
  readonly start: number;
  readonly end: number;
}

/** The URI of the one value text[start, end); undefined for anything but a sip or sips URI. */
export function readValueUri(text: string, start: number, end: number): PlacedUri | undefined {
  const value = viewNameAddr(text, start, end);
  if (value instanceof ParseFailure) return undefined;
  const uri = parseUri(text.slice(value.uriStart, value.uriEnd));
  if (uri instanceof ParseFailure || uri.kind === 'opaque') return undefined;
  return { uri, start: value.uriStart, end: value.uriEnd };
}

/** The URI of a header's first value; undefined without the header, or as above. */
export function readHeaderUri(message: MessageView, name: HeaderName): PlacedUri | undefined {
  const [value] = findValues(message, name);
  return value && readValueUri(message.text, value.start, value.end);
}
