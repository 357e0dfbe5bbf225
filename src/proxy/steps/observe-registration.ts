// The final answer to a REGISTER completes the observation of the whole exchange.

import type { AsteriskResponse } from '../message.ts';
import type { Outcome } from '../outcome.ts';
import type { ProxyParts } from '../proxy-parts.ts';

export function observeRegistration(response: AsteriskResponse, parts: ProxyParts): Outcome {
  const { attempt } = response;
  if (attempt === undefined || !response.isFinal) return undefined;
  attempt.observation.statusCode = response.statusCode;
  attempt.observation.binding = response.bindingChange;
  parts.attempts.finish(attempt);
  parts.observe(attempt.observation);
  return undefined;
}
