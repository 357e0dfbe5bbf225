// A notification as Alertmanager's webhook sends it, version 4 (prometheus.io, Configuration,
// webhook_config; template.Data): whoever reads Alertmanager's reads ours.

import type { Alert, Notification } from '../alert.ts';

/** Go's zero time, which Alertmanager writes while an alert fires. */
const NOT_YET = '0001-01-01T00:00:00Z';

interface WebhookAlert {
  readonly status: 'firing' | 'resolved';
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly generatorURL: string;
  readonly fingerprint: string;
}

export interface WebhookPayload {
  readonly version: '4';
  readonly groupKey: string;
  readonly truncatedAlerts: number;
  readonly status: 'firing' | 'resolved';
  readonly receiver: string;
  readonly groupLabels: Labels;
  readonly commonLabels: Labels;
  readonly commonAnnotations: Labels;
  readonly externalURL: string;
  readonly alerts: readonly WebhookAlert[];
}

type Labels = Readonly<Record<string, string>>;

export function makeWebhookPayload(notification: Notification): WebhookPayload {
  const { groupKey, truncatedAlerts, status, receiver, groupLabels } = notification;
  const alerts = notification.alerts.map(describeAlert);
  return {
    version: '4',
    groupKey,
    truncatedAlerts,
    status,
    receiver,
    groupLabels,
    commonLabels: findCommon(alerts.map(({ labels }) => labels)),
    commonAnnotations: findCommon(alerts.map(({ annotations }) => annotations)),
    // Farend has no page of its own to lead to.
    externalURL: '',
    alerts,
  };
}

/** Times as RFC 3339 §5.6 writes them. */
function describeAlert({
  status,
  labels,
  annotations,
  startsAt,
  endsAt,
  fingerprint,
}: Alert): WebhookAlert {
  return {
    status,
    labels: leaveOutEmpty(labels),
    annotations: { ...annotations },
    startsAt: new Date(startsAt).toISOString(),
    endsAt: endsAt === 0 ? NOT_YET : new Date(endsAt).toISOString(),
    generatorURL: annotations.runbook_url,
    fingerprint,
  };
}

/** A label without a value is the same as none. */
function leaveOutEmpty(labels: Alert['labels']): Labels {
  const entries = Object.entries(labels) as [string, string | undefined][];
  return Object.fromEntries(
    entries.filter(([, value]) => value !== undefined && value !== ''),
  ) as Labels;
}

/** What all of them say alike. */
function findCommon([first = {}, ...others]: readonly Labels[]): Labels {
  const isCommon = ([name, value]: [string, string]) =>
    others.every((labels) => labels[name] === value);
  return Object.fromEntries(Object.entries(first).filter(isCommon));
}
