// The sections that were read so far, in their order, found by their names.

import { cutToBytes, foldCase } from './c-text.ts';
import type { Place, Variable } from './configuration.ts';
import type { SectionTest } from './section-filter.ts';

/** Asterisk keeps no more of a section's name (struct ast_category of main/config.c). */
export const MAX_NAME_BYTES = 79;

/** A Section to which lines may still be added. */
export interface SectionDraft extends Place {
  readonly name: string;
  isTemplate: boolean;
  readonly templates: string[];
  readonly variables: Variable[];
}

export class SectionBook {
  readonly sections: SectionDraft[] = [];
  /** To which the lines go that stand before any section of an included file. */
  current: SectionDraft | undefined;
  readonly #byName = new Map<string, SectionDraft[]>();

  append(section: SectionDraft): void {
    this.sections.push(section);
    this.current = section;
    const name = foldCase(section.name);
    const others = this.#byName.get(name);
    if (others === undefined) this.#byName.set(name, [section]);
    else others.push(section);
  }

  /** The first one of that name that passes the test; the empty name is that of any section. */
  find(name: string, test: SectionTest): SectionDraft | undefined {
    const candidates = name === '' ? this.sections : this.#byName.get(foldCase(name));
    return candidates?.find(test);
  }
}

export function createDraft(name: string, { file, line }: Place): SectionDraft {
  return {
    file,
    line,
    name: cutToBytes(name, MAX_NAME_BYTES),
    isTemplate: false,
    templates: [],
    variables: [],
  };
}
