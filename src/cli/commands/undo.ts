// `farend undo`: everything that farend did to this machine, taken back.

import type { Command } from '@commander-js/extra-typings';
import {
  listUndo,
  type UndoOptions,
  type UndoResult,
  undoInstallation,
} from '../../app/install/undo-run.ts';
import { escapeControl, formatJson } from '../../base/escape-control.ts';
import { createConfigOption, createJsonOption } from '../config-option.ts';
import { formatTable } from '../plain-table.ts';
import type { Terminal } from '../terminal.ts';

const MS_PER_S = 1000;

interface Options extends UndoOptions {
  readonly yes: boolean;
  readonly json: boolean;
}

/** Adds the command to the program. */
export function registerUndo(program: Command, terminal: Terminal): void {
  program
    .command('undo')
    .description('take farend out: every file as it was before farend init')
    .addOption(createConfigOption())
    .option('--keep-policy', 'leave what "farend policy" wrote for Asterisk', false)
    .option('--purge', 'take away as well what farend remembers (state)', false)
    .option(
      '--run <directory>',
      'Unix sockets, where the configuration does not say',
      '/run/farend',
    )
    .option('-y, --yes', 'do not ask, also at a terminal', false)
    .addOption(createJsonOption())
    .addHelpText('after', '\nExample:\n  farend undo')
    .action((options) => runUndo(terminal, options));
}

async function runUndo(terminal: Terminal, options: Options): Promise<void> {
  const files = await listUndo(options);
  if (files === undefined) {
    if (options.json) terminal.print(formatJson({ installed: false }));
    else
      terminal.print(`Nothing is installed by ${options.config}: there is nothing to take back.`);
    return;
  }
  const isAsked = !options.yes && !options.json;
  if (isAsked) {
    terminal.print('These are put back as they were before farend init, or taken away:');
    for (const file of files) terminal.print(`  ${escapeControl(file)}`);
    if (!(await terminal.confirm('Take farend out?'))) {
      terminal.print('Nothing was changed.');
      terminal.raiseExitCode(1);
      return;
    }
  }
  const result = await undoInstallation(options, {
    onStep: (sentence) => terminal.printError(escapeControl(sentence)),
  });
  if (result.failures.length > 0) terminal.raiseExitCode(1);
  if (options.json)
    terminal.print(formatJson({ installed: result.failures.length > 0, ...result }));
  else printResult(terminal, result);
}

function printResult(
  terminal: Terminal,
  { remarks, returns, running, failures }: UndoResult,
): void {
  if (returns.length > 0) printReturns(terminal, returns);
  for (const remark of remarks) terminal.print(`- ${escapeControl(remark)}`);
  for (const failure of failures) terminal.printError(escapeControl(`farend: ${failure}`));
  terminal.print(conclude({ running, failures }));
}

function conclude({ running, failures }: Pick<UndoResult, 'running' | 'failures'>): string {
  if (failures.length > 0)
    return 'Not everything could be taken back: see above, then run farend undo again.';
  if (running.length === 0) return 'farend is out: everything is as it was.';
  return [
    'Every file is as it was. farend itself still runs, and serves phones that write to it. End it:',
    `  kill ${running.join(' ')}`,
  ].join('\n');
}

function printReturns(terminal: Terminal, returns: UndoResult['returns']): void {
  terminal.print(
    'These phones were registered through farend. Each is back by itself, at the latest within:',
  );
  const rows = returns.map(({ aor, withinMs, userAgent }) => [
    escapeControl(aor),
    `${Math.ceil(withinMs / MS_PER_S)} s`,
    escapeControl(userAgent),
  ]);
  terminal.print(formatTable(terminal, ['PHONE', 'WITHIN', 'USER AGENT'], rows));
}
