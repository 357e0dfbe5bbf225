// The metrics as Prometheus reads them: registrations are counted as they are observed, all else is read
// when somebody asks.

import { collectDefaultMetrics, Registry } from '@prometheus-io/client';
import type { SipObservation } from '../../../observation/sip-observation.ts';
import type { CompanionHealth, CompanionView } from '../../companion-view.ts';
import { type Metrics, registerMetrics } from './metric-definitions.ts';
import { labelRegistration } from './registration-labels.ts';

/** Where that is read which is not counted here. */
export interface MetricsSource {
  readonly view: Pick<CompanionView, 'sites' | 'health'>;
  /** Of farend. */
  readonly version: string;
  /** See docs/reference/feed.md. */
  proxyCounts(): Readonly<Record<string, number>>;
  findings(): Iterable<{ readonly name: string; readonly severity: string }>;
  /** Notifications by their state. */
  outbox(): Readonly<Record<string, number>>;
  /** Of the companion, in milliseconds. */
  eventLoopLagMs(): number;
}

export class FarendMetrics {
  readonly contentType: string;
  private readonly source: MetricsSource;
  private readonly registry = new Registry();
  private readonly metrics: Metrics;

  constructor(source: MetricsSource) {
    this.source = source;
    this.contentType = this.registry.contentType;
    this.metrics = registerMetrics(this.registry);
    this.metrics.gauges.farend_build_info.set({ version: source.version }, 1);
  }

  /** Of a REGISTER, whoever saw it. */
  countRegistration(observation: SipObservation): void {
    this.metrics.counters.farend_registrations_total.inc({ ...labelRegistration(observation) });
  }

  /** In the text format of Prometheus. */
  async read(): Promise<string> {
    const { source } = this;
    this.takeProxyCounts(source.proxyCounts());
    this.takeHealth(source.view.health());
    this.takeDevices();
    this.takeFindings();
    const { farend_outbox_notifications: outbox, farend_event_loop_lag_seconds: lag } =
      this.metrics.gauges;
    outbox.reset();
    for (const [state, count] of Object.entries(source.outbox())) outbox.set({ state }, count);
    lag.set({ process: 'companion' }, source.eventLoopLagMs() / 1_000);
    return `${await this.registry.metrics()}\n${await readProcessMetrics()}`;
  }

  /** The proxy counts since its own start: when that is another one, these begin anew with it. */
  private takeProxyCounts(counts: Readonly<Record<string, number>>): void {
    const { counters, gauges } = this.metrics;
    const mirrored = {
      drops: (reason: string) => counters.farend_dropped_total.labels({ reason }),
      relayed: (direction: string, method: string) =>
        counters.farend_relayed_total.labels({ direction, method }),
      nat: (natClass: string, outcome: string) =>
        counters.farend_nat_detection_total.labels({ class: natClass, outcome }),
      pings: () => counters.farend_pings_total,
    };
    for (const name of ['farend_dropped_total', 'farend_relayed_total'] as const)
      counters[name].reset();
    counters.farend_nat_detection_total.reset();
    counters.farend_pings_total.reset();
    for (const [name, count] of Object.entries(counts)) {
      const [group = '', first = '', second = ''] = name.split('.');
      if (isKeyOf(mirrored, group)) mirrored[group](first, second).inc(count);
      else if (group === 'asterisks') gauges.farend_asterisks.set({ state: first }, count);
    }
    gauges.farend_bindings.set(counts.bindings ?? 0);
    const lagMs = counts.eventLoopLagMs ?? 0;
    gauges.farend_event_loop_lag_seconds.set({ process: 'proxy' }, lagMs / 1_000);
  }

  private takeHealth({ strangers, proxy, asterisks, state, hep }: CompanionHealth): void {
    const { counters, gauges } = this.metrics;
    gauges.farend_strangers.set(strangers);
    counters.farend_feed_lost_total.reset();
    counters.farend_feed_lost_total.inc(proxy.lost);
    const up = gauges.farend_link_up;
    const tell = (link: string, isUp: boolean, asterisk = '') =>
      up.set({ link, asterisk }, isUp ? 1 : 0);
    tell('proxy', proxy.isUp);
    tell('state', state.isUp);
    if (hep !== undefined) tell('hep', hep.isUp);
    for (const { name, ami, ari } of asterisks) {
      tell('ami', ami.isUp, name);
      if (ari !== undefined) tell('ari', ari.isUp, name);
    }
  }

  private takeDevices(): void {
    const { farend_devices: devices } = this.metrics.gauges;
    devices.reset();
    for (const { verdicts } of this.source.view.sites())
      for (const [verdict, count] of Object.entries(verdicts)) devices.inc({ verdict }, count);
  }

  private takeFindings(): void {
    const { farend_findings: findings } = this.metrics.gauges;
    findings.reset();
    for (const { name, severity } of this.source.findings()) findings.inc({ name, severity });
  }
}

let processRegistry: Registry | undefined;

/** Those of the library watch the process for as long as it lives, so there is one set of them. */
function readProcessMetrics(): Promise<string> {
  if (processRegistry === undefined) {
    processRegistry = new Registry();
    collectDefaultMetrics({ register: processRegistry });
    for (const { name } of processRegistry.getMetricsAsArray())
      if (name.startsWith('nodejs_eventloop_lag')) processRegistry.removeSingleMetric(name);
  }
  return processRegistry.metrics();
}

function isKeyOf<Key extends string>(
  keys: Readonly<Record<Key, unknown>>,
  text: string,
): text is Key {
  return Object.hasOwn(keys, text);
}
