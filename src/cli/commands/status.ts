// `farend status`: all phones as a table, or one endpoint in full.

import { type Command, Option } from '@commander-js/extra-typings';
import {
  deviceListSchema,
  endpointAnswerSchema,
  healthSchema,
} from '../../api/http/answer-schemas.ts';
import { modelListSchema } from '../../api/http/finding-schema.ts';
import { formatJson } from '../../base/escape-control.ts';
import { verdicts } from '../../correlation/device-record.ts';
import { type AskOptions, ask } from '../ask.ts';
import { createConfigOption, createJsonOption, parseEndpoint } from '../config-option.ts';
import { formatDevicePage } from '../device-page.ts';
import { listTrouble } from '../list-trouble.ts';
import { formatModelTable } from '../model-table.ts';
import { formatStatusTable, formatStrangers, formatSummary } from '../status-table.ts';
import type { Terminal } from '../terminal.ts';

const HEALTH_QUESTION = { method: 'GET', path: '/v1/health', schema: healthSchema } as const;

interface Options extends AskOptions {
  readonly verdict?: string | undefined;
  readonly strangers?: true | undefined;
  readonly models?: true | undefined;
}

/** Adds the command to the program. */
export function registerStatus(program: Command, terminal: Terminal): void {
  program
    .command('status')
    .argument('[endpoint]', 'a name, or a pattern with * in it', parseEndpoint)
    .description('show all phones, or one endpoint in full')
    .addOption(createConfigOption())
    .addOption(new Option('--verdict <verdict>', 'only phones of this verdict').choices(verdicts))
    .option('--strangers', 'only devices that tried accounts which Asterisk does not have')
    .addOption(
      new Option(
        '--models',
        'what registered phones of each make, model and firmware do',
      ).conflicts(['verdict', 'strangers']),
    )
    .addOption(createJsonOption())
    .addHelpText(
      'after',
      "\nA name with * in it, such as '40*', shows the phones that it fits.\n\nExample:\n  farend status -c farend.yaml",
    )
    .action((endpoint, options) => {
      if (options.models) return showModels(terminal, options);
      return endpoint === undefined || isAboutMany(endpoint, options)
        ? showTable(terminal, options, endpoint)
        : showEndpoint(terminal, options, endpoint);
    });
}

function isAboutMany(endpoint: string, { verdict, strangers }: Options): boolean {
  return endpoint.includes('*') || verdict !== undefined || strangers === true;
}

async function showTable(
  terminal: Terminal,
  options: Options,
  endpoint: string | undefined,
): Promise<void> {
  const { verdict, strangers } = options;
  const query = new URLSearchParams({
    ...(endpoint !== undefined && { endpoint }),
    ...(verdict !== undefined && { verdict }),
    ...(strangers && { strangers: 'only' }),
  });
  const path = `/v1/devices?${query}`;
  const list = await ask(terminal, options, { method: 'GET', path, schema: deviceListSchema });
  if (list === undefined) return;
  const health = await ask(terminal, options, HEALTH_QUESTION);
  if (health === undefined) return;
  const isNone = Object.values(list.verdicts).every((count) => count === 0);
  if (isNone && endpoint !== undefined) terminal.raiseExitCode(1);
  if (options.json) {
    terminal.print(formatJson({ ...list, health }));
    return;
  }
  if (list.devices.length > 0)
    terminal.print(formatStatusTable(terminal, list.devices, Date.now()));
  terminal.print(formatSummary(terminal, list.verdicts, strangers ? 'stranger' : 'phone'));
  const leavesOut = !strangers && (endpoint === undefined || endpoint.includes('*'));
  if (leavesOut && list.strangers > 0) terminal.print(formatStrangers(list.strangers));
  for (const sentence of listTrouble(health)) terminal.print(terminal.paint('red', sentence));
}

async function showEndpoint(terminal: Terminal, options: Options, endpoint: string): Promise<void> {
  const path = `/v1/devices/${encodeURIComponent(endpoint)}`;
  const schema = endpointAnswerSchema;
  const answer = await ask(terminal, options, { method: 'GET', path, schema });
  if (answer === undefined) return;
  terminal.print(
    options.json ? formatJson(answer) : formatDevicePage(terminal, answer, Date.now()),
  );
}

async function showModels(terminal: Terminal, options: Options): Promise<void> {
  const question = { method: 'GET', path: '/v1/models', schema: modelListSchema } as const;
  const list = await ask(terminal, options, question);
  if (list === undefined) return;
  terminal.print(options.json ? formatJson(list) : formatModelTable(terminal, list));
}
