// The companion's correlation and diagnosis, put together as the companion does it, as a listener of a
// simulation; every change of a finding is kept, and told.

import type { AsteriskEvent } from '../../../src/asterisk/asterisk-event.ts';
import { Correlator } from '../../../src/correlation/correlator.ts';
import type { RecordChange } from '../../../src/correlation/device-record.ts';
import type { NamedSite } from '../../../src/correlation/sites.ts';
import { Diagnosis } from '../../../src/diagnosis/diagnosis.ts';
import type { FindingChange } from '../../../src/diagnosis/finding.ts';
import type { World } from '../../../src/diagnosis/world.ts';
import type { DialogObservation } from '../../../src/observation/dialog-observation.ts';
import type { ProxyNotice } from '../../../src/observation/proxy-notice.ts';
import type { SipObservation } from '../../../src/observation/sip-observation.ts';
import { ASTERISK } from './simulated-asterisk.ts';
import { listSites, Simulation, type SimulationOptions } from './simulation.ts';
import type { SimulationListener } from './simulation-listener.ts';

class Diagnosed implements SimulationListener {
  readonly correlator: Correlator;
  readonly diagnosis: Diagnosis;
  private readonly onFindings: (changes: readonly FindingChange[], nowMs: number) => void;

  constructor(
    sites: readonly NamedSite[],
    onFindings: (changes: readonly FindingChange[], nowMs: number) => void,
  ) {
    this.correlator = new Correlator({ asterisks: [ASTERISK], sites, hearsWire: () => true });
    this.onFindings = onFindings;
    this.diagnosis = new Diagnosis({
      settingsOf: (record) => this.correlator.settingsOf(record),
      siteOf: (address) => findSite(sites, address),
      hasProxy: true,
      policy: [{ match: '4*', nat: 'yes' }],
    });
  }

  onObservation(observation: SipObservation): void {
    this.take(this.correlator.applyObservation(observation));
    this.diagnosis.onObservation(observation);
  }

  onDialog(observation: DialogObservation): void {
    this.diagnosis.onDialog(observation);
  }

  onNotice(notice: ProxyNotice): void {
    this.take(this.correlator.applyNotice(notice));
    this.diagnosis.onNotice(notice);
  }

  onAsterisk(event: AsteriskEvent): void {
    this.take(this.correlator.applyAsterisk(event));
  }

  onWorld(world: World): void {
    this.diagnosis.onWorld(world);
  }

  onTick(nowMs: number): void {
    this.take(this.correlator.tick(nowMs));
    this.onFindings(this.diagnosis.tick(nowMs), nowMs);
  }

  private take(changes: readonly RecordChange[]): void {
    if (changes.length > 0) this.diagnosis.onRecords(changes);
  }
}

/** Sites of a simulation have one network of eight addresses each. */
function findSite(sites: readonly NamedSite[], address: string): string {
  const parts = address.split('.');
  const network = `${parts.slice(0, 3).join('.')}.${Number(parts[3]) & ~7}/29`;
  return sites.find(({ networks }) => networks.includes(network))?.name ?? address;
}

/** A simulation and what is found in it. */
export function simulateDiagnosed(
  options: Omit<SimulationOptions, 'listener'>,
  onFindings: (changes: readonly FindingChange[], nowMs: number) => void,
): { readonly simulation: Simulation; readonly diagnosed: Diagnosed } {
  const diagnosed = new Diagnosed(listSites(options.offices), onFindings);
  return { diagnosed, simulation: new Simulation({ ...options, listener: diagnosed }) };
}
