// A notification as a Slack message in Block Kit: a headline, the gravest alerts with what to do, and
// the names of the rest. Within Slack's limits, which it answers with a refusal of the whole message.

import type { Alert, Notification } from '../alert.ts';
import { writeHeadline } from './headline.ts';
import { cutText, escapeMrkdwn, formatDate } from './slack-text.ts';

/** docs.slack.dev, Block Kit: a header, and a section. */
const MAX_HEADER = 150;
/** A section takes 3,000; all blocks together about 13,000 (`msg_blocks_too_long`, not documented). */
const MAX_SECTION = 940;
const MAX_NAMES = 1_500;
const MAX_FALLBACK = 300;
const MAX_TOLD = 10;

interface SlackBlock {
  readonly type: 'header' | 'section' | 'context';
  readonly [key: string]: unknown;
}

export interface SlackMessage {
  /** For previews, and for readers of text alone. */
  readonly text: string;
  readonly blocks: readonly SlackBlock[];
}

export function makeSlackMessage(notification: Notification): SlackMessage {
  const { alerts, truncatedAlerts } = notification;
  const headline = writeHeadline(notification);
  const told = alerts.slice(0, MAX_TOLD);
  const rest = nameRest(alerts.slice(MAX_TOLD), truncatedAlerts);
  const first = alerts[0]?.annotations.summary ?? '';
  return {
    text: cutText(escapeMrkdwn(`${headline}. ${first}`), MAX_FALLBACK),
    blocks: [
      {
        type: 'header',
        text: { type: 'plain_text', text: cutText(headline, MAX_HEADER), emoji: false },
      },
      ...told.map(tellAlert),
      ...(rest === '' ? [] : [makeSection(cutText(rest, MAX_NAMES))]),
      { type: 'context', elements: [{ type: 'mrkdwn', text: formatDate(notification.at) }] },
    ],
  };
}

/** Verbatim: no address that somebody writes into a name becomes a link, and no `@` or `#` a mention. */
function makeSection(text: string): SlackBlock {
  return { type: 'section', text: { type: 'mrkdwn', text, verbatim: true }, expand: true };
}

function tellAlert({ status, labels, annotations, startsAt, endsAt }: Alert): SlackBlock {
  const summary = escapeMrkdwn(annotations.summary);
  const since = formatDate(startsAt);
  if (status === 'resolved')
    return makeSection(
      `${cutText(`Resolved: ${summary}`, MAX_SECTION)}\n${since} – ${formatDate(endsAt)}`,
    );
  const steps = annotations.remedy.split('\n').filter((step) => step !== '');
  const lines = [`*${summary}*`, ...steps.map((step) => `• ${escapeMrkdwn(step)}`)];
  return makeSection(
    `${cutText(lines.join('\n'), MAX_SECTION)}\n${labels.severity} since ${since}`,
  );
}

/** So that each phone is in a message, if not with all that there is to say. */
function nameRest(rest: readonly Alert[], truncated: number): string {
  const count = rest.length + truncated;
  if (count === 0) return '';
  const names = new Set(rest.map(nameSubject).filter((name) => name !== ''));
  const listed = escapeMrkdwn(cutText([...names].join(', '), MAX_NAMES));
  return `and ${count} more${listed === '' ? '' : `: ${listed}`}`;
}

function nameSubject({
  labels: { endpoint, aor, address, site, asterisk, alertname },
}: Alert): string {
  return endpoint || aor || address || site || asterisk || alertname;
}
