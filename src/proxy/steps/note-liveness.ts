// Answers to questions of our own end here: Asterisk's to a health OPTIONS, a phone's to a ping.

import { isSameAddress } from '../flow.ts';
import type { AsteriskResponse, PhoneResponse } from '../message.ts';
import { drop, type Outcome } from '../outcome.ts';
import type { SocketAddress } from '../proxy-options.ts';
import type { ProxyParts } from '../proxy-parts.ts';
import type { ViaToken } from '../via-token.ts';

export function noteHealthAnswer(response: AsteriskResponse, parts: ProxyParts): Outcome {
  if (response.token?.kind === 'relayed') return undefined;
  if (response.token?.kind !== 'health' || !response.isFinal) return drop('foreign-response');
  parts.health.onAnswer(response.source, response.statusCode);
  return drop('health-answer');
}

export function notePingAnswer(response: PhoneResponse, parts: ProxyParts): Outcome {
  const { token } = response;
  if (token?.kind === 'relayed') return undefined;
  if (token?.kind !== 'ping') return drop('foreign-response');
  if (!response.isFinal) return drop('ping-answer');
  const { source, receivedAt } = response;
  const mayDiffer = (device: string) => {
    const binding = parts.bindings.find(device);
    return (
      binding?.flow.remote.address === source.address &&
      parts.exemptions.answersFromElsewhere(binding, receivedAt)
    );
  };
  const isQuestion = token.device === '';
  notePingReach(token, source, parts);
  const isExpected = isQuestion
    ? parts.pings.onAnswer(token.id, source, mayDiffer)
    : parts.keepAlive.onAnswer(token, source) || mayDiffer(token.device);
  if (isExpected) return drop('ping-answer');
  const aor = parts.bindings.find(token.device)?.aor;
  // To a question whose time is over nobody remembers where it went.
  if (aor !== undefined)
    parts.notices.count('answer-from-elsewhere', source.address, receivedAt, aor);
  return drop('response-from-elsewhere');
}

/** By a ping that a device was sent in its turn; a question about which of two devices it is has none. */
function notePingReach(
  { device, remote }: ViaToken,
  source: SocketAddress,
  { bindings, natOutcomes }: ProxyParts,
): void {
  const binding = device === '' ? undefined : bindings.find(device);
  if (binding === undefined || !isSameAddress(remote, binding.flow.remote)) return;
  natOutcomes.noteAnswer(binding, isSameAddress(remote, source));
}
