// Takes the lines of a configuration file off an answer to GetConfig while it comes: it is longer than
// any message may be, and has the passwords of all phones in it. Only what is asked for is kept.

/** `Category-000012: 4001`, `Line-000012-000003: nat=no`, `Templates-000012: phone`. */
const CONFIG_LINE = /^(Category|IsTemplate|Templates|Line)-(\d+)(?:-\d+)?: (.*)$/;
/** A file of 100,000 phones is smaller. */
const MAX_LENGTH = 128 * 1024 * 1024;

/** One category as Asterisk reads it: includes followed, templates applied. */
export interface ConfigCategory {
  readonly name: string;
  /** In their order, inherited ones first; a name may stand twice. */
  readonly variables: readonly (readonly [name: string, value: string])[];
}

export class ConfigReader {
  /** In the order of the file. */
  readonly categories: ConfigCategory[] = [];
  private readonly keeps: (variable: string) => boolean;
  private variables: (readonly [string, string])[] = [];
  /** The beginning of a line whose end has not come yet. */
  private held = '';
  private length = 0;

  /** @param keeps by the name of a variable, in lower case: all others are dropped as they come */
  constructor(keeps: (variable: string) => boolean) {
    this.keeps = keeps;
  }

  /**
   * @param chunk as it came, decoded
   * @returns what of it is something else; undefined when there is no end to it
   */
  read(chunk: string): string | undefined {
    this.length += chunk.length;
    if (this.length > MAX_LENGTH) return undefined;
    const text = this.held + chunk;
    const end = text.lastIndexOf('\n') + 1;
    this.held = text.slice(end);
    return text
      .slice(0, end)
      .split('\n')
      .filter((line) => !this.take(line))
      .join('\n');
  }

  /** True for a line of the file. */
  private take(line: string): boolean {
    const [match, word, , value = ''] = CONFIG_LINE.exec(line.trimEnd()) ?? [];
    if (word === 'Category') this.begin(value);
    else if (word === 'Line') this.add(value);
    return match !== undefined;
  }

  private begin(name: string): void {
    this.variables = [];
    this.categories.push({ name, variables: this.variables });
  }

  private add(line: string): void {
    const end = line.indexOf('=');
    const name = line.slice(0, end).toLowerCase();
    if (end > 0 && this.keeps(name)) this.variables.push([name, line.slice(end + 1)]);
  }
}
