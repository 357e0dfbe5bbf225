// One sentence on what was seen of a dialog, for the log.

import type { DialogObservation, Party } from '../observation/dialog-observation.ts';

export function describeDialog(observation: DialogObservation): string {
  return `${observation.aor || observation.source}: ${describe(observation)}`;
}

const names: Readonly<Record<Party, string>> = { phone: 'the phone', asterisk: 'Asterisk' };

function describe(observation: DialogObservation): string {
  switch (observation.kind) {
    case 'ack-missing':
      return `${names[observation.answeredBy]} answered a call and gets no ACK`;
    case 'unanswered':
      return `nobody answers a ${observation.method} of ${names[observation.sentBy]}`;
    case 'answered':
      return `the phone answers ${observation.method}`;
    case 'ended':
      return `a call of ${Math.round(observation.lengthMs / 1_000)} s ended`;
    case 'media':
      return 'one side of a call was told an address for media that does not lead to the other';
    case 'large':
      return `a ${observation.method} of ${observation.size} bytes passed`;
    case 'refused':
      return `Asterisk refused a ${observation.method} with ${observation.statusCode}`;
  }
}
