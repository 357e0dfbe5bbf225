// The correlation's scene with a diagnosis on top: what is observed, said and noticed goes to both, as
// the companion does it.

import type { RecordChange } from '../../../src/correlation/device-record.ts';
import { Diagnosis, type DiagnosisOptions } from '../../../src/diagnosis/diagnosis.ts';
import type { Finding, FindingChange, FindingName } from '../../../src/diagnosis/finding.ts';
import type { DialogObservation } from '../../../src/observation/dialog-observation.ts';
import type { ProxyNotice } from '../../../src/observation/proxy-notice.ts';
import type { SipObservation } from '../../../src/observation/sip-observation.ts';
import { makeRegister, Scene } from '../correlation/scene.ts';

export class DiagnosisScene extends Scene {
  diagnosis: Diagnosis;
  readonly found: FindingChange[] = [];

  constructor(options: Partial<DiagnosisOptions> = {}, asterisks?: readonly string[]) {
    super(asterisks);
    this.diagnosis = this.makeDiagnosis(options);
  }

  makeDiagnosis(options: Partial<DiagnosisOptions> = {}): Diagnosis {
    return new Diagnosis({
      settingsOf: (record) => this.correlator.settingsOf(record),
      siteOf: (address) => (address.startsWith('203.0.113.') ? 'Leeds' : address),
      hasProxy: true,
      ...options,
    });
  }

  override observe(changes: Partial<SipObservation> = {}): this {
    super.observe(changes);
    this.diagnosis.onObservation(makeRegister({ time: this.now, cSeq: this.cSeq, ...changes }));
    return this;
  }

  override notice(kind: ProxyNotice['kind'], changes: Partial<ProxyNotice> = {}): this {
    super.notice(kind, changes);
    this.diagnosis.onNotice({
      kind,
      time: this.now,
      source: '203.0.113.5',
      count: 1,
      ...changes,
    });
    return this;
  }

  dialog(observation: DialogObservation): this {
    this.diagnosis.onDialog(observation);
    return this;
  }

  /** Time passes, and both clocks tick at its end. */
  override pass(seconds: number): this {
    super.pass(seconds);
    this.found.push(...this.diagnosis.tick(this.now));
    return this;
  }

  /** Time passes as the companion passes it, tick by tick. */
  wait(seconds: number): this {
    for (let at = 0; at < seconds; at += 1) this.pass(1);
    return this;
  }

  get findings(): readonly Finding[] {
    return [...this.diagnosis.findings()];
  }

  /** Names of what nothing explains, in the order of the reference. */
  get names(): readonly FindingName[] {
    return this.findings
      .filter(({ explainedBy }) => explainedBy === undefined)
      .map(({ name }) => name);
  }

  finding(name: FindingName): Finding {
    const found = this.findings.find((each) => each.name === name);
    if (found === undefined) throw new Error(`no ${name} among ${this.names.join(', ')}`);
    return found;
  }

  protected override take(changes: readonly RecordChange[]): this {
    this.diagnosis?.onRecords(changes);
    return super.take(changes);
  }
}
