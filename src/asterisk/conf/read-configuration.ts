// Reads a configuration file with all that it includes as Asterisk does, main/config.c of 16 and 22:
// what is in force afterwards, and what was left out, and why. Files come from the caller.

import { addVariable } from './add-variable.ts';
import { countBytes, strip } from './c-text.ts';
import { CommentStripper } from './comment-stripper.ts';
import type { Configuration, ConfTrouble, Inclusion, Place } from './configuration.ts';
import { expandBraces } from './expand-braces.ts';
import { endFile, type LineTrouble, skipLine } from './line-trouble.ts';
import { openSection } from './open-section.ts';
import { type Directive, parseDirective } from './parse-directive.ts';
import { SectionBook, type SectionDraft } from './section-book.ts';

export interface ConfSource {
  /** UTF-8 with the byte order mark that it may have; undefined when it is no file that can be read. */
  readFile(path: string): string | undefined;
  /** What glob(3) finds for a pattern with `*`, `?` or `[…]`, in any order: none without a match. */
  listFiles(glob: string): readonly string[];
}

/** Longer lines are left out. */
export const MAX_LINE_BYTES = 8190;
/** UTF-8 takes three bytes at most for one unit of a string. */
const MAX_BYTES_OF_A_UNIT = 3;
/** Files within files, the first one not counted. */
const MAX_INCLUDE_LEVEL = 10;

/**
 * @param file absolute, or relative to the configuration directory
 * @param configDirectory absolute; every relative path begins there, wherever it is written
 */
export function readConfiguration(
  file: string,
  source: ConfSource,
  configDirectory: string,
): Configuration {
  return new ConfigurationReader(source, configDirectory).read(file);
}

/** What the files of one directive have in common. */
interface Load {
  readonly isFirst: boolean;
  readonly comments: CommentStripper;
  readonly files: string[];
  section: SectionDraft | undefined;
}

type LoadResult = 'read' | 'ended' | 'missing' | 'too deep';

class ConfigurationReader {
  readonly #source: ConfSource;
  readonly #configDirectory: string;
  readonly #book = new SectionBook();
  readonly #files = new Set<string>();
  readonly #inclusions: Inclusion[] = [];
  readonly #troubles: ConfTrouble[] = [];
  #level = 0;

  constructor(source: ConfSource, configDirectory: string) {
    this.#source = source;
    this.#configDirectory = configDirectory;
  }

  read(file: string): Configuration {
    const path = this.#resolve(file);
    const load = this.#createLoad(true);
    if (this.#load([path], load) === 'missing') {
      this.#tell({ file: path, line: 1 }, endFile('The file is not there.'), load);
    }
    return {
      file: path,
      files: [...this.#files],
      sections: this.#book.sections,
      inclusions: this.#inclusions,
      troubles: this.#troubles,
    };
  }

  #createLoad(isFirst: boolean): Load {
    return { isFirst, comments: new CommentStripper(), files: [], section: this.#book.current };
  }

  /** A file that ended too soon counts as one level more for ever: Asterisk does not count it back. */
  #load(paths: readonly string[], load: Load): LoadResult {
    if (this.#level > MAX_INCLUDE_LEVEL) return 'too deep';
    this.#level += 1;
    const isWhole = paths.every((path) => this.#readFile(path, load));
    const { openSince } = load.comments;
    if (openSince !== undefined) {
      const what = tellOpenComment(load.comments);
      this.#troubles.push({ ...openSince, what, effect: 'ends-file' });
    }
    if (isWhole) this.#level -= 1;
    if (!isWhole) return 'ended';
    return load.files.length === 0 ? 'missing' : 'read';
  }

  /** False when the reading of the file ended before its end. */
  #readFile(file: string, load: Load): boolean {
    const text = this.#source.readFile(file);
    if (text === undefined) return true;
    const isFirst = load.files.length === 0;
    load.files.push(file);
    this.#files.add(file);
    const lines = (isFirst ? text.replace(/^\uFEFF/, '') : text).split('\n');
    return lines.every((line, index) => {
      const [untilNul = ''] = line.split('\0', 1);
      return this.#readLine(untilNul, { file, line: index + 1 }, load);
    });
  }

  #readLine(line: string, place: Place, load: Load): boolean {
    const trouble = isTooLong(line)
      ? skipLine('The line is too long.')
      : this.#take(strip(load.comments.strip(line, place)), place, load);
    if (trouble === undefined) return true;
    this.#tell(place, trouble, load);
    return !trouble.endsFile;
  }

  #take(text: string, place: Place, load: Load): LineTrouble | undefined {
    if (text === '') return undefined;
    if (text.startsWith('[')) {
      const section = openSection(text, place, this.#book);
      if ('what' in section) return section;
      load.section = section;
      return undefined;
    }
    if (text.startsWith('#')) {
      const directive = parseDirective(text);
      return 'what' in directive ? directive : this.#follow(directive, place);
    }
    if (load.section === undefined) return endFile('The line stands before any section.');
    return addVariable(text, place, load.section);
  }

  #follow({ directive, path }: Directive, place: Place): LineTrouble | undefined {
    const load = this.#createLoad(false);
    const sectionsBefore = this.#book.sections.length;
    this.#inclusions.push({ ...place, directive, path, files: load.files, sectionsBefore });
    if (directive === 'exec') {
      return skipLine('farend does not run the program: what it would print is not known.');
    }
    const paths = this.#list(path);
    const result = this.#load(paths, load);
    if (result === 'ended') return tellUnread(paths, load);
    const mayBeMissing = directive === 'tryinclude';
    if (result === 'too deep') {
      return mayBeMissing ? skipLine(tellTooDeep(path)) : endFile(tellTooDeep(path));
    }
    if (result === 'read' || mayBeMissing) return undefined;
    return endFile(`No file “${path}” is there to include.`);
  }

  /** glob(3) in the C locale: sorted by bytes, and `**` is no more than `*`. */
  #list(path: string): readonly string[] {
    return expandBraces(this.#resolve(path)).flatMap((pattern) =>
      /[*?[]/.test(pattern)
        ? this.#source.listFiles(pattern.replaceAll(/\*+/g, '*')).toSorted()
        : [pattern],
    );
  }

  #resolve(path: string): string {
    return path.startsWith('/') ? path : `${this.#configDirectory}/${path}`;
  }

  #tell({ file, line }: Place, { what, endsFile }: LineTrouble, { isFirst }: Load): void {
    const ending = isFirst ? 'refuses-all' : 'ends-file';
    this.#troubles.push({ file, line, what, effect: endsFile ? ending : 'skips-line' });
  }
}

function isTooLong(line: string): boolean {
  return line.length * MAX_BYTES_OF_A_UNIT > MAX_LINE_BYTES && countBytes(line) > MAX_LINE_BYTES;
}

function tellTooDeep(path: string): string {
  return `“${path}” is not read: Asterisk goes through ${MAX_INCLUDE_LEVEL} files at most, and counts one more for each file that ended too soon.`;
}

/** Of the files of a glob, those behind the one that ended too soon are not read. */
function tellUnread(paths: readonly string[], { files }: Load): LineTrouble | undefined {
  const unread = paths.slice(paths.indexOf(files.at(-1) ?? '') + 1);
  if (unread.length === 0) return undefined;
  return skipLine(`${files.at(-1)} ends too soon, so these are not read: ${unread.join(', ')}.`);
}

function tellOpenComment({ isUnbalanced }: CommentStripper): string {
  return isUnbalanced
    ? 'No “;--” stands before this “--;”: Asterisk takes all that follows for a comment.'
    : 'The comment that “;--” begins has no “--;”.';
}
