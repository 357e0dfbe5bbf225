// What a capture file is and where it was taken, and what of it was not read.

import type { CaptureReport } from '../app/explain/capture-report.ts';
import type { Vantage } from '../app/explain/vantage.ts';
import { escapeControl } from '../base/escape-control.ts';
import { wrapText } from './spans.ts';
import type { Terminal } from './terminal.ts';

const vantages: Readonly<Record<Vantage, string>> = {
  inside: 'Taken between the phones and their router: addresses are those inside of it.',
  outside: "Taken on the server's side of the routers: addresses are those that the server sees.",
  both: 'Taken on both sides of a router, or with phones on both sides.',
  local: 'No address is translated between phones and server.',
  unknown: '',
};

/** The reasons that a person can do something about, or has to know of. */
const remarks: Readonly<Record<string, string>> = {
  'sip-over-tcp': 'of SIP over TCP: not read, only UDP is',
  tls: 'of SIP over TLS: encrypted, not read',
  cut: 'cut by the capture itself: take it with tcpdump -s 0',
  'bad-fragment': 'in fragments that contradict each other: not read',
  'lost-fragment': 'in fragments of which some are missing: not read',
  'unknown-link': 'of a link that is not known: not read',
  'bad-packet': 'damaged: not read',
  'bad-text': 'begun as SIP and could not be read as such',
  'malformed-sip': 'malformed SIP: not read',
  'too-large': 'too large for SIP: not read',
  forgotten: 'too many at once: not followed',
};

export function formatCaptureHead(terminal: Terminal, report: CaptureReport): string {
  const { file, format, packets, messages, vantage, servers, openAtEnd, from } = report;
  const size = format === 'text' ? '' : `${count(packets, 'packet')}, `;
  const title = `${format}, ${size}${count(messages, 'message')} of SIP over UDP`;
  const times = from === 0 ? [] : [formatPeriod(report)];
  const sentences = [
    vantages[vantage],
    servers.length === 0 ? 'Nobody registers in it.' : `REGISTERs go to ${formatServers(servers)}.`,
    openAtEnd === 0
      ? ''
      : `${count(openAtEnd, 'request')} had no answer yet when it ended: nothing follows from that.`,
  ];
  const text = sentences.filter((sentence) => sentence !== '').join(' ');
  return [
    `${terminal.paint('bold', escapeControl(file))}  ${title}`,
    ...times,
    ...wrapText(text, terminal.width),
    ...listRemarks(report).map((remark) => terminal.paint('yellow', `! ${remark}`)),
  ].join('\n');
}

/** A text log does not name the machine that wrote it. */
function formatServers(servers: readonly string[]): string {
  const named = servers.filter((server) => !server.startsWith('0.0.0.0:'));
  if (named.length === 0) return 'the server that wrote it';
  return named.length > 5
    ? `${named.slice(0, 5).join(', ')} and ${named.length - 5} more`
    : named.join(', ');
}

function listRemarks({ skipped, cutOff }: CaptureReport): string[] {
  const counts: Readonly<Record<string, number>> = skipped;
  const told = Object.entries(remarks).flatMap(([why, remark]) => {
    const number = counts[why] ?? 0;
    return number === 0 ? [] : [`${number.toLocaleString('en')} ${remark}`];
  });
  return cutOff === undefined ? told : [`at byte ${cutOff.offset}: ${cutOff.what}`, ...told];
}

function formatPeriod({ from, to }: CaptureReport): string {
  const [start, end] = [formatTime(from), formatTime(to)];
  const isOneDay = start.slice(0, 10) === end.slice(0, 10);
  const until = isOneDay ? end.slice(11) : end;
  return `${start} to ${until} UTC, ${formatDuration(to - from)}`;
}

function formatTime(timeMs: number): string {
  const date = new Date(timeMs);
  return Number.isNaN(date.getTime()) ? '' : date.toISOString().slice(0, 19).replace('T', ' ');
}

function formatDuration(milliseconds: number): string {
  const seconds = Math.max(Math.round(milliseconds / 1_000), 0);
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 120 ? `${minutes} min` : `${(minutes / 60).toFixed(1)} h`;
}

function count(amount: number, noun: string): string {
  return `${amount.toLocaleString('en')} ${noun}${amount === 1 ? '' : 's'}`;
}
