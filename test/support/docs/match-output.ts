// Compares what a command printed with what a page shows of it. `…` stands for the rest of a line, or,
// alone on a line, for any lines; what is another one each time matches by its kind.

/** What a page calls so → what it is called this time. */
type Names = ReadonlyMap<string, string>;

/**
 * Kinds of text that differ from run to run: times, spans of time, ports that a router or the kernel
 * picked, counts of repetitions, lines of drawings, blanks of tables. `id` keeps what it stands for.
 */
const KINDS: readonly (readonly [kind: string, text: RegExp, pattern: string])[] = [
  ['any', /…/, '.*'],
  [
    'time',
    /\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d{3})?(?:Z| UTC)?/,
    '[\\d-]{10}[T ][\\d:.]+(?:Z| UTC)?',
  ],
  ['clock', /\b\d\d:\d\d:\d\d(?:\.\d{3})?/, '\\d\\d:\\d\\d:\\d\\d(?:\\.\\d{3})?'],
  ['port', /:(?!50[6-9]\d\b|5038\b)\d{4,5}\b/, ':\\d{1,5}'],
  ['span', /\b\d+(?:\.\d+)? (?:ms|s|min|h)\b/, '\\d+(?:\\.\\d+)? (?:ms|s|min|h)'],
  ['count', /×\d+/, '×\\d+'],
  ['rule', /─{2,}/, '─{2,}'],
  ['blanks', / {2,}/, ' {2,}'],
  ['id', /\b(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{8,}\b/, '[0-9a-f]{8,}'],
];
const TOKENS = new RegExp(
  KINDS.map(([kind, { source }]) => `(?<${kind}>${source})`).join('|'),
  'g',
);

interface LinePattern {
  readonly text: string;
  /** undefined stands for any lines. */
  readonly regExp: RegExp | undefined;
  readonly ids: readonly string[];
}

export interface OutputMatch {
  /** The first line of the page that is not there; undefined when all are. */
  readonly missing: string | undefined;
  /** Ids that the page shows, and what they are called this time. */
  readonly names: Names;
}

/** Empty lines at the end do not count. */
export function matchOutput(shown: readonly string[], printed: string): OutputMatch {
  const patterns = trimEnd(shown).map(toPattern);
  const lines = trimEnd(printed.split('\n'));
  const names = new Map<string, string>();
  let furthest = 0;
  const isMatch = (pattern: number, line: number): boolean => {
    furthest = Math.max(furthest, pattern);
    const wanted = patterns[pattern];
    if (wanted === undefined) return line === lines.length;
    if (wanted.regExp === undefined)
      return isMatch(pattern + 1, line) || (line < lines.length && isMatch(pattern, line + 1));
    const found = wanted.regExp.exec(lines[line] ?? '\0');
    if (found === null || !isMatch(pattern + 1, line + 1)) return false;
    for (const [index, id] of wanted.ids.entries()) names.set(id, found[index + 1] ?? id);
    return true;
  };
  if (isMatch(0, 0)) return { missing: undefined, names };
  return { missing: patterns[furthest]?.text ?? '(the end)', names };
}

function toPattern(text: string): LinePattern {
  if (text.trim() === '…') return { text, regExp: undefined, ids: [] };
  const ids: string[] = [];
  let source = '';
  let from = 0;
  for (const token of text.trimEnd().matchAll(TOKENS)) {
    source += escapeRegExp(text.slice(from, token.index)) + formatKind(token, ids);
    from = token.index + token[0].length;
  }
  source += escapeRegExp(text.trimEnd().slice(from));
  return { text, regExp: new RegExp(`^${source}\\s*$`), ids };
}

function formatKind(token: RegExpExecArray, ids: string[]): string {
  const [kind = '', , pattern = ''] =
    KINDS.find(([name]) => token.groups?.[name] !== undefined) ?? [];
  const isIndent = kind === 'blanks' && token.index === 0;
  if (isIndent) return token[0];
  if (kind !== 'id') return pattern;
  ids.push(token[0]);
  return `(${pattern})`;
}

function escapeRegExp(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
}

function trimEnd(lines: readonly string[]): string[] {
  return lines.slice(0, lines.findLastIndex((line) => line.trim() !== '') + 1);
}
