// The command line: what is common to all commands, and the list of them.

import { Command, CommanderError } from '@commander-js/extra-typings';
import { readVersion } from '../app/version.ts';
import { type AppError, isAppError } from '../base/app-error.ts';
import { registerBans } from './commands/bans.ts';
import { registerCheck } from './commands/check.ts';
import { registerCompanion } from './commands/companion.ts';
import { registerForget } from './commands/forget.ts';
import { registerIps } from './commands/ips.ts';
import { registerProxy } from './commands/proxy.ts';
import { registerRun } from './commands/run.ts';
import { registerStatus } from './commands/status.ts';
import type { ExitCode, Terminal } from './terminal.ts';

/** In the order of the help page. */
const registerCommands = [
  registerRun,
  registerProxy,
  registerCompanion,
  registerCheck,
  registerStatus,
  registerIps,
  registerForget,
  registerBans,
] as const;

const examples = `
Example:
  farend check -c farend.yaml

Exit codes: 0 fine, 1 failed or found something, 2 usage or configuration.`;

/** Runs one command line; `args` without node and script. Never rejects for a foreseen failure. */
export async function runCli(args: readonly string[], terminal: Terminal): Promise<void> {
  try {
    await createProgram(terminal).parseAsync(args, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) terminal.raiseExitCode(error.exitCode === 0 ? 0 : 2);
    else if (isAppError(error)) reportFailure(error, terminal);
    else throw error;
  }
}

function createProgram(terminal: Terminal): Command {
  const program = new Command('farend')
    .description('far-end NAT traversal for an Asterisk that already exists')
    .version(readVersion(), '-V, --version', 'show the version')
    .helpOption('-h, --help', 'show this help')
    .helpCommand('help [command]', 'show the help of a command')
    .addHelpText('after', examples)
    .showHelpAfterError('(farend --help lists what there is)')
    .configureOutput({
      writeOut: (text) => terminal.print(text.trimEnd()),
      writeErr: (text) => terminal.printError(text.trimEnd()),
    })
    .exitOverride();
  for (const register of registerCommands) register(program, terminal);
  return program;
}

function reportFailure(error: AppError, terminal: Terminal): void {
  const isConfig = error.code === 'CONFIG_INVALID' || error.code === 'CONFIG_UNREADABLE';
  const code: ExitCode = isConfig ? 2 : 1;
  terminal.printError(error.code === 'CONFIG_INVALID' ? error.message : `farend: ${error.message}`);
  terminal.raiseExitCode(code);
}
