// Alerts, silences and what waits to be delivered, as answers show them: ISO times, null for what is not.

import type { Silence } from '../../alerts/alert.ts';
import type { AlertView } from '../../alerts/alert-book.ts';
import type { AlertsView, TestResult } from '../alerts-view.ts';
import type { AlertAnswer, NotificationList, SilenceAnswer, TestAnswer } from './alert-schema.ts';
import { formatTime } from './format-time.ts';

export function describeAlert(view: AlertView): AlertAnswer {
  const { alert, decisions, explainedBy, silencedBy } = view;
  return {
    fingerprint: alert.fingerprint,
    status: alert.status,
    labels: { ...alert.labels },
    annotations: { ...alert.annotations },
    startsAt: formatTime(alert.startsAt),
    endsAt: formatMoment(alert.endsAt),
    explainedBy: explainedBy ?? null,
    silencedBy: silencedBy ?? null,
    decisions: decisions.map(({ receiver, reason, isTold, until }) => ({
      receiver,
      reason,
      told: isTold,
      until: until === undefined ? null : formatTime(until),
    })),
  };
}

export function describeSilence(silence: Silence): SilenceAnswer {
  const { id, matchers, comment, createdAt, endsAt } = silence;
  return {
    id,
    matchers: { ...matchers },
    comment,
    createdAt: formatTime(createdAt),
    endsAt: formatTime(endsAt),
  };
}

export function describeNotifications(view: AlertsView): NotificationList {
  return {
    receivers: view.receivers().map(({ oldestWaitingAt, ...receiver }) => ({
      ...receiver,
      oldestWaitingAt: formatMoment(oldestWaitingAt),
    })),
    notifications: view.undelivered().map((entry) => ({
      id: entry.id,
      receiver: entry.receiver,
      groupKey: entry.groupKey,
      state: entry.state,
      createdAt: formatTime(entry.createdAt),
      dueAt: formatTime(entry.dueAt),
      attempts: entry.attempts,
      lastError: entry.lastError || null,
    })),
  };
}

export function describeTest(results: readonly TestResult[]): TestAnswer {
  return {
    results: results.map(({ receiver, isDelivered, reason }) => ({
      receiver,
      delivered: isDelivered,
      reason: reason || null,
    })),
  };
}

/** 0 stands for never. */
function formatMoment(timeMs: number): string | null {
  return timeMs === 0 ? null : formatTime(timeMs);
}
