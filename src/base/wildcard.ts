// Patterns as people write them for names: `*` stands for any text, letters count without case. The
// time that a test takes grows with the text, however many stars there are: texts come from strangers.

/** A test for the pattern; the whole text has to match. */
export function createWildcard(pattern: string): (text: string) => boolean {
  const [first = '', ...rest] = pattern.toLowerCase().split('*');
  const last = rest.pop();
  if (last === undefined) return (text) => text.toLowerCase() === first;
  return (text) => matches(text.toLowerCase(), first, rest, last);
}

/** Each part between two stars is taken where it comes first: that leaves most for those after it. */
function matches(text: string, first: string, middle: readonly string[], last: string): boolean {
  const end = text.length - last.length;
  let at = first.length;
  if (at > end || !text.startsWith(first) || !text.endsWith(last)) return false;
  for (const part of middle) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at <= end;
}
