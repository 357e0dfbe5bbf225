// The trunks that Asterisk's files have, whose SIP is never diverted.

import type { Trunk } from '../../host/asterisk-survey.ts';

export function findTrunks(): Promise<readonly Trunk[]> {
  return Promise.resolve([]);
}
