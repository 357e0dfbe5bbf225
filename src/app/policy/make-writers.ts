// Who writes what of a plan, in the order in which it is written; and who takes back what was written.

import type { Undo } from '../../enforcement/apply/take-back.ts';
import { FileWriter } from '../../enforcement/files/file-writer.ts';
import { undoFiles } from '../../enforcement/files/undo-files.ts';
import { AriWriter, undoObjects } from '../../enforcement/writers/ari-writer.ts';
import type { Order, PolicyWriter } from '../../enforcement/writers/policy-writer.ts';
import type { PolicyPlan, WriterKind } from '../../policy/policy-plan.ts';
import type { AsteriskWays } from './asterisk-ways.ts';

export interface WriterParts {
  readonly ways: AsteriskWays;
  readonly write: string | undefined;
  readonly mayPullIn: boolean;
}

/** @throws AppError ARI_UNREACHABLE, AMI_UNREACHABLE, SECRET_UNREADABLE */
export async function makeWriters(
  plan: PolicyPlan,
  { ways, write, mayPullIn }: WriterParts,
): Promise<PolicyWriter[]> {
  const writers: PolicyWriter[] = [];
  const files = orderFor(plan, 'files');
  if (write !== undefined && files !== undefined)
    writers.push(new FileWriter(files, { write, sections: plan.sections, mayPullIn }));
  const objects = orderFor(plan, 'ari');
  if (objects !== undefined) writers.push(new AriWriter(objects, await ways.openAri()));
  return writers;
}

/** Sections are in files of farend's own, always. Undefined: nothing is to do in that way. */
function orderFor({ changes, removals }: PolicyPlan, kind: WriterKind): Order | undefined {
  const order = {
    changes: changes.filter(({ writer }) => writer === kind),
    removals: kind === 'files' ? removals : [],
  };
  return order.changes.length + order.removals.length === 0 ? undefined : order;
}

/** Also for what another process wrote. */
export function createUndo(ways: AsteriskWays): Undo {
  return async (kind, note) => {
    switch (kind) {
      case 'files':
        return await undoFiles(note);
      case 'ari':
        await undoObjects(note, await ways.openAri());
        return [];
      case 'update-config':
      case 'paste':
        return [];
    }
  };
}
