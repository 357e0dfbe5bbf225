// What Asterisk makes of one of its configuration files and of all that it includes, as plain data:
// the sections in their order, with the place of each line (main/config.c).

/** A place in a file; lines count from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
}

export interface Variable extends Place {
  readonly name: string;
  /** Without comment and the blanks around it. */
  readonly value: string;
}

/** One `[name]`, with what later `(+)` sections add to it. */
export interface Section extends Place {
  readonly name: string;
  readonly isTemplate: boolean;
  /** The templates that it names, in their order. */
  readonly templates: readonly string[];
  /**
   * What it inherits, then its own, then what `(+)` sections add: of a name that stands twice the last
   * one counts for most settings.
   */
  readonly variables: readonly Variable[];
}

/** `#include`, `#tryinclude` or `#exec`, and what came of it. */
export interface Inclusion extends Place {
  readonly directive: 'include' | 'tryinclude' | 'exec';
  /** As written, without quotes. */
  readonly path: string;
  /** The files that were read for it, in their order; none where none was found. */
  readonly files: readonly string[];
  /** How many sections were there before it: what is defined later it cannot add to. */
  readonly sectionsBefore: number;
}

/** What Asterisk would say, and what it does then. */
export interface ConfTrouble extends Place {
  /** A sentence for a person. */
  readonly what: string;
  /**
   * `skips-line`: goes on with the next line. `ends-file`: the rest of this file is not read.
   * `refuses-all`: the whole configuration is not loaded.
   */
  readonly effect: 'skips-line' | 'ends-file' | 'refuses-all';
}

export interface Configuration {
  readonly file: string;
  /** Every file that was read, the first one first. */
  readonly files: readonly string[];
  readonly sections: readonly Section[];
  readonly inclusions: readonly Inclusion[];
  readonly troubles: readonly ConfTrouble[];
}

/** The value that counts where the last one does; undefined without. Names differ in case by nothing. */
export function lastValue({ variables }: Section, name: string): string | undefined {
  const wanted = name.toLowerCase();
  return variables.findLast((variable) => variable.name.toLowerCase() === wanted)?.value;
}
