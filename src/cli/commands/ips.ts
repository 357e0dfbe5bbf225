// `farend ips`: the real addresses of the phones that are registered, for a firewall or a script.

import type { Command } from '@commander-js/extra-typings';
import { addressListSchema } from '../../api/http/answer-schemas.ts';
import { formatJson } from '../../base/escape-control.ts';
import { type AskOptions, ask } from '../ask.ts';
import { createConfigOption, createJsonOption } from '../config-option.ts';
import type { Terminal } from '../terminal.ts';

/** Adds the command to the program. */
export function registerIps(program: Command, terminal: Terminal): void {
  program
    .command('ips')
    .description('list the real addresses of registered phones, one a line')
    .addOption(createConfigOption())
    .addOption(createJsonOption())
    .addHelpText('after', '\nExample:\n  farend ips -c farend.yaml')
    .action((options) => listAddresses(terminal, options));
}

async function listAddresses(terminal: Terminal, options: AskOptions): Promise<void> {
  const question = { method: 'GET', path: '/v1/ips', schema: addressListSchema } as const;
  const answer = await ask(terminal, options, question);
  if (answer === undefined) return;
  if (options.json) terminal.print(formatJson(answer));
  else if (answer.ips.length > 0)
    terminal.print(answer.ips.map(({ address }) => address).join('\n'));
}
