// Where Asterisk has what farend wrote, and would lose it at its next reading: the line is gone, or no
// longer one that does no harm.

import { isAppError } from '../../base/app-error.ts';
import type { ConfDirectory } from '../../enforcement/files/conf-directory.ts';
import type { OwnSection } from '../../policy/policy-plan.ts';

/** A sentence each. @param sections that stand in farend's own files, and are in force */
export function remarkOnLines(files: ConfDirectory, sections: readonly OwnSection[]): string[] {
  if (sections.length === 0) return [];
  try {
    return files
      .pullIns(sections)
      .filter(({ isThere }) => !isThere)
      .map(
        ({ file, line, ownFile }) =>
          `${file} has no line "${line}" any more. Asterisk has what is in ${ownFile} from an earlier reading, and loses it at the next one: put the line back at the end.`,
      );
  } catch (error) {
    if (!isAppError(error)) throw error;
    return [error.message];
  }
}
