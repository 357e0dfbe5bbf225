// Notes what a REGISTER asks for, so that its answer finds it, and the observation of the exchange.

import { isBehindNat } from '../../nat/nat-tests.ts';
import { describeRegistration } from '../describe-registration.ts';
import type { PhoneRequest } from '../message.ts';
import type { Outcome } from '../outcome.ts';
import type { ProxyParts } from '../proxy-parts.ts';
import type { MappedContact, RegisterAttempt } from '../register-attempt.ts';

export function rememberAttempt(
  request: PhoneRequest,
  parts: ProxyParts,
  kind: RegisterAttempt['kind'],
  contacts: readonly MappedContact[],
): Outcome {
  const { phone } = request;
  request.attempt = {
    flow: request.flow,
    address: phone.address,
    behindNat: phone === request.source && isBehindNat(request.natTests),
    kind,
    contacts,
    observation: describeRegistration(request, parts, contacts),
    sent: undefined,
  };
  return undefined;
}
