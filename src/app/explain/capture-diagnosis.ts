// The way of a capture through the correlation and the diagnosis, by the clock of its packets.

import type { AsteriskEvent } from '../../asterisk/asterisk-event.ts';
import { Correlator } from '../../correlation/correlator.ts';
import type { DeviceRecord, RecordChange } from '../../correlation/device-record.ts';
import type { NamedSite } from '../../correlation/sites.ts';
import { Diagnosis } from '../../diagnosis/diagnosis.ts';
import { type Finding, findingId } from '../../diagnosis/finding.ts';
import type { DialogObservation } from '../../observation/dialog-observation.ts';
import type { SipObservation } from '../../observation/sip-observation.ts';
import { WireWitness } from './wire-witness.ts';

export interface FoundInCapture {
  /** As it was last. */
  readonly finding: Finding;
  /** When it was over, milliseconds since 1970; undefined: it lasted to the end of the capture. */
  readonly goneAt: number | undefined;
}

/** More than anybody reads; the first ones stay. */
const MAX_FINDINGS = 10_000;

export class CaptureDiagnosis {
  private readonly correlator: Correlator;
  private readonly diagnosis: Diagnosis;
  private readonly witness = new WireWitness((event) => this.hearServer(event));
  private readonly found = new Map<string, FoundInCapture>();

  constructor(sites: readonly NamedSite[]) {
    this.correlator = new Correlator({ asterisks: [], sites });
    this.diagnosis = new Diagnosis({
      settingsOf: () => undefined,
      hasProxy: false,
      siteOf: (address) => this.correlator.siteOf(address),
    });
  }

  hearObservation(observation: SipObservation): void {
    this.witness.noteAnswer(observation);
    this.tell(this.correlator.applyObservation(observation));
    this.diagnosis.onObservation(observation);
    this.witness.noteRegistration(observation);
  }

  hearDialog(observation: DialogObservation): void {
    this.witness.noteDialog(observation);
    this.diagnosis.onDialog(observation);
  }

  passTime(nowMs: number): void {
    this.tell(this.correlator.tick(nowMs));
    for (const { finding, kind } of this.diagnosis.tick(nowMs)) {
      const id = findingId(finding);
      if (!this.found.has(id) && this.found.size >= MAX_FINDINGS) continue;
      this.found.set(id, { finding, goneAt: kind === 'gone' ? nowMs : undefined });
    }
  }

  /** In the order of endpoints. */
  records(): readonly DeviceRecord[] {
    return this.correlator.find('*');
  }

  /** What was found, also where it was over before the end. */
  findings(): readonly FoundInCapture[] {
    return [...this.found.values()];
  }

  private hearServer(event: AsteriskEvent): void {
    this.tell(this.correlator.applyAsterisk(event));
  }

  private tell(changes: readonly RecordChange[]): void {
    if (changes.length > 0) this.diagnosis.onRecords(changes);
  }
}
