// What phones of one make, model and firmware do, as a table.

import type { ModelList } from '../api/http/finding-schema.ts';
import { escapeControl } from '../base/escape-control.ts';
import { formatTable } from './plain-table.ts';
import type { Terminal } from './terminal.ts';

const head = [
  'MAKE',
  'MODEL',
  'FIRMWARE',
  'PHONES',
  'OFFER RPORT',
  'SYMMETRIC',
  'LISTEN ELSEWHERE',
  'KEEP PORT',
  'LOSE PORT',
];

export function formatModelTable(terminal: Terminal, { models }: ModelList): string {
  if (models.length === 0) return 'no phone is registered whose User-Agent was seen';
  const rows = models.map((counts) => [
    ...[counts.make, counts.model, counts.firmware].map((name) => escapeControl(name ?? '-')),
    ...[
      counts.phones,
      counts.offersRport,
      counts.isSymmetric,
      counts.listensElsewhere,
      counts.keepsAlive,
      counts.losesPort,
    ].map(String),
  ]);
  return formatTable(terminal, head, rows);
}
