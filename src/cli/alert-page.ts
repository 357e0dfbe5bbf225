// Alerts for a person: what fires, the gravest first, and behind each why whom is not told.

import type { AlertAnswer, SilenceAnswer } from '../api/http/alert-schema.ts';
import { escapeControl } from '../base/escape-control.ts';
import { severities } from '../diagnosis/finding.ts';
import { paintSeverity } from './finding-text.ts';
import { formatTime } from './page-lines.ts';
import type { Terminal } from './terminal.ts';

type Decision = AlertAnswer['decisions'][number];

/** What the reasons mean, after `slack:`. */
const reasons: Readonly<Record<Decision['reason'], string>> = {
  ended: 'it ended',
  'not-seen-since-start': 'not seen since the start of farend',
  explained: 'explained',
  silenced: 'silenced',
  'below-severity': 'not grave enough for it',
  'held-for-digest': 'waits for the daily digest',
  'in-digest': 'was in the daily digest',
  'held-for-first-look': 'waits for the first look',
  'group-wait': 'waits for others of its group',
  'group-interval': 'its group was told of a moment ago',
  'busy-group': 'its group is told of less and less often',
  settling: 'ended a moment ago, may come back',
  'repeat-interval': 'told',
};

/** @returns one block for each */
export function formatAlerts(
  terminal: Terminal,
  alerts: readonly AlertAnswer[],
  silences: readonly SilenceAnswer[],
): string[] {
  return [...alerts]
    .sort(compareGravity)
    .flatMap((alert) => formatAlert(terminal, alert, silences));
}

function formatAlert(
  terminal: Terminal,
  alert: AlertAnswer,
  silences: readonly SilenceAnswer[],
): string[] {
  const { status, labels, annotations, startsAt, endsAt } = alert;
  const severity = severityOf(alert);
  const place = [labels.endpoint ?? labels.address ?? labels.asterisk, labels.site];
  const span =
    status === 'firing' ? `since ${formatTime(startsAt)}` : `ended ${formatTime(endsAt)}`;
  const title = [severity, labels.alertname, ...place, span].filter(Boolean).join('  ');
  return [
    paintSeverity(terminal, severity, escapeControl(title)),
    `  ${escapeControl(annotations.summary ?? '')}`,
    ...formatWhy(alert, silences).map((line) => `  ${escapeControl(line)}`),
  ];
}

function formatWhy(
  { explainedBy, silencedBy, decisions }: AlertAnswer,
  silences: readonly SilenceAnswer[],
): string[] {
  const silence = silences.find(({ id }) => id === silencedBy);
  const comment = silence?.comment ? `: ${silence.comment}` : '';
  const until = silence === undefined ? '' : ` until ${formatTime(silence.endsAt)}`;
  return [
    ...(explainedBy === null ? [] : [`not told: ${explainedBy} explains it`]),
    ...(silencedBy === null ? [] : [`not told: silence ${silencedBy}${until}${comment}`]),
    ...(explainedBy !== null || silencedBy !== null ? [] : decisions.map(formatDecision)),
  ];
}

function formatDecision({ receiver, reason, told, until }: Decision): string {
  const known = told && reason !== 'repeat-interval' ? ', was told before' : '';
  const next = until === null ? '' : `, next at ${formatTime(until)}`;
  return `${receiver}: ${reasons[reason]}${known}${next}`;
}

/** `3 alerts fire: 1 explained, 1 silenced` */
export function formatAlertSummary(alerts: readonly AlertAnswer[]): string {
  const firing = alerts.filter(({ status }) => status === 'firing');
  if (firing.length === 0) return 'no alert fires';
  const explained = firing.filter(({ explainedBy }) => explainedBy !== null).length;
  const silenced = firing.filter(({ silencedBy }) => silencedBy !== null).length;
  const parts = [
    ...(explained > 0 ? [`${explained} explained by others`] : []),
    ...(silenced > 0 ? [`${silenced} silenced`] : []),
  ];
  const count = firing.length === 1 ? '1 alert fires' : `${firing.length} alerts fire`;
  return parts.length === 0 ? count : `${count}: ${parts.join(', ')}`;
}

function severityOf({ labels }: AlertAnswer): (typeof severities)[number] {
  return severities.find((severity) => severity === labels.severity) ?? 'info';
}

function compareGravity(a: AlertAnswer, b: AlertAnswer): number {
  const gravity = (alert: AlertAnswer) => severities.indexOf(severityOf(alert));
  const isSame = a.status === b.status;
  return isSame ? gravity(b) - gravity(a) : Number(a.status === 'resolved') * 2 - 1;
}
