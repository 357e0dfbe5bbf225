// A long list as one JSON document, in pieces.

/** Of one piece; each has some kB. */
const ENTRIES_PER_PIECE = 25;

/** `{"NAME":[…]}` */
export function* formatList<Entry>(
  name: string,
  entries: readonly Entry[],
  describe: (entry: Entry) => unknown,
): Generator<string, void> {
  yield `{${JSON.stringify(name)}:[`;
  for (let at = 0; at < entries.length; at += ENTRIES_PER_PIECE) {
    const piece = entries.slice(at, at + ENTRIES_PER_PIECE);
    const text = piece.map((entry) => JSON.stringify(describe(entry))).join(',');
    yield at === 0 ? text : `,${text}`;
  }
  yield ']}';
}
