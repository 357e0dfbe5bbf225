// `farend test-alert`: one alert to every receiver, and what came of it.

import type { Command } from '@commander-js/extra-typings';
import { testResultSchema } from '../../api/http/alert-schema.ts';
import { escapeControl, formatJson } from '../../base/escape-control.ts';
import { type AskOptions, ask } from '../ask.ts';
import { createConfigOption, createJsonOption } from '../config-option.ts';
import type { Terminal } from '../terminal.ts';

/** Longer than the companion waits for its receivers. */
const DEADLINE_MS = 35_000;

/** Adds the command to the program. */
export function registerTestAlert(program: Command, terminal: Terminal): void {
  program
    .command('test-alert')
    .description('send a test alert to every receiver, and say what came of it')
    .addOption(createConfigOption())
    .addOption(createJsonOption())
    .addHelpText('after', '\nExample:\n  farend test-alert -c farend.yaml')
    .action((options) => testAlert(terminal, options));
}

async function testAlert(terminal: Terminal, options: AskOptions): Promise<void> {
  const answer = await ask(terminal, options, {
    method: 'POST',
    path: '/v1/test-alert',
    schema: testResultSchema,
    deadlineMs: DEADLINE_MS,
  });
  if (answer === undefined) return;
  const { results } = answer;
  if (results.length === 0 || results.some(({ delivered }) => !delivered))
    terminal.raiseExitCode(1);
  if (options.json) terminal.print(formatJson(answer));
  else if (results.length === 0)
    terminal.print('no receiver is configured: write alerts.slack or alerts.webhooks');
  else for (const result of results) terminal.print(formatResult(terminal, result));
}

function formatResult(
  terminal: Terminal,
  { receiver, delivered, reason }: { receiver: string; delivered: boolean; reason: string | null },
): string {
  const outcome = delivered
    ? terminal.paint('green', 'delivered')
    : terminal.paint('red', `not delivered: ${escapeControl(reason ?? '')}`);
  return `${receiver}: ${outcome}`;
}
