// What was seen of a dialog, as people and other programs may have it: see readable-observation.ts.

import { readWireText } from '../base/wire-text.ts';
import type { DialogObservation } from './dialog-observation.ts';

export function makeDialogReadable(observation: DialogObservation): DialogObservation {
  const readable = {
    callId: readWireText(observation.callId),
    aor: readWireText(observation.aor),
    userAgent: readWireText(observation.userAgent),
  };
  if (observation.kind !== 'refused') return { ...observation, ...readable };
  const { username, nonce } = observation;
  return {
    ...observation,
    ...readable,
    username: username === undefined ? undefined : readWireText(username),
    nonce: nonce === undefined ? undefined : readWireText(nonce),
  };
}
