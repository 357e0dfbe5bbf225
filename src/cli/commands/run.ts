// `farend run`: the parent of farend's processes, until it is told to stop.

import { fileURLToPath } from 'node:url';
import type { Command } from '@commander-js/extra-typings';
import { superviseServices } from '../../app/supervisor.ts';
import { createConfigOption, createJsonLogOption } from '../config-option.ts';
import type { Terminal } from '../terminal.ts';

/** The executable stands beside `commands`, with the same ending as this file. */
const EXECUTABLE = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? '../main.ts' : '../main.js', import.meta.url),
);

/** Adds the command to the program. */
export function registerRun(program: Command, terminal: Terminal): void {
  program
    .command('run')
    .description(
      'run farend: proxy and companion, each a process of its own, started again when it dies',
    )
    .addOption(createConfigOption())
    .addOption(createJsonLogOption())
    .addHelpText(
      'after',
      '\nSIGHUP reads the file again, SIGTERM stops.\n\nExample:\n  farend run -c farend.yaml',
    )
    .action(async ({ config: file, json }) => {
      const status = await superviseServices(file, [EXECUTABLE], json);
      if (status !== 0) terminal.raiseExitCode(status);
    });
}
