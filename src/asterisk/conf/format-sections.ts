// A configuration file that changes sections of others by `(+)`. What Asterisk would not read back
// as it was meant is refused, never written.

import { countBytes, strip } from './c-text.ts';
import { MAX_LINE_BYTES } from './read-configuration.ts';
import { MAX_NAME_BYTES } from './section-book.ts';

export interface AddedSection {
  /** Of the section that is there already. */
  readonly name: string;
  /** Which of the sections of that name: `endpoint`, `aor`, `wizard`; undefined: the first one. */
  readonly type?: string | undefined;
  readonly settings: readonly (readonly [name: string, value: string])[];
}

/** What cannot be written, and why: a sentence for a person. */
export interface UnsafeSection {
  readonly section: AddedSection;
  readonly why: string;
}

/** @param comment goes on top, each of its lines behind `; ` */
export function formatSections(
  sections: readonly AddedSection[],
  comment: string,
): string | UnsafeSection {
  for (const section of sections) {
    const why = judgeSection(section);
    if (why !== undefined) return { section, why };
  }
  const header = comment.split(/[\r\n\0]+/).map((line) => `; ${line}`.trimEnd());
  return [`${header.join('\n')}\n`, ...sections.map(formatSection)].join('\n');
}

function formatSection({ name, type, settings }: AddedSection): string {
  const filter = type === undefined ? '' : `type=${type}`;
  const lines = settings.map((setting) => `${formatSetting(setting)}\n`);
  return `[${name}](+${filter})\n${lines.join('')}`;
}

function formatSetting([name, value]: readonly [name: string, value: string]): string {
  return `${name} = ${value}`;
}

function judgeSection({ name, type, settings }: AddedSection): string | undefined {
  if (name === '' || name.includes(']') || !isPlain(name)) {
    return 'The name of the section has characters that Asterisk would not read back.';
  }
  if (countBytes(name) > MAX_NAME_BYTES) {
    return `The name of the section is longer than ${MAX_NAME_BYTES} bytes.`;
  }
  if (type !== undefined && !/^[\w-]+$/.test(type)) return 'The type of the section is no word.';
  return settings.map(judgeSetting).find((why) => why !== undefined);
}

function judgeSetting(setting: readonly [name: string, value: string]): string | undefined {
  const [name, value] = setting;
  if (!/^\w[\w/-]*$/.test(name)) return 'The name of a setting is no word.';
  if (!isPlain(value)) {
    return `The value of ${name} has characters that Asterisk would not read back.`;
  }
  if (countBytes(formatSetting(setting)) > MAX_LINE_BYTES) {
    return `The value of ${name} is longer than Asterisk reads.`;
  }
  return undefined;
}

/** No comment, no second line, no blanks that would get lost. */
function isPlain(text: string): boolean {
  return text === strip(text) && !/[;\p{Cc}\p{Cs}]/u.test(text);
}
