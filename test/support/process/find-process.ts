// The pid of a process that somebody else has started, by its command line.

import { readdirSync, readFileSync } from 'node:fs';

/** The first process whose last words these are, as this process can signal it. */
export function findProcess(words: readonly string[]): number | undefined {
  const wanted = `\0${words.join('\0')}\0`;
  for (const entry of readdirSync('/proc')) {
    if (/^\d+$/.test(entry) && readFile(entry, 'cmdline').endsWith(wanted)) {
      return readInnermostPid(entry);
    }
  }
  return undefined;
}

/** Where /proc is of a namespace outside of ours, the last number is the one that counts here. */
function readInnermostPid(entry: string): number | undefined {
  const numbers = /^NSpid:\s*(.*)$/m.exec(readFile(entry, 'status'))?.[1]?.split('\t');
  return Number(numbers?.at(-1) ?? entry);
}

/** '' when the process has ended in between. */
function readFile(entry: string, name: string): string {
  try {
    return readFileSync(`/proc/${entry}/${name}`, 'utf8');
  } catch {
    return '';
  }
}
