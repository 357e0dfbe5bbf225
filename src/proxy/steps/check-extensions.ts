// Proxy-Require (RFC 3261 §16.3 step 5): farend supports no extension that a proxy must know, and
// says which one it was asked for.

import { headerName } from '../../sip/header-name.ts';
import { findValues } from '../../sip/header-values.ts';
import type { PhoneRequest } from '../message.ts';
import { type Outcome, respond } from '../outcome.ts';

export function checkExtensions(request: PhoneRequest): Outcome {
  const { view } = request;
  if (view.find(headerName.proxyRequire) < 0) return undefined;
  const tags = findValues(view, headerName.proxyRequire).map(({ start, end }) =>
    view.text.slice(start, end),
  );
  return tags.length === 0
    ? undefined
    : respond(420, 'bad-extension', `Unsupported: ${tags.join(', ')}\r\n`);
}
