// The policy at one Asterisk, for a command or for the companion: what was cut off is taken back, how
// it stands, and what is done about it. What it opens is closed by `close`.

import { AppError } from '../../base/app-error.ts';
import { createWildcard } from '../../base/wildcard.ts';
import type { FarendConfig } from '../../config/farend-config.ts';
import { applyPolicy } from '../../enforcement/apply/apply-policy.ts';
import type { ApplyResult, ApplyStep } from '../../enforcement/apply/apply-step.ts';
import type { PolicyJournal } from '../../enforcement/apply/policy-journal.ts';
import type { PolicyLock } from '../../enforcement/apply/policy-lock.ts';
import { type Recovery, recoverPolicy } from '../../enforcement/apply/recover-policy.ts';
import { lookUp } from '../../enforcement/audit/look-up.ts';
import { type ConfDirectory, readConfDirectory } from '../../enforcement/files/conf-directory.ts';
import { judgePolicy } from '../../policy/judge-policy.ts';
import { makePlan } from '../../policy/make-plan.ts';
import type { Store, WriterKind } from '../../policy/policy-plan.ts';
import { listFarendAddresses } from '../list-farend-addresses.ts';
import { AsteriskWays } from './asterisk-ways.ts';
import { findPastePlace } from './find-paste-place.ts';
import { makeReport } from './make-report.ts';
import { createUndo, makeWriters } from './make-writers.ts';
import type { PolicyListener } from './policy-listener.ts';
import type { PlanReport } from './policy-report.ts';

const NOTHING_TO_DO: ApplyResult = {
  outcome: 'nothing-to-do',
  reasons: [],
  lostRegistrations: [],
  registrationsBefore: 0,
};

export interface AsteriskPolicyOptions {
  readonly config: FarendConfig;
  readonly asterisk: FarendConfig['asterisk'][number];
  /** `policy.write` is inside the configuration directory of this very Asterisk. */
  readonly hasFiles: boolean;
  /** The line in a file of the operator's may be added; only a person has that done. */
  readonly mayPullIn: boolean;
  /** Undefined: there is no place for it, and nothing is changed. */
  readonly journal: PolicyJournal | undefined;
  readonly listener: PolicyListener;
}

export interface PlanWish {
  /** Only these endpoints; a pattern. Undefined: all. */
  readonly endpoint: string | undefined;
  /** What the wire showed, for `nat: auto`; undefined: nothing was seen yet. */
  readonly isBehindNat: (endpoint: string) => boolean | undefined;
}

export class AsteriskPolicy {
  private readonly options: AsteriskPolicyOptions;
  private readonly ways: AsteriskWays;
  private step: ApplyStep | undefined;

  constructor(options: AsteriskPolicyOptions) {
    this.options = options;
    this.ways = new AsteriskWays(options.asterisk);
  }

  get name(): string {
    return this.options.asterisk.name;
  }

  /**
   * A change was begun and has no end: its process was killed, or is still at it.
   *
   * @throws AppError POLICY_UNWRITABLE when that cannot be read
   */
  async isCutOff(): Promise<boolean> {
    return (await this.options.journal?.findCutOff(this.name)) !== undefined;
  }

  /**
   * Takes back a run that was cut off, if there is one, whether Asterisk can be reached or not.
   *
   * @throws AppError POLICY_BUSY, POLICY_UNWRITABLE
   */
  async recover(lock: PolicyLock): Promise<Recovery | undefined> {
    const { journal } = this.options;
    if (journal === undefined || !(await this.isCutOff())) return undefined;
    return await recoverPolicy({
      asterisk: this.name,
      access: await this.ways.openAmi().catch(() => undefined),
      undo: createUndo(this.ways, this.options.config.policy.write),
      journal,
      lock,
      onStep: this.tellStep,
    });
  }

  /** @throws AppError SECRET_UNREADABLE, AMI_UNREACHABLE, AMI_REFUSED, POLICY_UNWRITABLE */
  async plan({ endpoint, isBehindNat }: PlanWish): Promise<PlanReport> {
    const { config, listener } = this.options;
    const { endpoints: patterns } = config.policy;
    const access = await this.ways.openAmi();
    const files = await this.readFiles();
    const only = endpoint === undefined ? () => true : createWildcard(endpoint);
    const facts = await lookUp(access, patterns, files, {
      writerFor: (store) => this.chooseWriter(store),
      farendAddresses: listFarendAddresses(config.proxy),
      only,
      onProgress: (done, of) => listener.onRead(this.name, done, of),
    });
    const plan = makePlan(patterns, { ...facts, isBehindNat }, only);
    return makeReport({
      plan,
      paste: await findPastePlace(plan, access, this.options.asterisk, files),
      files,
      version: await access.readVersion(),
      reloadTime: files && (await access.readReloadTime()),
      endpoints: facts.endpoints.filter(({ name }) => only(name)),
      findDrift: (state) => judgePolicy(patterns, state, isBehindNat(state.name)).differences,
    });
  }

  /**
   * @param signal what it interrupts is taken back
   * @throws AppError when nothing was changed: those of `applyPolicy`
   */
  async apply({ plan }: PlanReport, lock: PolicyLock, signal: AbortSignal): Promise<ApplyResult> {
    const { config, journal, mayPullIn } = this.options;
    const { watchForMs } = config.policy;
    const conf = await this.readFiles();
    const writers = await makeWriters(plan, { ways: this.ways, conf, mayPullIn });
    if (writers.length === 0) return NOTHING_TO_DO;
    if (journal === undefined)
      throw new AppError(
        'POLICY_UNWRITABLE',
        'There is no place for what would take a change back: set state in the configuration to a directory that farend may write to',
      );
    return await applyPolicy(plan, {
      access: await this.ways.openAmi(),
      writers,
      undo: createUndo(this.ways, this.options.config.policy.write),
      journal,
      lock,
      watchForMs,
      signal,
      onStep: this.tellStep,
      now: Date.now,
    });
  }

  async close(): Promise<void> {
    await this.ways.close();
  }

  /** As they are now. */
  private async readFiles(): Promise<ConfDirectory | undefined> {
    const { hasFiles, config } = this.options;
    const { write } = config.policy;
    return hasFiles && write !== undefined ? await readConfDirectory(write) : undefined;
  }

  private chooseWriter(store: Store): WriterKind {
    const { hasFiles, asterisk } = this.options;
    if (store === 'dynamic') return asterisk.ari === undefined ? 'paste' : 'ari';
    return hasFiles ? 'files' : 'paste';
  }

  /** A step is told when it begins, and then how far it is. */
  private readonly tellStep = (step: ApplyStep, detail: string): void => {
    const { listener } = this.options;
    if (step === this.step) listener.onProgress(this.name, detail);
    else listener.onStep(this.name, detail);
    this.step = step;
  };
}
