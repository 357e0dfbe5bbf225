// Leading Route values that are ours have done their work (RFC 3261 §16.4): a phone that has farend
// as its outbound proxy names it there, and both ends of a dialog name it as its Record-Route told
// them to. The first one that carries a token says where the request belongs: what a phone put into
// the dialog's Record-Route by itself, and the Path that Asterisk names within a dialog too
// (res_pjsip_path), stand behind it.

import { parseIpAddress } from '../../base/ip-address.ts';
import { headerName } from '../../sip/header-name.ts';
import { readValueUri } from '../../sip/header-uri.ts';
import { findValues, type ValueSpan } from '../../sip/header-values.ts';
import { viewNameAddr } from '../../sip/name-addr.ts';
import { ParseFailure } from '../../sip/parse-failure.ts';
import { isRequestUri, parseUri, type SipUri } from '../../sip/uri.ts';
import { type DialogToken, readDialogToken } from '../dialog-token.ts';
import { keepValues } from '../keep-values.ts';
import type { AsteriskRequest, PhoneRequest, Request } from '../message.ts';
import { type Outcome, respond } from '../outcome.ts';
import type { ProxyParts } from '../proxy-parts.ts';

export function popRoutes(request: PhoneRequest | AsteriskRequest, parts: ProxyParts): Outcome {
  if (request.view.find(headerName.route) < 0) return undefined;
  const routes = findValues(request.view, headerName.route);
  if (routes.length === 0) return undefined;
  let kept = routes.length;
  if (isStrictRoute(request, parts)) {
    kept -= 1;
    if (!restoreTarget(request, routes[kept] as ValueSpan)) return respond(400, 'bad-uri');
  }
  let popped = 0;
  for (; popped < kept; popped += 1) {
    const { start, end } = routes[popped] as ValueSpan;
    const uri = readValueUri(request.text, start, end)?.uri;
    if (uri === undefined || !isOwn(uri, parts)) break;
    request.dialog ??= readToken(uri, parts);
  }
  if (popped > 0 || kept < routes.length)
    keepValues(request, routes, (_, index) => index >= popped && index < kept);
  return undefined;
}

/** RFC 3261 §16.4: a strict router has put our Record-Route into the Request-URI. */
function isStrictRoute(request: PhoneRequest | AsteriskRequest, parts: ProxyParts): boolean {
  if (!/;lr\b/i.test(request.requestUri)) return false;
  const uri = parseUri(request.requestUri);
  if (uri instanceof ParseFailure || uri.kind !== 'sip' || !isOwn(uri, parts)) return false;
  request.dialog = readToken(uri, parts);
  return true;
}

/**
 * And the Request-URI as the last Route, which goes back to its place; false when it is none there. A
 * header may be folded, a start line may not: what stood behind a line break would become a header.
 */
function restoreTarget(request: Request, { start, end }: ValueSpan): boolean {
  const view = viewNameAddr(request.text, start, end);
  if (view instanceof ParseFailure) return false;
  const target = request.text.slice(view.uriStart, view.uriEnd);
  if (!isRequestUri(target, 0, target.length)) return false;
  request.target = target;
  return true;
}

function readToken({ user }: SipUri, { hash }: ProxyParts): DialogToken | undefined {
  return user === undefined ? undefined : readDialogToken(hash, user);
}

function isOwn(uri: SipUri, { asteriskSide, deviceSide }: ProxyParts): boolean {
  const host = parseIpAddress(uri.host) ?? uri.host.toLowerCase();
  const port = uri.port || 5060;
  return (
    (host === asteriskSide.address && port === asteriskSide.port) || deviceSide.isOwn(host, port)
  );
}
