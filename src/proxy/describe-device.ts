// What a REGISTER says of its device, in the form in which a binding keeps it: copied so that the
// message can go, and no text twice.

import { copyText } from '../base/copy-text.ts';
import { SharedTexts } from '../base/shared-texts.ts';
import type { SipObservation } from '../observation/sip-observation.ts';
import { copyMapping, type MappedContact, type RegisterAttempt } from './register-attempt.ts';

/** There are far fewer models of phones than phones. */
const userAgents = new SharedTexts();

/** @param token the binding's own text of it */
export function describeDevice(attempt: RegisterAttempt, mapped: MappedContact, token: string) {
  const { flow, address, behindNat, observation } = attempt;
  const lastMapping = copyMapping(mapped, token);
  return {
    contactUri: lastMapping.uri,
    instanceId: lastMapping.instanceId,
    callId: copyText(observation.callId),
    userAgent: userAgents.share(observation.userAgent),
    username: isOwnName(observation) ? '' : copyText(observation.username ?? ''),
    flow,
    address: address === flow.remote.address ? flow.remote.address : copyText(address),
    provenAt: observation.time,
    behindNat,
    lastMapping,
  };
}

function isOwnName({ username, aor }: SipObservation): boolean {
  return username !== undefined && aor.startsWith(`${username}@`);
}
