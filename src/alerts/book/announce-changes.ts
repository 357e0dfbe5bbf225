// What AMI, ARI and the log are told at once: that an alert fires, with which severity, and that it
// ended; once each.

import type { AlertChange } from '../alert.ts';
import type { BookState } from './book-state.ts';
import { type Circumstances, whyUnannounced } from './why-quiet.ts';

export function announceChanges(state: BookState, circumstances: Circumstances): AlertChange[] {
  const changes: AlertChange[] = [];
  for (const kept of [...state.alerts]) {
    const { alert, announced } = kept;
    const due = alert.status === 'firing' ? alert.labels.severity : undefined;
    if (due === announced) continue;
    if (due !== undefined && whyUnannounced(kept, circumstances) !== undefined) continue;
    state.keep({ ...kept, announced: due });
    changes.push({ alert });
  }
  return changes;
}
