// What a REGISTER counts as. Each label has few values, whatever phones and strangers send.

import { provesNat } from '../../../nat/nat-tests.ts';
import type { SipObservation } from '../../../observation/sip-observation.ts';

export interface RegistrationLabels {
  readonly rport: 'offered' | 'missing' | 'exempt';
  readonly result: 'success' | 'unregistered' | 'challenged' | 'refused' | 'unanswered';
  readonly reason: string;
  readonly nat: 'none' | 'behind-nat' | 'carrier-grade-nat';
}

/** Those that Asterisk and farend send (measured on Asterisk 16 and 22); others count by their class. */
const usualStatusCodes: ReadonlySet<number> = new Set([
  400, 403, 404, 420, 423, 480, 483, 500, 503,
]);

export function labelRegistration(observation: SipObservation): RegistrationLabels {
  const { natTests, rportOffered, isExempt } = observation;
  const offer = rportOffered ? 'offered' : 'missing';
  const nat = provesNat(natTests) ? 'behind-nat' : 'none';
  return {
    rport: isExempt ? 'exempt' : offer,
    ...judge(observation),
    nat: natTests.includes('carrier-grade-nat') ? 'carrier-grade-nat' : nat,
  };
}

function judge({
  statusCode,
  credentials,
  binding,
}: SipObservation): Pick<RegistrationLabels, 'result' | 'reason'> {
  if (statusCode === 0) return { result: 'unanswered', reason: 'none' };
  if (statusCode < 300)
    return { result: binding === 'removed' ? 'unregistered' : 'success', reason: 'none' };
  if (statusCode !== 401 && statusCode !== 407)
    return { result: 'refused', reason: nameStatus(statusCode) };
  // Without credentials that Asterisk saw, a challenge is the usual beginning.
  if (credentials === 'passed') return { result: 'refused', reason: 'credentials' };
  return { result: 'challenged', reason: credentials };
}

function nameStatus(statusCode: number): string {
  return usualStatusCodes.has(statusCode)
    ? `${statusCode}`
    : `${Math.min(Math.floor(statusCode / 100), 6)}xx`;
}
