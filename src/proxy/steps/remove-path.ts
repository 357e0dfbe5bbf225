// A Path in Asterisk's answer is of other phones of the AOR (Asterisk shows that of its first
// contact): no phone has a use for it, and none is ours to show.

import { headerName } from '../../sip/header-name.ts';
import type { AsteriskResponse } from '../message.ts';
import type { Outcome } from '../outcome.ts';

export function removePath({ view, edit, token }: AsteriskResponse): Outcome {
  if (token?.isTrunk === true) return undefined;
  let line = view.find(headerName.path);
  for (; line >= 0; line = view.find(headerName.path, line + 1)) edit.removeLine(view, line);
  return undefined;
}
