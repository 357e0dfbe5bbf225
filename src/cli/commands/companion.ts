// `farend companion`: the companion alone, until it is told to stop.

import type { Command } from '@commander-js/extra-typings';
import { runCompanion } from '../../app/companion-service.ts';
import { createConfigOption, createJsonLogOption } from '../config-option.ts';

/** Adds the command to the program. */
export function registerCompanion(program: Command): void {
  program
    .command('companion')
    .description('run the companion alone')
    .addOption(createConfigOption())
    .addOption(createJsonLogOption())
    .addHelpText(
      'after',
      '\nSIGHUP reads the file again, SIGTERM stops.\n\nExample:\n  farend companion -c farend.yaml',
    )
    .action(async ({ config: file, json }) => {
      await runCompanion(file, json);
    });
}
