// Names that strangers make up may be as long as a datagram, and go into records and history by the
// thousand.

/** Characters; accounts that an Asterisk is known to have are never cut. */
export const MAX_STRANGE_NAME = 128;

/** A longer one ends in `…`. */
export function cutName(name: string): string {
  return name.length <= MAX_STRANGE_NAME ? name : `${name.slice(0, MAX_STRANGE_NAME)}…`;
}
