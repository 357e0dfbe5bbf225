// `farend bans`: the addresses whose datagrams the running proxy drops, listed, added and removed.

import { type Command, Option } from '@commander-js/extra-typings';
import { askProxy } from '../../app/ask-proxy.ts';
import { formatDuration } from '../../config/duration.ts';
import type { Question } from '../../feed/feed-connection.ts';
import { createConfigOption, createJsonOption, parseDurationArgument } from '../config-option.ts';
import type { Terminal } from '../terminal.ts';

const DEFAULT_FOR_MS = 3_600_000;

interface Options {
  readonly config: string;
  readonly json: boolean;
}

/** Adds the command to the program. */
export function registerBans(program: Command, terminal: Terminal): void {
  const bans = program
    .command('bans')
    .description('list the addresses that are banned, ban one, lift a ban')
    .addOption(createConfigOption())
    .addOption(createJsonOption())
    .addHelpText('after', '\nExample:\n  farend bans -c farend.yaml')
    .action((options) => listBans(terminal, options));
  bans
    .command('add <address>')
    .description('drop everything that comes from an IP address, for a time')
    .addOption(
      new Option('--for <duration>', 'for how long: 30m, 1h, 7d')
        .default(DEFAULT_FOR_MS, formatDuration(DEFAULT_FOR_MS))
        .argParser(parseDurationArgument),
    )
    .addHelpText('after', '\nExample:\n  farend bans add 203.0.113.66 --for 1h -c farend.yaml')
    .action((address, { for: forMs }) => addBan(terminal, bans.opts(), address, forMs));
  bans
    .command('remove <address>')
    .description('lift a ban')
    .addHelpText('after', '\nExample:\n  farend bans remove 203.0.113.66 -c farend.yaml')
    .action((address) => removeBan(terminal, bans.opts(), address));
}

async function listBans(terminal: Terminal, options: Options): Promise<void> {
  const answer = await ask(terminal, options, { type: 'bans' });
  if (answer === undefined) return;
  const bans = (answer.bans ?? []).map(({ address, untilMs }) => ({
    address,
    until: new Date(untilMs).toISOString(),
  }));
  const width = Math.max(...bans.map(({ address }) => address.length));
  const lines = bans.map(({ address, until }) => `${address.padEnd(width)}  until ${until}`);
  tell(terminal, options, { bans }, lines.join('\n') || 'no address is banned');
}

async function addBan(
  terminal: Terminal,
  options: Options,
  text: string,
  forMs: number,
): Promise<void> {
  const answer = await ask(terminal, options, { type: 'ban', address: text, forMs });
  if (answer === undefined) return;
  const { address = text } = answer;
  const sentence = `${address} is banned for ${formatDuration(forMs)}`;
  tell(terminal, options, { banned: address, forMs }, sentence);
}

async function removeBan(terminal: Terminal, options: Options, text: string): Promise<void> {
  const answer = await ask(terminal, options, { type: 'unban', address: text });
  if (answer === undefined) return;
  const { address = text } = answer;
  tell(terminal, options, { lifted: address }, `${address} is banned no more`);
}

/** What the proxy answered; undefined when it refused, and that is told. */
async function ask(terminal: Terminal, options: Options, question: Question) {
  const answer = await askProxy(options.config, question);
  if (answer.type === 'ok') return answer;
  terminal.raiseExitCode(1);
  if (options.json) tell(terminal, options, { refused: answer.reason }, '');
  else terminal.printError(`farend: refused: ${answer.reason}`);
  return undefined;
}

function tell(terminal: Terminal, { json }: Options, document: object, sentence: string): void {
  terminal.print(json ? JSON.stringify(document, null, 2) : sentence);
}
