// `farend forget`: takes what is known of an endpoint out of memory and state.

import type { Command } from '@commander-js/extra-typings';
import { forgottenSchema } from '../../api/http/answer-schemas.ts';
import { escapeControl, formatJson } from '../../base/escape-control.ts';
import { type AskOptions, ask } from '../ask.ts';
import { createConfigOption, createJsonOption, parseEndpoint } from '../config-option.ts';
import type { Terminal } from '../terminal.ts';

/** Adds the command to the program. */
export function registerForget(program: Command, terminal: Terminal): void {
  program
    .command('forget')
    .argument('<endpoint>', 'its exact name', parseEndpoint)
    .description('forget the records and the history of an endpoint')
    .addOption(createConfigOption())
    .addOption(createJsonOption())
    .addHelpText(
      'after',
      '\nA phone that registers again is known again.\n\nExample:\n  farend forget 4001 -c farend.yaml',
    )
    .action((endpoint, options) => forget(terminal, options, endpoint));
}

async function forget(terminal: Terminal, options: AskOptions, endpoint: string): Promise<void> {
  const path = `/v1/devices/${encodeURIComponent(endpoint)}`;
  const answer = await ask(terminal, options, { method: 'DELETE', path, schema: forgottenSchema });
  if (answer === undefined) return;
  terminal.print(
    options.json
      ? formatJson(answer)
      : describeForgotten(escapeControl(endpoint), answer.forgotten),
  );
}

function describeForgotten(endpoint: string, records: number): string {
  if (records === 0) return `${endpoint} had no device; its history is forgotten`;
  const counted = records === 1 ? '1 record' : `${records} records`;
  return `${counted} of ${endpoint} forgotten, and the history`;
}
