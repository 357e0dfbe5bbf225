// What a phone may not say to Asterisk: a Path of its own would lead Asterisk elsewhere, and
// `X-Farend-*` is for farend alone, also from a trunk.

import { headerName } from '../../sip/header-name.ts';
import type { PhoneRequest } from '../message.ts';
import type { Outcome } from '../outcome.ts';

export function removeUntrusted(request: PhoneRequest): Outcome {
  const { view, isTrunk } = request;
  for (let line = 0; line < view.headerCount; line += 1) {
    const name = view.nameAt(line);
    if (name === headerName.farend || (name === headerName.path && !isTrunk))
      request.edit.removeLine(view, line);
  }
  return undefined;
}
