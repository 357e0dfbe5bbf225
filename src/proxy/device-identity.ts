// Which device a REGISTER comes from. The token in Asterisk's contact names a device, so this
// decides whether a phone stays one contact across reboots, router changes and new ports, and
// whether two phones with the same private address stay two. The first rule that applies counts.

import { type Binding, isLive } from './binding.ts';

/** What a Contact of a REGISTER says about its sender. */
export interface DeviceClaim {
  readonly contactUri: string;
  readonly instanceId: string | undefined;
  readonly callId: string;
  readonly userAgent: string;
  /** Where it is: the source, or what a trusted proxy in front said of it. */
  readonly address: string;
}

/**
 * `ask`: only a ping can tell. If the flow of one of the candidates stays silent, the claim is that
 * device; if all answer, it is a new one.
 */
export type Identity =
  | { readonly kind: 'known'; readonly binding: Binding; readonly rule: number }
  | { readonly kind: 'new' }
  | { readonly kind: 'ask'; readonly candidates: readonly Binding[]; readonly rule: number };

const isNew: Identity = { kind: 'new' };

/** The rule by which the same Contact comes from another address. */
export const SAME_CONTACT_ELSEWHERE = 4;

/** @param devices all bindings of the claim's address-of-record, the latest first */
export function identifyDevice(
  devices: readonly Binding[],
  claim: DeviceClaim,
  nowMs: number,
): Identity {
  const byInstance = claim.instanceId
    ? devices.find((device) => device.instanceId === claim.instanceId)
    : undefined;
  if (byInstance) return { kind: 'known', binding: byInstance, rule: 1 };
  const candidates = devices.filter((device) => mayBe(device, claim, nowMs));
  const sameContact = candidates.filter((device) => device.contactUri === claim.contactUri);
  const hasCallId = (device: Binding) => device.callId === claim.callId;
  // One phone may register several Contacts under one Call-ID: each keeps its own token.
  const byCallId = sameContact.find(hasCallId) ?? candidates.find(hasCallId);
  if (byCallId) return { kind: 'known', binding: byCallId, rule: 2 };
  const sameSite = sameContact.find(({ address }) => address === claim.address);
  if (sameSite) return { kind: 'known', binding: sameSite, rule: 3 };
  const sameModel = (device: Binding) => device.userAgent === claim.userAgent;
  return (
    decide(sameContact.filter(sameModel), SAME_CONTACT_ELSEWHERE, nowMs) ??
    decide(
      candidates.filter((device) => device.address === claim.address && sameModel(device)),
      5,
      nowMs,
    ) ??
    isNew
  );
}

/** A dead binding is never handed to another model; an instance ID that differs is another device. */
function mayBe(device: Binding, claim: DeviceClaim, nowMs: number): boolean {
  if (device.instanceId !== undefined && claim.instanceId !== undefined) return false;
  return isLive(device, nowMs) || device.userAgent === claim.userAgent;
}

/** The dead need no ping: they did not even refresh. */
function decide(matches: readonly Binding[], rule: number, nowMs: number): Identity | undefined {
  if (matches.length === 0) return undefined;
  const dead = matches.find((device) => !isLive(device, nowMs));
  return dead ? { kind: 'known', binding: dead, rule } : { kind: 'ask', candidates: matches, rule };
}
