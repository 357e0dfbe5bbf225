// `farend silence`: alerts that nobody is to be told of for a time, listed, added and removed.

import { type Command, Option } from '@commander-js/extra-typings';
import { silenceListSchema, silenceSchema } from '../../api/http/alert-schema.ts';
import { formatJson } from '../../base/escape-control.ts';
import { type AskOptions, ask } from '../ask.ts';
import { createConfigOption, createJsonOption, parseDurationArgument } from '../config-option.ts';
import { formatSilence } from '../silence-text.ts';
import type { Terminal } from '../terminal.ts';

interface Wish {
  readonly endpoint?: string | undefined;
  readonly site?: string | undefined;
  readonly for: number;
  readonly comment: string;
}

/** Adds the command to the program. */
export function registerSilence(program: Command, terminal: Terminal): void {
  const silence = program
    .command('silence')
    .description('silence alerts for a time, list silences, take one back')
    .addOption(createConfigOption())
    .addOption(createJsonOption())
    .addHelpText(
      'after',
      '\nWithout a command it lists.\n\nExample:\n  farend silence add unreachable --site Leeds --for 2h -c farend.yaml',
    )
    .action((options) => listSilences(terminal, options));
  silence
    .command('add <alertname>')
    .description('tell nobody of an alert for a time; * stands for any text')
    .option('--endpoint <pattern>', 'only of these endpoints: 4001, 40*')
    .option('--site <name>', 'only at this site')
    .addOption(
      new Option('--for <duration>', 'for how long: 30m, 2h, 7d')
        .argParser(parseDurationArgument)
        .makeOptionMandatory(),
    )
    .option('--comment <text>', 'why, for whoever lists silences', '')
    .addHelpText(
      'after',
      "\nExample:\n  farend silence add '*' --endpoint '40*' --for 2h --comment 'new switch' -c farend.yaml",
    )
    .action((alertname, wish) => addSilence(terminal, silence.opts(), alertname, wish));
  silence
    .command('list')
    .description('list the silences at work')
    .addHelpText('after', '\nExample:\n  farend silence list -c farend.yaml')
    .action(() => listSilences(terminal, silence.opts()));
  silence
    .command('remove <id>')
    .description('take a silence back')
    .addHelpText('after', '\nExample:\n  farend silence remove 1f3a09bc -c farend.yaml')
    .action((id) => removeSilence(terminal, silence.opts(), id));
}

async function listSilences(terminal: Terminal, options: AskOptions): Promise<void> {
  const question = { method: 'GET', path: '/v1/silences', schema: silenceListSchema } as const;
  const list = await ask(terminal, options, question);
  if (list === undefined) return;
  const lines = list.silences.map(formatSilence).join('\n') || 'nothing is silenced';
  terminal.print(options.json ? formatJson(list) : lines);
}

async function addSilence(
  terminal: Terminal,
  options: AskOptions,
  alertname: string,
  { endpoint, site, for: forMs, comment }: Wish,
): Promise<void> {
  const matchers = {
    alertname,
    ...(endpoint !== undefined && { endpoint }),
    ...(site !== undefined && { site }),
  };
  const body = { matchers, comment, forMs };
  const question = { method: 'POST', path: '/v1/silences', body, schema: silenceSchema } as const;
  const made = await ask(terminal, options, question);
  if (made !== undefined) terminal.print(options.json ? formatJson(made) : formatSilence(made));
}

async function removeSilence(terminal: Terminal, options: AskOptions, id: string): Promise<void> {
  const path = `/v1/silences/${encodeURIComponent(id)}`;
  const ended = await ask(terminal, options, { method: 'DELETE', path, schema: silenceSchema });
  if (ended === undefined) return;
  terminal.print(
    options.json ? formatJson({ removed: ended }) : `silence ${ended.id} was taken back`,
  );
}
