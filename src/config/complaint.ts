// What is wrong with a piece of the configuration and what to write instead, before it has a line
// and a column. Both are parts of one sentence: `what, cure`.

/** Keys and list positions from the top of the file. */
export type ConfigPath = readonly (string | number)[];

/** What a parser of this folder returns instead of a value. Never holds a secret. */
export class Complaint {
  readonly what: string;
  readonly cure: string;

  constructor(what: string, cure: string) {
    this.what = what;
    this.cure = cure;
  }
}

/** A complaint about what stands at `path`. Without `offset` it points to the value. */
export interface PlacedComplaint {
  readonly path: ConfigPath;
  readonly complaint: Complaint;
  /** The key itself is meant, not its value. */
  readonly isAboutKey?: boolean;
  readonly offset?: number;
}

const SHOWN_CHARACTERS = 60;

/** The text in double quotes, cut when long, with everything unprintable escaped. */
export function quote(text: string): string {
  const cut = text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
  return JSON.stringify(cut).replace(
    /[\u007f-\u00a0\u200b-\u200f\u2028-\u202f\u2066-\u2069\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** `proxy.listen[1].advertise`; a key of unusual characters stands in quotes. */
export function formatPath(path: ConfigPath): string {
  return path
    .map((step, index) => {
      if (typeof step === 'number') return `[${step}]`;
      const name = /^[\w-]{1,60}$/.test(step) ? step : quote(step);
      return index === 0 ? name : `.${name}`;
    })
    .join('');
}
