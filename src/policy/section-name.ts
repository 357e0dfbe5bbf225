// Which names can stand between the brackets of a section: Asterisk's reader (main/config.c) ends a
// name at the first `]` and a line at `;`, and keeps 79 bytes of it.

const MAX_NAME_BYTES = 79;

/** Undefined for a name that can; else one sentence, with the next step. */
export function explainUnwritable(name: string): string | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is looked for
  const isPlain = /^[^\];\u0000-\u001f]+$/.test(name);
  if (isPlain && new TextEncoder().encode(name).length <= MAX_NAME_BYTES) return undefined;
  return 'Its name cannot be that of a section in a file (it is empty, longer than 79 bytes, or holds ] or ;): set it by hand where it is defined.';
}
