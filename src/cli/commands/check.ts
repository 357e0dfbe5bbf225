// `farend check`: judges a configuration file and says what it means. Touches nothing else.

import type { Command } from '@commander-js/extra-typings';
import type { FarendConfig } from '../../config/farend-config.ts';
import { type LoadedConfig, parseConfig } from '../../config/load-config.ts';
import { readConfigText } from '../../config/read-config-text.ts';
import { formatTransportUrl } from '../../config/transport-url.ts';
import { createConfigOption, createJsonOption } from '../config-option.ts';
import { countProblems, printProblems } from '../print-problems.ts';
import type { Terminal } from '../terminal.ts';

/** Adds the command to the program. */
export function registerCheck(program: Command, terminal: Terminal): void {
  program
    .command('check')
    .description('validate the configuration file and tell every problem in it')
    .addOption(createConfigOption())
    .addOption(createJsonOption())
    .addHelpText('after', '\nExample:\n  farend check -c farend.yaml')
    .action(({ config: file, json }) => {
      const loaded = checkFile(file);
      if (json) printJson(terminal, loaded);
      else printText(terminal, file, loaded);
      if (!loaded.ok) terminal.raiseExitCode(2);
    });
}

/** For this command a file that cannot be read is one more problem. */
function checkFile(file: string): LoadedConfig {
  const text = readConfigText(file);
  if (typeof text === 'string') return parseConfig(text, file);
  const { what, cure } = text;
  return {
    ok: false,
    problems: [{ file, line: 1, column: 1, path: '', what, cure }],
    warnings: [],
  };
}

function printJson(terminal: Terminal, loaded: LoadedConfig): void {
  const { ok, warnings } = loaded;
  const problems = loaded.ok ? [] : loaded.problems;
  terminal.print(JSON.stringify({ ok, problems, warnings }, null, 2));
}

function printText(terminal: Terminal, file: string, loaded: LoadedConfig): void {
  const problems = loaded.ok ? [] : loaded.problems;
  printProblems(terminal, problems, loaded.warnings);
  const counted = countProblems(problems, loaded.warnings);
  if (!loaded.ok) {
    terminal.print(`${terminal.paint('red', 'not usable')}: ${counted} in ${file}`);
    return;
  }
  const aside = counted === '' ? '' : ` (${counted})`;
  terminal.print(`${terminal.paint('green', 'fine')}: ${file}${aside}`);
  terminal.print(describeConfig(loaded.config));
}

/** What the file makes farend do, in two lines. */
function describeConfig({ proxy, state }: FarendConfig): string {
  const listen = proxy.listen.map((entry) => {
    const { advertise } = entry;
    const url = formatTransportUrl(entry);
    const diverted = entry.divertedFrom && `diverted from port ${entry.divertedFrom}`;
    const port = advertise?.port === undefined ? '' : `:${advertise.port}`;
    const seen = advertise && `seen as ${advertise.host}${port}`;
    const aside = [diverted, seen].filter((each) => each !== undefined);
    return aside.length === 0 ? url : `${url} (${aside.join(', ')})`;
  });
  const asterisk = proxy.asterisk.map(formatTransportUrl).join(', ');
  const side =
    proxy.asteriskSide === undefined
      ? "port 5062 of this machine's address towards it"
      : formatTransportUrl(proxy.asteriskSide);
  const kept = state === undefined ? 'kept in memory only, lost at a restart' : `kept in ${state}`;
  return [
    `Phones are heard on ${listen.join(', ')}; bindings are ${kept}.`,
    `Asterisk is at ${asterisk} and sees ${side}.`,
  ].join('\n');
}
