// `farend alerts`: what fires, who is not told of it and why, and what waits to be delivered.

import type { Command } from '@commander-js/extra-typings';
import {
  alertListSchema,
  notificationListSchema,
  retriedSchema,
  silenceListSchema,
} from '../../api/http/alert-schema.ts';
import { formatJson } from '../../base/escape-control.ts';
import { formatAlertSummary, formatAlerts } from '../alert-page.ts';
import { type AskOptions, ask } from '../ask.ts';
import { createConfigOption, createJsonOption } from '../config-option.ts';
import { formatDeliveries } from '../delivery-lines.ts';
import type { Terminal } from '../terminal.ts';

const ALERTS = { method: 'GET', path: '/v1/alerts', schema: alertListSchema } as const;
const SILENCES = { method: 'GET', path: '/v1/silences', schema: silenceListSchema } as const;
const NOTIFICATIONS = {
  method: 'GET',
  path: '/v1/notifications',
  schema: notificationListSchema,
} as const;

interface Options extends AskOptions {
  readonly all?: true | undefined;
}

/** Adds the command to the program. */
export function registerAlerts(program: Command, terminal: Terminal): void {
  const alerts = program
    .command('alerts')
    .description('show what fires, who is not told and why, and what waits to be delivered')
    .addOption(createConfigOption())
    .option('--all', 'also what another finding explains, and what ended lately')
    .addOption(createJsonOption())
    .addHelpText('after', '\nExample:\n  farend alerts -c farend.yaml')
    .action((options) => showAlerts(terminal, options));
  alerts
    .command('retry <id>')
    .description('deliver a notification after all that was given up')
    .addHelpText('after', '\nExample:\n  farend alerts retry 5d0c… -c farend.yaml')
    .action((id) => retry(terminal, alerts.opts(), id));
}

async function showAlerts(terminal: Terminal, options: Options): Promise<void> {
  const list = await ask(terminal, options, ALERTS);
  const silences = list && (await ask(terminal, options, SILENCES));
  const outbox = silences && (await ask(terminal, options, NOTIFICATIONS));
  if (list === undefined || silences === undefined || outbox === undefined) return;
  const alerts = list.alerts.filter(({ status }) => options.all || status === 'firing');
  if (options.json) {
    terminal.print(formatJson({ alerts, ...silences, ...outbox }));
    return;
  }
  const shown = options.all ? alerts : alerts.filter(({ explainedBy }) => explainedBy === null);
  const blocks = [
    ...formatAlerts(terminal, shown, silences.silences),
    formatAlertSummary(list.alerts),
    ...formatDeliveries(terminal, outbox),
  ];
  terminal.print(blocks.join('\n'));
}

async function retry(terminal: Terminal, options: AskOptions, id: string): Promise<void> {
  const path = `/v1/notifications/${encodeURIComponent(id)}/retry`;
  const retried = await ask(terminal, options, { method: 'POST', path, schema: retriedSchema });
  if (retried === undefined) return;
  terminal.print(options.json ? formatJson({ retried: id }) : `${retried.id} is tried at once`);
}
