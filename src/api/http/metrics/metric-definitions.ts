// Every metric of farend's own: its labels, and what it means. docs/reference/metrics.md shows the same.

import { Counter, Gauge, type Registry } from '@prometheus-io/client';

/** Name → what Prometheus says of it, and its labels. */
export const counters = {
  farend_registrations_total: {
    help: 'REGISTERs with their final answers',
    labels: ['rport', 'result', 'reason', 'nat'],
  },
  farend_nat_detection_total: {
    help: 'Times that a device registered again, by whether what was thought of its NAT was so',
    labels: ['class', 'outcome'],
  },
  farend_relayed_total: {
    help: 'Messages that the proxy sent on, by direction and method of the request',
    labels: ['direction', 'method'],
  },
  farend_dropped_total: {
    help: 'Datagrams to the proxy that went no further, by reason',
    labels: ['reason'],
  },
  farend_pings_total: { help: 'Keep-alives that the proxy sent to phones', labels: [] },
  farend_feed_lost_total: {
    help: 'Frames of the proxy that never reached the companion',
    labels: [],
  },
} as const;

export const gauges = {
  farend_build_info: { help: 'Always 1', labels: ['version'] },
  farend_devices: { help: 'Devices by verdict, without strangers', labels: ['verdict'] },
  farend_strangers: { help: 'Who tries accounts that Asterisk does not have', labels: [] },
  farend_bindings: { help: 'Devices that the proxy knows the way to', labels: [] },
  farend_findings: { help: 'Findings that hold now', labels: ['name', 'severity'] },
  farend_outbox_notifications: { help: 'Notifications in the outbox', labels: ['state'] },
  farend_asterisks: { help: 'Asterisks by whether they answer the proxy', labels: ['state'] },
  farend_link_up: {
    help: '1 where the companion is connected, 0 where it is not',
    labels: ['link', 'asterisk'],
  },
  farend_event_loop_lag_seconds: {
    help: 'How late the event loop runs what is due, at 99 of 100 samples',
    labels: ['process'],
  },
} as const;

type CounterName = keyof typeof counters;
type GaugeName = keyof typeof gauges;

interface Definition {
  readonly help: string;
  readonly labels: readonly string[];
}

export interface Metrics {
  readonly counters: Readonly<Record<CounterName, Counter<string>>>;
  readonly gauges: Readonly<Record<GaugeName, Gauge<string>>>;
}

export function registerMetrics(registry: Registry): Metrics {
  const describe = (name: string, { help, labels }: Definition) => ({
    name,
    help,
    labelNames: [...labels],
    registers: [registry],
  });
  return {
    counters: mapValues(
      counters,
      (name, definition) => new Counter<string>(describe(name, definition)),
    ),
    gauges: mapValues(gauges, (name, definition) => new Gauge<string>(describe(name, definition))),
  };
}

function mapValues<Name extends string, Metric>(
  definitions: Readonly<Record<Name, Definition>>,
  create: (name: string, definition: Definition) => Metric,
): Record<Name, Metric> {
  const entries = Object.entries<Definition>(definitions);
  return Object.fromEntries(
    entries.map(([name, definition]) => [name, create(name, definition)]),
  ) as Record<Name, Metric>;
}
