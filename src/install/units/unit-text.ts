// The syntax of unit files (systemd.syntax(7), systemd.service(5)): sections, and words that stay as they are.

/** `[Name]` and its lines: `Key=value`, or a comment. */
export interface UnitSection {
  readonly name: 'Unit' | 'Service' | 'Install';
  readonly lines: readonly string[];
}

/** @param comment what the file is for, above everything else; lines without `#` */
export function formatUnit(comment: readonly string[], sections: readonly UnitSection[]): string {
  const head = comment.map((line) => `# ${line}\n`).join('');
  const body = sections.map(({ name, lines }) => `\n[${name}]\n${lines.join('\n')}\n`);
  return `${head}${body.join('')}`;
}

/** A command line for ExecStart. The program itself may hold no variable, so a `$` is doubled all the same. */
export function formatCommand(words: readonly string[]): string {
  return words.map((word) => quoteWord(word).replaceAll('$', '$$$$')).join(' ');
}

/** For a list of paths, such as ReadWritePaths. */
export function formatPaths(paths: readonly string[]): string {
  return paths.map(quoteWord).join(' ');
}

/** `%` would begin a specifier, blanks and quotes another word. */
function quoteWord(word: string): string {
  const escaped = word.replaceAll('%', '%%');
  if (/^[\w@%+=:,./-]+$/.test(escaped)) return escaped;
  return `"${escaped.replace(/["\\]/g, '\\$&')}"`;
}
