// fail2ban's files: sections of `name = value`, where lines that begin with a blank go on with the value
// above (fail2ban/client/configparserinc.py, on Python's configparser).

import type { Place } from '../../asterisk/conf/configuration.ts';

export interface IniValue extends Place {
  readonly value: string;
}

/** Section → name in small letters → its value. */
export type IniSections = Map<string, Map<string, IniValue>>;

export function parseIni(file: string, text: string): IniSections {
  const sections: IniSections = new Map();
  let section: Map<string, IniValue> | undefined;
  let name: string | undefined;
  for (const [index, line] of text.split('\n').entries()) {
    if (/^\s*[#;]/.test(line)) continue;
    const bare = line.replace(/\s;.*$/, '').trimEnd();
    const header = /^\[([^\]]+)\]/.exec(bare)?.[1];
    const [, key, value = ''] = /^([^\s=:][^=:]*?)\s*[=:]\s*(.*)$/.exec(bare) ?? [];
    if (header !== undefined) {
      section = sections.get(header) ?? new Map();
      sections.set(header, section);
      name = undefined;
    } else if (key !== undefined) {
      name = key.toLowerCase();
      section?.set(name, { file, line: index + 1, value });
    } else if (/^\s+\S/.test(bare) && name !== undefined) {
      const before = section?.get(name);
      if (before !== undefined)
        section?.set(name, { ...before, value: `${before.value}\n${bare.trim()}`.trim() });
    }
  }
  return sections;
}
