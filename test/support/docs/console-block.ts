// A block `console`: `$ COMMAND` and the output that a reader sees below it.

import type { PageBlock } from './read-page.ts';

export interface ConsoleCommand {
  readonly command: string;
  /** The lines that it prints, as the page shows them. */
  readonly output: readonly string[];
  /** Of the page, from 1. */
  readonly line: number;
}

/** A command whose line ends with a backslash goes on in the next. Throws for output before any command. */
export function listCommands(block: PageBlock): ConsoleCommand[] {
  const commands: { command: string; output: string[]; line: number }[] = [];
  let isOpen = false;
  for (const [index, text] of block.lines.entries()) {
    const last = commands.at(-1);
    if (isOpen && last !== undefined) last.command += `\n${text}`;
    else if (text.startsWith('$ '))
      commands.push({ command: text.slice(2), output: [], line: block.line + index + 1 });
    else if (last === undefined) throw new Error(`line ${block.line + index + 1} is no command`);
    else last.output.push(text);
    isOpen = (isOpen || text.startsWith('$ ')) && text.endsWith('\\');
  }
  return commands;
}
