// Names what is wrong: what is heard becomes facts of devices, addresses, sites and Asterisks, and at
// each tick rules look at those that have changed, and in turn at all others, since time passes for
// them. Pure: it has no clock, no socket and no file.

import type { RecordChange } from '../correlation/device-record.ts';
import type { PhoneModel } from '../devices/device-catalogue.ts';
import type { DialogObservation } from '../observation/dialog-observation.ts';
import type { ProxyNotice } from '../observation/proxy-notice.ts';
import type { SipObservation } from '../observation/sip-observation.ts';
import { FactsBook } from './facts/facts-book.ts';
import type { Finding, FindingChange } from './finding.ts';
import { FindingBook } from './finding-book.ts';
import { judgeSubject } from './judge-subject.ts';
import { RportStatistics } from './rport-statistics.ts';
import type { RuleContext, SubjectFacts } from './rule.ts';
import { Sweep } from './sweep.ts';
import type { World } from './world.ts';

export interface DiagnosisOptions extends Omit<RuleContext, 'now' | 'offeredElsewhere'> {
  /** The name of the site of a public address, or the address itself. */
  readonly siteOf: (address: string) => string;
}

/** What was found before a start and is not found again is over only then: facts come back by and by. */
const SETTLE_MS = 30_000;

export class Diagnosis {
  private readonly options: DiagnosisOptions;
  private readonly facts: FactsBook;
  private readonly book = new FindingBook();
  private readonly dirty = new Set<SubjectFacts>();
  private readonly rport = new RportStatistics();
  private readonly sweep: Sweep<SubjectFacts>;
  private startedAt: number | undefined;
  private isSettled = false;

  constructor(options: DiagnosisOptions) {
    this.options = options;
    this.facts = new FactsBook(
      options.siteOf,
      (facts) => this.dirty.add(facts),
      (facts) => this.forget(facts),
    );
    this.sweep = new Sweep(() => this.facts.all());
  }

  /** Before anything else: the findings of an earlier life, which stay until it is certain that they are over. */
  recall(findings: Iterable<Finding>): void {
    for (const finding of findings) this.book.recall(finding);
  }

  /** After a start: also the records that were restored, as changes. */
  onRecords(changes: readonly RecordChange[]): void {
    for (const change of changes) this.facts.hearChange(change);
  }

  /** After {@link onRecords} with what the correlation made of it. */
  onObservation(observation: SipObservation): void {
    this.facts.hearRegister(observation);
  }

  onDialog(observation: DialogObservation): void {
    this.facts.hearDialog(observation);
  }

  onNotice(notice: ProxyNotice): void {
    this.facts.hearNotice(notice);
  }

  onWorld(world: World): void {
    this.facts.hearWorld(world);
  }

  /** Twice a second. @returns what has changed since the last time */
  tick(nowMs: number): readonly FindingChange[] {
    this.startedAt ??= nowMs;
    const isSettled = nowMs - this.startedAt >= SETTLE_MS;
    if (isSettled && !this.isSettled) this.settle();
    this.isSettled = isSettled;
    this.facts.passTime(nowMs);
    if (this.sweep.isAtStart) this.rport.count(this.facts.devices.all());
    const context = {
      ...this.options,
      now: nowMs,
      offeredElsewhere: (model: PhoneModel, address: string) =>
        this.rport.offeredElsewhere(model, address),
    };
    for (const facts of this.sweep.take(nowMs)) this.dirty.add(facts);
    for (const facts of this.dirty) judgeSubject(facts, context, this.book, isSettled);
    this.book.explain([...this.dirty].map(({ subject }) => subject));
    this.dirty.clear();
    return this.book.takeChanges();
  }

  findings(): Iterable<Finding> {
    return this.book.all();
  }

  /** @param recordId of a device */
  of(recordId: string): readonly Finding[] {
    return [...this.book.of(`device ${recordId}`)];
  }

  private settle(): void {
    const subjects = new Set<string>();
    for (const facts of this.facts.all()) {
      subjects.add(facts.subject);
      this.dirty.add(facts);
    }
    this.book.forgetRecalled((subject) => subjects.has(subject));
  }

  private forget(facts: SubjectFacts): void {
    this.dirty.delete(facts);
    this.book.forgetSubject(facts.subject);
  }
}
