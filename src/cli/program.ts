// The command line: what is common to all commands, and the list of them.

import { Command, CommanderError } from '@commander-js/extra-typings';
import { readVersion } from '../app/version.ts';
import { type AppError, type ErrorCode, isAppError } from '../base/app-error.ts';
import type { ExitCode, Terminal } from './terminal.ts';

type Register = (program: Command, terminal: Terminal) => void;

/** In the order of the help page. */
const commands: Readonly<Record<string, () => Promise<Register>>> = {
  init: async () => (await import('./commands/init.ts')).registerInit,
  run: async () => (await import('./commands/run.ts')).registerRun,
  proxy: async () => (await import('./commands/proxy.ts')).registerProxy,
  companion: async () => (await import('./commands/companion.ts')).registerCompanion,
  check: async () => (await import('./commands/check.ts')).registerCheck,
  status: async () => (await import('./commands/status.ts')).registerStatus,
  ips: async () => (await import('./commands/ips.ts')).registerIps,
  alerts: async () => (await import('./commands/alerts.ts')).registerAlerts,
  silence: async () => (await import('./commands/silence.ts')).registerSilence,
  'test-alert': async () => (await import('./commands/test-alert.ts')).registerTestAlert,
  forget: async () => (await import('./commands/forget.ts')).registerForget,
  policy: async () => (await import('./commands/policy.ts')).registerPolicy,
  doctor: async () => (await import('./commands/doctor.ts')).registerDoctor,
  divert: async () => (await import('./commands/divert.ts')).registerDivert,
  explain: async () => (await import('./commands/explain.ts')).registerExplain,
  bans: async () => (await import('./commands/bans.ts')).registerBans,
  undo: async () => (await import('./commands/undo.ts')).registerUndo,
};

const examples = `
Example:
  farend check -c farend.yaml

Exit codes: 0 fine, 1 failed or found something, 2 usage or configuration.`;

/** Runs one command line; `args` without node and script. Never rejects for a foreseen failure. */
export async function runCli(args: readonly string[], terminal: Terminal): Promise<void> {
  try {
    const program = createProgram(terminal);
    for (const register of await loadCommands(args[0])) register(program, terminal);
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) terminal.raiseExitCode(error.exitCode === 0 ? 0 : 2);
    else if (isAppError(error)) reportFailure(error, terminal);
    else throw error;
  }
}

function createProgram(terminal: Terminal): Command {
  return new Command('farend')
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
}

/**
 * The one that is named, or all for the help page: a service stays in memory for months and shall not
 * keep what only the other commands need.
 */
function loadCommands(name = ''): Promise<Register[]> {
  const named = Object.hasOwn(commands, name) ? commands[name] : undefined;
  const loaders = named === undefined ? Object.values(commands) : [named];
  return Promise.all(loaders.map((load) => load()));
}

/** Failures of what the command was given to read. */
const unusable: ReadonlySet<ErrorCode> = new Set([
  'CONFIG_INVALID',
  'CONFIG_UNREADABLE',
  'CAPTURE_INVALID',
  'CAPTURE_UNREADABLE',
]);

function reportFailure(error: AppError, terminal: Terminal): void {
  const code: ExitCode = unusable.has(error.code) ? 2 : 1;
  terminal.printError(error.code === 'CONFIG_INVALID' ? error.message : `farend: ${error.message}`);
  terminal.raiseExitCode(code);
}
