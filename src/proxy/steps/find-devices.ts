// Which devices the Contacts of a REGISTER stand for. Where only a ping can tell, the REGISTER waits.

import type { Binding } from '../binding.ts';
import {
  type DeviceClaim,
  type Identity,
  identifyDevice,
  SAME_CONTACT_ELSEWHERE,
} from '../device-identity.ts';
import type { PhoneRequest } from '../message.ts';
import { drop, type Outcome } from '../outcome.ts';
import type { ProxyParts } from '../proxy-parts.ts';

/**
 * @param complete called with the device of each claim, undefined for a new one: at once, or when
 *   the pings are over
 */
export function findDevices(
  request: PhoneRequest,
  parts: ProxyParts,
  claims: readonly DeviceClaim[],
  complete: (found: readonly (Binding | undefined)[]) => Outcome,
): Outcome {
  const devices = parts.bindings.ofAor(request.aor);
  const identities = claims.map((claim) => identifyDevice(devices, claim, request.receivedAt));
  const questions = identities.flatMap((identity) =>
    identity.kind === 'ask' ? listQuestions(identity, parts, request.receivedAt) : [],
  );
  const completeWith = (silent: ReadonlySet<Binding>) =>
    complete(
      identities.map((identity) => {
        if (identity.kind === 'ask')
          return identity.candidates.find((device) => silent.has(device));
        return identity.kind === 'known' ? identity.binding : undefined;
      }),
    );
  // Without credentials nothing of this will move a binding: strangers cannot make anyone wait.
  const isWorthAsking = questions.length > 0 && request.credentials === 'passed';
  const { address } = request.phone;
  return isWorthAsking
    ? askThen(request, parts, questions, completeWith)
    : completeWith(new Set(questions.filter((device) => device.address === address)));
}

/**
 * The devices that only a ping can tell about. The same Contact at another address is another site's
 * where the first site's phone has just answered: it need not be asked once more.
 */
function listQuestions(
  { candidates, rule }: Extract<Identity, { kind: 'ask' }>,
  { keepAlive }: ProxyParts,
  nowMs: number,
): readonly Binding[] {
  return rule === SAME_CONTACT_ELSEWHERE
    ? candidates.filter((device) => !keepAlive.wasHeard(device, nowMs))
    : candidates;
}

/** Holds the REGISTER until the devices in question answered a ping or stayed silent. */
function askThen(
  request: PhoneRequest,
  parts: ProxyParts,
  questions: readonly Binding[],
  completeWith: (silent: ReadonlySet<Binding>) => Outcome,
): Outcome {
  const { pings } = parts;
  if (pings.isFull) return drop('too-many-held');
  if (!pings.hold(request.id)) return drop('held-retransmission');
  const silent = new Set<Binding>();
  const asked = questions.map(async (device) => {
    if (!(await pings.ask(device))) silent.add(device);
  });
  const until = Promise.all(asked).then(() => {
    pings.release(request.id);
    return completeWith(silent);
  });
  return { kind: 'hold', until };
}
