// `farend proxy`: the front proxy alone, until it is told to stop.

import type { Command } from '@commander-js/extra-typings';
import { runProxy } from '../../app/proxy-service.ts';
import { createConfigOption, createJsonLogOption } from '../config-option.ts';

/** Adds the command to the program. */
export function registerProxy(program: Command): void {
  program
    .command('proxy')
    .description('run the front proxy alone')
    .addOption(createConfigOption())
    .addOption(createJsonLogOption())
    .addHelpText(
      'after',
      '\nSIGHUP reads the file again, SIGTERM stops.\n\nExample:\n  farend proxy -c farend.yaml',
    )
    .action(async ({ config: file, json }) => {
      await runProxy(file, json);
    });
}
