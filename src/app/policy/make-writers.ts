// Who writes what of a plan, in the order in which it is written; and who takes back what was written.

import type { Undo } from '../../enforcement/apply/take-back.ts';
import type { ConfDirectory } from '../../enforcement/files/conf-directory.ts';
import { FileWriter } from '../../enforcement/files/file-writer.ts';
import { undoFiles } from '../../enforcement/files/undo-files.ts';
import { vetFileNote } from '../../enforcement/files/vet-file-note.ts';
import { AriWriter, undoObjects } from '../../enforcement/writers/ari-writer.ts';
import type { Order, PolicyWriter } from '../../enforcement/writers/policy-writer.ts';
import type { SipConf } from '../../enforcement/writers/sip-conf-harm.ts';
import { UpdateConfigWriter, undoUpdates } from '../../enforcement/writers/update-config-writer.ts';
import type { PolicyPlan, WriterKind } from '../../policy/policy-plan.ts';
import type { AsteriskWays } from './asterisk-ways.ts';

export interface WriterParts {
  readonly ways: AsteriskWays;
  /** Undefined: no files of this Asterisk are at hand. */
  readonly conf: ConfDirectory | undefined;
  readonly mayPullIn: boolean;
}

/** @throws AppError ARI_UNREACHABLE, AMI_UNREACHABLE, SECRET_UNREADABLE */
export async function makeWriters(
  plan: PolicyPlan,
  { ways, conf, mayPullIn }: WriterParts,
): Promise<PolicyWriter[]> {
  const writers: PolicyWriter[] = [];
  const files = orderFor(plan, 'files');
  if (conf !== undefined && files !== undefined)
    writers.push(
      new FileWriter(files, {
        write: conf.directory.path,
        sections: plan.sections,
        mayPullIn,
      }),
    );
  const updates = orderFor(plan, 'update-config');
  if (updates !== undefined)
    writers.push(new UpdateConfigWriter(updates, await ways.openAmi(), findSipConf(conf)));
  const objects = orderFor(plan, 'ari');
  if (objects !== undefined) writers.push(new AriWriter(objects, await ways.openAri()));
  return writers;
}

/** What Asterisk would write anew. */
function findSipConf(conf: ConfDirectory | undefined): SipConf | undefined {
  const configuration = conf?.configurations.get('sip.conf');
  const text = configuration && conf?.files.readFile(configuration.file);
  return text === undefined || configuration === undefined ? undefined : { configuration, text };
}

/** Sections are in files of farend's own, always. Undefined: nothing is to do in that way. */
function orderFor({ changes, removals }: PolicyPlan, kind: WriterKind): Order | undefined {
  const order = {
    changes: changes.filter(({ writer }) => writer === kind),
    removals: kind === 'files' ? removals : [],
  };
  return order.changes.length + order.removals.length === 0 ? undefined : order;
}

/** Also for what another process wrote. @param write `policy.write` */
export function createUndo(ways: AsteriskWays, write: string | undefined): Undo {
  return async (kind, note) => {
    switch (kind) {
      case 'files':
        return await undoFiles(vetFileNote(note, write));
      case 'ari':
        await undoObjects(note, await ways.openAri());
        return [];
      case 'update-config':
        await undoUpdates(note, await ways.openAmi());
        return ['chan_sip.so'];
      case 'paste':
        return [];
    }
  };
}
