// The policy taken out: its files and lines, and Asterisk told to load its endpoints without them.

import type { FarendConfig } from '../../config/farend-config.ts';
import type { JournalLine } from '../../enforcement/apply/journal-line.ts';
import { removePolicy } from '../../install/undo/remove-policy.ts';
import { openJournal } from '../policy/open-journal.ts';
import { reloadModules } from './reload-modules.ts';
import type { UndoListener } from './undo-run.ts';

/** @throws AppError INSTALL_REFUSED, POLICY_UNWRITABLE, ASTERISK_UNREADABLE */
export async function undoPolicy(
  config: FarendConfig,
  listener: UndoListener,
): Promise<readonly string[]> {
  const { write } = config.policy;
  const lines = (await openJournal(config, 'command')?.read()) ?? [];
  const remarks = listLasting(lines);
  if (write === undefined) return remarks;
  const modules = await removePolicy(write, lines);
  if (modules.length === 0) return remarks;
  listener.onStep('What the policy wrote is taken out, and Asterisk loads its endpoints again.');
  return [...remarks, ...(await reloadModules(write, modules))];
}

/** What went into a database or into the operator's own files has no line that could be taken out. */
function listLasting(lines: readonly JournalLine[]): string[] {
  const applied = new Set(
    lines.flatMap((line) => (line.what === 'end' && line.outcome === 'applied' ? line.run : [])),
  );
  const lasting = lines
    .filter((line) => line.what === 'begin')
    .filter(({ run, undo }) => applied.has(run) && undo.some(({ writer }) => writer !== 'files'));
  if (lasting.length === 0) return [];
  return [
    'The policy has set endpoints by ARI or AMI, too: those settings stay as they are. Its journal in the state directory (policy.ndjson) has each with its value before.',
  ];
}
