// Patterns as people write them for names: `*` stands for any text, letters count without case.

/** A test for the pattern; the whole text has to match. */
export function createWildcard(pattern: string): (text: string) => boolean {
  const parts = pattern.split('*').map((part) => part.replaceAll(/[$()*+.?[\\\]^{|}]/g, '\\$&'));
  const expression = new RegExp(`^${parts.join('.*')}$`, 'is');
  return (text) => expression.test(text);
}
