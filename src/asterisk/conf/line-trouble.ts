// What is wrong with one line, and whether Asterisk reads on behind it.

export interface LineTrouble {
  /** A sentence for a person; never what the line says, which may be a password. */
  readonly what: string;
  readonly endsFile: boolean;
}

export function skipLine(what: string): LineTrouble {
  return { what, endsFile: false };
}

export function endFile(what: string): LineTrouble {
  return { what, endsFile: true };
}
