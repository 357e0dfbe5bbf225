// The words that stand in answers, each list exactly the union of the correlation: a word too many or
// too few does not compile.

import { z } from 'zod';
import type { AuthenticationEvent } from '../../asterisk/asterisk-event.ts';
import type {
  AsteriskView,
  BrokenLeg,
  DeviceRecord,
  NatClass,
  RegistrationChange,
  Verdict,
  WireView,
} from '../../correlation/device-record.ts';
import type { NatTest } from '../../nat/nat-tests.ts';
import type { CredentialsVerdict } from '../../observation/sip-observation.ts';

/** Each word of a union, by itself. */
type Words<Word extends string> = { readonly [Each in Word]: Each };

/** In the order in which an operator reads them. */
export const verdictWords = {
  failing: 'failing',
  unreachable: 'unreachable',
  unknown: 'unknown',
  'ok-through-farend': 'ok-through-farend',
  ok: 'ok',
} as const satisfies Words<Verdict>;

export const verdictSchema = z.enum(verdictWords);

export const brokenLegSchema = z.enum({
  none: 'none',
  'phone-to-proxy': 'phone-to-proxy',
  'proxy-to-asterisk': 'proxy-to-asterisk',
  'asterisk-to-proxy': 'asterisk-to-proxy',
  'proxy-to-phone': 'proxy-to-phone',
  credentials: 'credentials',
  policy: 'policy',
} as const satisfies Words<BrokenLeg>);

export const natClassSchema = z.enum({
  none: 'none',
  'behind-nat': 'behind-nat',
  'carrier-grade-nat': 'carrier-grade-nat',
  'alg-suspected': 'alg-suspected',
  'alg-proven': 'alg-proven',
} as const satisfies Words<NatClass>);

export const natTestSchema = z.enum({
  'private-contact': 'private-contact',
  'diff-ip-src-via': 'diff-ip-src-via',
  'private-via': 'private-via',
  'private-sdp': 'private-sdp',
  'diff-port-src-via': 'diff-port-src-via',
  'diff-ip-src-contact': 'diff-ip-src-contact',
  'diff-port-src-contact': 'diff-port-src-contact',
  'carrier-grade-nat': 'carrier-grade-nat',
  'no-rport': 'no-rport',
} as const satisfies Words<NatTest>);

export const producerSchema = z.enum({
  proxy: 'proxy',
  hep: 'hep',
  asterisk: 'asterisk',
} as const satisfies Words<DeviceRecord['producer']>);

export const rportSchema = z.enum({
  offered: 'offered',
  missing: 'missing',
  exempt: 'exempt',
} as const satisfies Words<WireView['rport']>);

export const credentialsSchema = z.enum({
  none: 'none',
  passed: 'passed',
  'unknown-nonce': 'unknown-nonce',
  'foreign-nonce': 'foreign-nonce',
  replayed: 'replayed',
  malformed: 'malformed',
} as const satisfies Words<CredentialsVerdict>);

export const contactStatusSchema = z.enum({
  reachable: 'reachable',
  unreachable: 'unreachable',
  unqualified: 'unqualified',
  unknown: 'unknown',
  removed: 'removed',
} as const satisfies Words<AsteriskView['status']>);

export const outcomeSchema = z.enum({
  challenged: 'challenged',
  succeeded: 'succeeded',
  failed: 'failed',
  'unknown-account': 'unknown-account',
  'acl-refused': 'acl-refused',
  'request-refused': 'request-refused',
} as const satisfies Words<AuthenticationEvent['outcome']>);

export const changeKindSchema = z.enum({
  created: 'created',
  moved: 'moved',
  refreshed: 'refreshed',
  removed: 'removed',
  expired: 'expired',
  refused: 'refused',
  reachable: 'reachable',
  unreachable: 'unreachable',
} as const satisfies Words<RegistrationChange['kind']>);
