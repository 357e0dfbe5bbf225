// The table of phones, in 132 columns, and the line that counts them.

import type { DeviceList } from '../api/http/answer-schemas.ts';
import type { Device } from '../api/http/device-schema.ts';
import { escapeControl } from '../base/escape-control.ts';
import { verdicts } from '../correlation/device-record.ts';
import type { Terminal } from './terminal.ts';
import { formatExpiry, formatVerdict, paintVerdict } from './verdict-style.ts';

const MAX_WIDTH = 132;
const GAP = '  ';

interface Column {
  readonly title: string;
  /** When the table is too wide, the column gives way down to this; undefined: never. The sum fits. */
  readonly minWidth?: number;
  readonly show: (device: Device, nowMs: number) => string;
}

const VERDICT_TITLE = 'VERDICT';

const columns: readonly Column[] = [
  { title: 'ENDPOINT', minWidth: 8, show: formatEndpoint },
  { title: 'SITE', minWidth: 6, show: ({ site }) => site ?? '-' },
  { title: VERDICT_TITLE, show: formatVerdict },
  { title: 'NAT', show: ({ nat, wire }) => (wire === null ? '-' : nat.value) },
  { title: 'RPORT', show: ({ rport }) => rport ?? '-' },
  { title: 'REAL ADDRESS', minWidth: 21, show: ({ received }) => received ?? '-' },
  { title: 'EXPIRES', show: formatExpiry },
  { title: 'FINDINGS', minWidth: 8, show: ({ findings }) => findings.join(', ') || '-' },
  { title: 'USER AGENT', minWidth: 10, show: ({ userAgent }) => userAgent ?? '-' },
];

/** Which give way first. */
const yielding = ['USER AGENT', 'SITE', 'ENDPOINT', 'FINDINGS', 'REAL ADDRESS'];

/** @param devices one at least, shown in their order */
export function formatStatusTable(
  terminal: Terminal,
  devices: readonly Device[],
  nowMs: number,
): string {
  const rows = devices.map((device) =>
    columns.map(({ show }) => escapeControl(show(device, nowMs))),
  );
  const widths = fitWidths(rows);
  const head = columns.map(({ title }, at) => title.padEnd(widths[at] ?? 0)).join(GAP);
  const lines = rows.map((cells, row) => {
    const device = devices[row] as Device;
    return cells
      .map((cell, at) => {
        const text = cut(cell, widths[at] ?? 0).padEnd(widths[at] ?? 0);
        const isVerdict = columns[at]?.title === VERDICT_TITLE;
        return isVerdict ? paintVerdict(terminal, device.verdict.value, text) : text;
      })
      .join(GAP)
      .trimEnd();
  });
  return [terminal.paint('bold', head.trimEnd()), ...lines].join('\n');
}

function formatEndpoint({ endpoint, device }: Device): string {
  return device === null || device.of === 1
    ? endpoint
    : `${endpoint} ${device.number}/${device.of}`;
}

function fitWidths(rows: readonly (readonly string[])[]): number[] {
  const widths = columns.map(({ title }, at) =>
    rows.reduce((width, cells) => Math.max(width, cells[at]?.length ?? 0), title.length),
  );
  let excess = widths.reduce((sum, width) => sum + width + GAP.length, -GAP.length) - MAX_WIDTH;
  for (const title of yielding) {
    const at = columns.findIndex((column) => column.title === title);
    const width = widths[at] ?? 0;
    const taken = Math.min(Math.max(excess, 0), Math.max(width - (columns[at]?.minWidth ?? 0), 0));
    widths[at] = width - taken;
    excess -= taken;
  }
  return widths;
}

function cut(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, width - 1)}…`;
}

/** `3 phones: 1 failing, 2 ok` */
export function formatSummary(
  terminal: Terminal,
  counts: DeviceList['verdicts'],
  noun: 'phone' | 'stranger' = 'phone',
): string {
  const words = verdicts.filter((word) => counts[word] > 0);
  const total = words.reduce((sum, word) => sum + counts[word], 0);
  if (total === 0) return `no ${noun} is known`;
  const parts = words.map((word) => paintVerdict(terminal, word, `${counts[word]} ${word}`));
  return `${total} ${noun}${total === 1 ? '' : 's'}: ${parts.join(', ')}`;
}

/** Those that the table leaves out, in one line. */
export function formatStrangers(count: number): string {
  const who = count === 1 ? '1 stranger' : `${count.toLocaleString('en')} strangers`;
  return `plus ${who}, on accounts that Asterisk does not have: farend status --strangers`;
}
