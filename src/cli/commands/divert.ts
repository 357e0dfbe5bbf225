// `farend divert`: SIP that phones send to Asterisk's port is handed to farend, or to Asterisk again, by
// one nftables table.

import { resolve } from 'node:path';
import { type Command, InvalidArgumentError, Option } from '@commander-js/extra-typings';
import { runGuard } from '../../app/divert/run-guard.ts';
import { turnOn } from '../../app/divert/switch-divert.ts';
import { readConfig } from '../../app/read-config.ts';
import { formatJson } from '../../base/escape-control.ts';
import { Complaint } from '../../config/complaint.ts';
import { parseNetwork } from '../../config/network.ts';
import { readDivertState } from '../../divert/divert-state.ts';
import { stopDivert } from '../../divert/guard-process.ts';
import { createConfigOption, createJsonLogOption, createJsonOption } from '../config-option.ts';
import { formatDivertPage, judgeDivert } from '../divert/divert-page.ts';
import type { Terminal } from '../terminal.ts';

/** Adds the command to the program. */
export function registerDivert(program: Command, terminal: Terminal): void {
  const divert = program
    .command('divert')
    .description("hand the SIP that arrives at Asterisk's port to farend, and back")
    .addHelpText('after', '\nExample:\n  farend divert on --from 203.0.113.9 -c farend.yaml');
  registerOn(divert, terminal);
  divert
    .command('off')
    .description('SIP goes to Asterisk again: the table goes, and nothing else')
    .addOption(createConfigOption())
    .addOption(createJsonOption())
    .addHelpText('after', '\nExample:\n  farend divert off -c farend.yaml')
    .action((options) => turnOff(terminal, options));
  divert
    .command('status')
    .description('what is diverted, since when, and what is not')
    .addOption(createConfigOption())
    .addOption(createJsonOption())
    .addHelpText('after', '\nExample:\n  farend divert status -c farend.yaml')
    .action((options) => tellStatus(terminal, options));
  divert
    .command('guard')
    .description('hold the table as long as farend answers: a service, started by farend divert on')
    .addOption(createConfigOption())
    .addOption(createJsonLogOption())
    .addHelpText('after', '\nExample:\n  farend divert guard -c farend.yaml')
    .action(({ config, json }) => runGuard(resolve(config), json));
}

function registerOn(divert: Command, terminal: Terminal): void {
  divert
    .command('on')
    .description('SIP goes to farend; again with other ranges: these hold from then on')
    .addOption(createNetworksOption('--from <cidr...>', 'only what comes from there'))
    .addOption(createNetworksOption('--except <cidr...>', 'not what comes from there'))
    .addOption(createConfigOption())
    .addOption(createJsonOption())
    .addHelpText('after', '\nExample:\n  farend divert on --from 203.0.113.9 -c farend.yaml')
    .action(async ({ from, except, config: file, json }) => {
      const configFile = resolve(file);
      const { config } = readConfig(configFile);
      const argv = [...process.execArgv, resolve(process.argv[1] ?? '')];
      const { status, wasOn } = await turnOn(config, { from, except }, { argv, configFile });
      if (json) terminal.print(formatJson({ on: true, wasOn, guard: status }));
      else terminal.print(formatDivertPage(await readDivertState(config)));
    });
}

/** Repeated, or several in one word: `--from 192.0.2.0/24,198.51.100.7`. */
function createNetworksOption<Flags extends string>(flags: Flags, description: string) {
  return new Option(flags, description)
    .default([] as string[], 'none')
    .argParser((word: string, before: string[]): string[] => [...before, ...parseNetworks(word)]);
}

function parseNetworks(word: string): string[] {
  return word
    .split(/[\s,]+/)
    .filter((text) => text !== '')
    .map((text) => {
      const network = parseNetwork(text);
      if (network instanceof Complaint)
        throw new InvalidArgumentError(`${network.what}: ${network.cure}`);
      return network;
    });
}

interface Options {
  readonly config: string;
  readonly json: boolean;
}

async function turnOff(terminal: Terminal, { config: file, json }: Options): Promise<void> {
  const { config } = readConfig(file);
  const wasOn = await stopDivert(config, resolve(file));
  const sentence = wasOn
    ? 'SIP goes to Asterisk again. Phones that registered through farend come back at their next REGISTER.'
    : 'nothing was diverted';
  terminal.print(json ? formatJson({ on: false, wasOn }) : sentence);
}

async function tellStatus(terminal: Terminal, { config: file, json }: Options): Promise<void> {
  const { config } = readConfig(file);
  const state = await readDivertState(config);
  const verdict = judgeDivert(state);
  if (verdict === 'open') terminal.raiseExitCode(1);
  if (json) terminal.print(formatJson({ verdict, ...state }));
  else terminal.print(formatDivertPage(state));
}
