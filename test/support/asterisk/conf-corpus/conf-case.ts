// One set of files for the reader of src/asterisk/conf and for a real Asterisk.

export interface ConfCase {
  readonly title: string;
  /** `main.conf` is the one that is read. In the texts `@/` is the directory of these files. */
  readonly files: Readonly<Record<string, string>>;
  /** Asterisk 16 reads it otherwise; the reader does as 22. */
  readonly differsIn16?: true;
}
