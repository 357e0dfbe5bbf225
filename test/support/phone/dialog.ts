// One dialog of the phone (RFC 3261 §12): what its requests have in common, and where they go.

import type { DialogSnapshot } from './call/call-options.ts';
import {
  formatUriAddress,
  isLooseRoute,
  readTag,
  readUri,
  splitList,
  withoutTag,
} from './name-addr.ts';
import type { PhoneOptions } from './phone-options.ts';
import type { RequestParts } from './phone-request.ts';
import { findHeaderValue, listHeaderValues, type SipText } from './sip-text.ts';

/** A request, and the `address:port` to which it goes. */
export interface RoutedRequest {
  readonly parts: RequestParts;
  readonly nextHop: string;
}

type Extras = Partial<Pick<RequestParts, 'headers' | 'lines' | 'body' | 'cSeq'>>;

interface DialogParts {
  readonly callId: string;
  /** Values of From and To, without tags. */
  readonly local: string;
  readonly remote: string;
  readonly localTag: string;
  readonly remoteTag: string;
  readonly cSeq: number;
}

export class Dialog {
  readonly #options: PhoneOptions;
  readonly #parts: DialogParts;
  #cSeq: number;
  #routeSet: readonly string[] = [];
  #remoteTarget = '';

  constructor(options: PhoneOptions, parts: DialogParts) {
    this.#options = options;
    this.#parts = parts;
    this.#cSeq = parts.cSeq;
  }

  get localTag(): string {
    return this.#parts.localTag;
  }

  get remoteTag(): string {
    return this.#parts.remoteTag;
  }

  get callId(): string {
    return this.#parts.callId;
  }

  /** The next request has the number after this one. */
  countFrom(cSeq: number): void {
    this.#cSeq = cSeq;
  }

  /** The Record-Routes as they are to be visited. */
  takeRouteSet(routeSet: readonly string[]): void {
    this.#routeSet = this.#options.ignoresRecordRoute === true ? [] : routeSet;
  }

  /** RFC 3261 §12.2: a Contact of a target refresh takes the place of the one before. */
  takeTarget(message: SipText): void {
    const contact = findHeaderValue(message, 'contact');
    this.#remoteTarget = contact === undefined ? this.#remoteTarget : readUri(contact);
  }

  /** RFC 3261 §12.2.1.1. An ACK names the CSeq of its INVITE; every other request counts on. */
  createRequest(method: string, extras: Extras): RoutedRequest {
    const [first] = this.#routeSet;
    const isStrict =
      first !== undefined && (this.#options.strictRouting === true || !isLooseRoute(first));
    const target = this.#remoteTarget;
    const { callId, local, localTag, remote, remoteTag } = this.#parts;
    this.#cSeq += extras.cSeq === undefined ? 1 : 0;
    const parts = {
      method,
      requestUri: isStrict ? first : target,
      routes: isStrict ? [...this.#routeSet.slice(1), target] : this.#routeSet,
      from: `${local};tag=${localTag}`,
      to: `${remote};tag=${remoteTag}`,
      callId,
      cSeq: this.#cSeq,
      headers: [],
      ...extras,
    };
    return { parts, nextHop: this.#options.outboundProxy ?? formatUriAddress(first ?? target) };
  }

  snapshot(): DialogSnapshot {
    const { callId, localTag, remoteTag } = this.#parts;
    return {
      callId,
      localTag,
      remoteTag,
      remoteTarget: this.#remoteTarget,
      routeSet: this.#routeSet,
    };
  }
}

/** RFC 3261 §12.1.2: of the side that has sent the request. */
export function createClientDialog(
  options: PhoneOptions,
  request: RequestParts,
  response: SipText,
): Dialog {
  const to = findHeaderValue(response, 'to') ?? '';
  const dialog = new Dialog(options, {
    callId: request.callId,
    local: withoutTag(request.from),
    localTag: readTag(request.from),
    remote: withoutTag(to),
    remoteTag: readTag(to),
    cSeq: request.cSeq,
  });
  dialog.takeRouteSet(listRecordRoutes(response).reverse());
  dialog.takeTarget(response);
  return dialog;
}

/** RFC 3261 §12.1.1: of the side that answers the request. */
export function createServerDialog(
  options: PhoneOptions,
  request: SipText,
  localTag: string,
): Dialog {
  const from = findHeaderValue(request, 'from') ?? '';
  const dialog = new Dialog(options, {
    callId: findHeaderValue(request, 'call-id') ?? '',
    local: withoutTag(findHeaderValue(request, 'to') ?? ''),
    localTag,
    remote: withoutTag(from),
    remoteTag: readTag(from),
    cSeq: 0,
  });
  dialog.takeRouteSet(listRecordRoutes(request));
  dialog.takeTarget(request);
  return dialog;
}

export function listRecordRoutes(message: SipText): string[] {
  return listHeaderValues(message, 'record-route').flatMap(splitList).map(readUri);
}
