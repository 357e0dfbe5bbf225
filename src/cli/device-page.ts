// One endpoint in full: each of its devices with what follows from what, and the history.

import type { EndpointAnswer } from '../api/http/answer-schemas.ts';
import type { DeviceChange, DeviceInFull } from '../api/http/device-schema.ts';
import { escapeControl } from '../base/escape-control.ts';
import { formatFinding } from './finding-text.ts';
import { bullets, formatTime, line } from './page-lines.ts';
import type { Terminal } from './terminal.ts';
import { formatExpiry, paintVerdict } from './verdict-style.ts';

/** More is in `--json`. */
const HISTORY_LINES = 20;

export function formatDevicePage(
  terminal: Terminal,
  { endpoint, devices, history }: EndpointAnswer,
  nowMs: number,
): string {
  const parts = devices.map((device) => formatDevice(terminal, device, nowMs));
  if (devices.length === 0) parts.push([`${escapeControl(endpoint)} has no device any more`]);
  if (history.length > 0)
    parts.push([
      terminal.paint('bold', 'history, latest first'),
      ...history.slice(0, HISTORY_LINES).map((change) => `  ${formatChange(change)}`),
    ]);
  return parts.map((lines) => lines.join('\n')).join('\n\n');
}

function formatDevice(terminal: Terminal, device: DeviceInFull, nowMs: number): string[] {
  const { verdict } = device;
  return [
    terminal.paint('bold', escapeControl(formatTitle(device))),
    line('verdict', paintVerdict(terminal, verdict.value, verdict.value)),
    ...bullets(verdict.evidence),
    ...formatLeg(device),
    ...list('NAT', device.wire === null ? 'not known' : device.nat.value),
    ...bullets(device.wire === null ? [] : device.nat.evidence),
    ...list('rport', device.rport),
    ...list('registered', formatRegistration(device, nowMs)),
    ...list('real address', device.received),
    ...list('contact', device.contact),
    ...list('user agent', device.userAgent),
    ...list('site', device.site),
    ...list('policy', device.policy === 'unknown' ? null : device.policy),
    ...formatAsterisk(device),
    ...formatLastRegister(device),
    ...device.flows.flatMap(({ source, since }, at) =>
      list(at === 0 ? 'flows' : '', `${source} since ${formatTime(since)}`),
    ),
    ...device.findings.flatMap((finding) => ['', ...formatFinding(terminal, finding)]),
  ];
}

function formatTitle({ endpoint, device, aor }: DeviceInFull): string {
  const which = device === null ? 'no device is known' : `device ${device.number} of ${device.of}`;
  return aor === endpoint ? `${endpoint}, ${which}` : `${endpoint}, ${which}, AOR ${aor}`;
}

/** Its evidence is often that of the verdict. */
function formatLeg({ brokenLeg, verdict }: DeviceInFull): string[] {
  if (brokenLeg.value === 'none') return [];
  const evidence = brokenLeg.evidence.filter((sentence) => !verdict.evidence.includes(sentence));
  return [line('broken leg', brokenLeg.value), ...bullets(evidence)];
}

function formatRegistration(device: DeviceInFull, nowMs: number): string {
  const { registered, expiresAt } = device;
  if (!registered) return 'no';
  return expiresAt === null
    ? 'yes'
    : `yes, for another ${formatExpiry(device, nowMs)}, until ${formatTime(expiresAt)}`;
}

function formatAsterisk({ asterisk, asteriskView: view }: DeviceInFull): string[] {
  if (view === null) return list('Asterisk', asterisk);
  const name = asterisk === null ? '' : `${asterisk}: `;
  const { status, roundTripUs } = view;
  const isTimed = status === 'reachable' && roundTripUs !== null && roundTripUs > 0;
  const roundTrip = isTimed ? ` within ${Math.ceil(roundTripUs / 1_000)} ms` : '';
  const refusal = view.lastRefusal;
  const why = refusal === null || refusal.reason === '' ? '' : `, ${refusal.reason}`;
  return [
    ...list('Asterisk', `${name}${status}${roundTrip}, since ${formatTime(view.since)}`),
    ...list('', view.contactUri === '' ? null : view.contactUri),
    ...list('last refusal', refusal && `${refusal.outcome} at ${formatTime(refusal.time)}${why}`),
  ];
}

function formatLastRegister({ wire, producer }: DeviceInFull): string[] {
  if (wire === null) return [];
  const { statusCode, credentials, retransmissions, callId, natTests, localSocket } = wire;
  const answer = statusCode === 0 ? 'no answer' : `answered ${statusCode}`;
  const repeated = retransmissions === 0 ? '' : `, repeated ${retransmissions} times`;
  return [
    ...list(
      'last REGISTER',
      `${formatTime(wire.lastSeen)}, ${answer}, credentials ${credentials}${repeated}`,
    ),
    ...list('', `to ${localSocket}, Call-ID ${callId}, seen by ${producer}`),
    ...list('NAT tests', natTests.join(', ') || null),
  ];
}

function formatChange({ time, kind, source, statusCode, detail }: DeviceChange): string {
  const words = [formatTime(time), kind.padEnd(11), source, statusCode, detail];
  return escapeControl(
    words
      .filter((word) => word !== null && word !== '')
      .join('  ')
      .trimEnd(),
  );
}

function list(label: string, value: string | null): string[] {
  return value === null ? [] : [line(label, escapeControl(value))];
}
