// A Path in Asterisk's answer is of other phones of the AOR (Asterisk shows that of its first
// contact): no phone has a use for it, and none is ours to show.

import { headerName } from '../../sip/header-name.ts';
import type { AsteriskResponse } from '../message.ts';
import type { Outcome } from '../outcome.ts';
import type { ProxyParts } from '../proxy-parts.ts';

export function removePath(response: AsteriskResponse, parts: ProxyParts): Outcome {
  const { view, edit, token } = response;
  if (token?.isTrunk === true) return undefined;
  let line = view.find(headerName.path);
  if (line < 0) noteMissingPath(response, parts);
  for (; line >= 0; line = view.find(headerName.path, line + 1)) edit.removeLine(view, line);
  return undefined;
}

/** With `registration: path`, a 2xx without any is Asterisk's way to say that it has ignored ours. */
function noteMissingPath(response: AsteriskResponse, { options, notices }: ProxyParts): void {
  const { attempt, receivedAt } = response;
  if (options.registration !== 'path' || attempt?.kind !== 'contacts' || !response.isSuccess)
    return;
  const { flow, observation, contacts } = attempt;
  if (contacts.every(({ isUnregister }) => isUnregister)) return;
  notices.count('path-ignored', flow.remote.address, receivedAt, observation.aor);
}
