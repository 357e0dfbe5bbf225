// What AMI's UpdateConfig would lose in sip.conf, since Asterisk writes the whole file anew from what it
// has read of it (main/config.c, ast_config_text_file_save2). Pure.

import type { Configuration, Section, Variable } from '../../asterisk/conf/configuration.ts';

/** sip.conf where it can be read. */
export interface SipConf {
  readonly configuration: Configuration;
  /** Of the file itself. */
  readonly text: string;
}

/** One sentence, with the line; undefined when nothing is lost but blanks. */
export function findLoss({ configuration, text }: SipConf): string | undefined {
  const { file, inclusions, sections, troubles } = configuration;
  const [inclusion] = inclusions;
  if (inclusion !== undefined)
    return `${file}:${inclusion.line} includes ${inclusion.path}: Asterisk would write every included file anew, and lose sections with (+) there`;
  const [trouble] = troubles;
  if (trouble !== undefined)
    return `${file}:${trouble.line} has a line that Asterisk cannot read, and would leave out`;
  const block = findLine(text, /(?:^|[^\\]);--(?!-)/);
  if (block !== undefined) return `${file}:${block} begins a block comment, which would be gone`;
  const addition = findLine(text, /^\s*\[[^\]]*\]\s*\([^)]*\+/);
  if (addition !== undefined)
    return `${file}:${addition} has a section with (+), which Asterisk would write without its name`;
  const repeated = sections.map(findRepeated).find((variable) => variable !== undefined);
  if (repeated !== undefined)
    return `${file}:${repeated.line} says what a template says already, and would be gone`;
  return undefined;
}

/** Lines that stand in the section, without those that it inherits: sections with (+) aside. */
export function listOwn(section: Section): Variable[] {
  const { variables, line, templates } = section;
  if (templates.length === 0) return [...variables];
  // A template is defined before who uses it.
  return variables.filter((variable) => variable.line > line);
}

function findRepeated(section: Section): Variable | undefined {
  const own = listOwn(section);
  const inherited = section.variables.filter((variable) => !own.includes(variable));
  return own.find((variable) =>
    inherited.some(({ name, value }) => name === variable.name && value === variable.value),
  );
}

/** The number of the first line that matches, from 1. */
function findLine(text: string, pattern: RegExp): number | undefined {
  const index = text.split('\n').findIndex((line) => pattern.test(line));
  return index < 0 ? undefined : index + 1;
}
