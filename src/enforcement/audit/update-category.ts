// AMI's UpdateConfig for the lines of one category: which of its ways of changing a line is right
// depends on what the category has already.

import type { AmiSession } from '../../asterisk/ami/ami-session.ts';
import type { ConfigCategory } from '../../asterisk/ami/config-reader.ts';
import type { ConfigUpdate } from '../asterisk-access.ts';

type Step = readonly [action: 'Update' | 'Append' | 'Delete', variable: string, value?: string];

/**
 * @param before the category as it is, its lines and those that it inherits
 * @throws AppError AMI_REFUSED: nothing of it was written
 */
export async function updateCategory(
  session: AmiSession,
  file: string,
  before: ConfigCategory | undefined,
  updates: readonly ConfigUpdate[],
): Promise<void> {
  const steps = updates.flatMap((update) => planSteps(before, update));
  if (steps.length === 0) return;
  const headers = steps.flatMap(([action, variable, value], index) => {
    const number = String(index).padStart(6, '0');
    return [
      [`Action-${number}`, action],
      [`Cat-${number}`, updates[0]?.category ?? ''],
      [`Var-${number}`, variable],
      ...(value === undefined ? [] : [[`Value-${number}`, value]]),
    ];
  });
  await session.send({
    Action: 'UpdateConfig',
    SrcFilename: file,
    DstFilename: file,
    // What inherits from this category keeps what it has.
    PreserveEffectiveContext: 'yes',
    ...Object.fromEntries(headers),
  });
}

/**
 * Update changes the first line of that name, though the last one counts, and fails where there is
 * none; Delete takes all of them (main/config.c: ast_variable_update, ast_variable_delete).
 */
function planSteps(
  before: ConfigCategory | undefined,
  { variable, value }: ConfigUpdate,
): readonly Step[] {
  const count = before?.variables.filter(([name]) => name === variable).length ?? 0;
  const removal: readonly Step[] = count === 0 ? [] : [['Delete', variable]];
  if (value === undefined) return removal;
  if (count === 1) return [['Update', variable, value]];
  return [...removal, ['Append', variable, value]];
}
