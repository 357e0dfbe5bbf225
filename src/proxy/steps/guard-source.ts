// What a request is dropped for in silence, whatever it asks: a scanner sent it, or its address is
// over its rate and it is no phone that is known there.

import { findScanner } from '../guard/scanners.ts';
import type { PhoneRequest } from '../message.ts';
import { drop, type Outcome } from '../outcome.ts';
import type { ProxyParts } from '../proxy-parts.ts';

export function dropScanner(request: PhoneRequest, { sources }: ProxyParts): Outcome {
  const scanner = findScanner(request.view);
  if (scanner === undefined) return undefined;
  sources.noteScanner(scanner, request.phone.address, request.receivedAt);
  return drop('scanner');
}

/** Needs to know who the request is from. Of a phone behind a trusted proxy its own address counts. */
export function dropExcess(request: PhoneRequest, { sources }: ProxyParts): Outcome {
  const { phone, source, aor, receivedAt, text } = request;
  if (phone !== source) {
    const admission = sources.admit(phone.address, phone.port, receivedAt, text.length);
    if (admission === 'banned' || admission === 'rate-limited') return drop(admission);
    request.isInExcess = admission === 'excess';
  }
  if (!request.isInExcess || sources.admitRequest(aor, source.address, receivedAt))
    return undefined;
  sources.noteExcess(phone.address, receivedAt);
  return drop('rate-limited');
}
