// Leading Route values that are ours have done their work (RFC 3261 §16.4): a phone that has farend
// as its outbound proxy names it there, and Asterisk names it once for each hop that it remembers.

import { parseIpAddress } from '../../base/ip-address.ts';
import { headerName } from '../../sip/header-name.ts';
import { findValues, type ValueSpan } from '../../sip/header-values.ts';
import { viewNameAddr } from '../../sip/name-addr.ts';
import { ParseFailure } from '../../sip/parse-failure.ts';
import { parseUri } from '../../sip/uri.ts';
import type { Request } from '../message.ts';
import type { Outcome } from '../outcome.ts';
import type { ProxyParts } from '../proxy-parts.ts';

export function popRoutes(request: Request, parts: ProxyParts): Outcome {
  if (request.view.find(headerName.route) < 0) return undefined;
  const routes = findValues(request.view, headerName.route);
  const foreign = routes.findIndex((route) => !isOwn(request.text, route, parts));
  const popped = foreign < 0 ? routes.length : foreign;
  if (popped > 0) remove(request, routes, popped);
  return undefined;
}

function isOwn(text: string, { start, end }: ValueSpan, parts: ProxyParts): boolean {
  const view = viewNameAddr(text, start, end);
  if (view instanceof ParseFailure) return false;
  const uri = parseUri(text.slice(view.uriStart, view.uriEnd));
  if (uri instanceof ParseFailure || uri.kind === 'opaque') return false;
  const host = parseIpAddress(uri.host) ?? uri.host.toLowerCase();
  const port = uri.port || 5060;
  const { asteriskSide, deviceSide } = parts;
  return (
    (host === asteriskSide.address && port === asteriskSide.port) || deviceSide.isOwn(host, port)
  );
}

/** Whole lines go; in a line that also holds a foreign route, the values before it go. */
function remove(request: Request, routes: readonly ValueSpan[], popped: number): void {
  const { view, edit } = request;
  const firstKept = routes[popped];
  const lines = new Set(routes.slice(0, popped).map(({ line }) => line));
  for (const line of lines) {
    if (line === firstKept?.line) edit.replace(view.valueStart(line), firstKept.start, '');
    else edit.removeLine(view, line);
  }
}
