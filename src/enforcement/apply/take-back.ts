// Takes a run back: each writer's work undone in reverse, loaded by Asterisk, and read back. What
// belongs to files is put back whether Asterisk answers or not.

import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '../../base/app-error.ts';
import type { WriterKind } from '../../policy/policy-plan.ts';
import type { AsteriskAccess } from '../asterisk-access.ts';
import type { UndoNote } from '../writers/policy-writer.ts';
import type { ApplyResult, ApplyStep } from './apply-step.ts';
import type { Expectation } from './compare-settings.ts';
import type { BeginLine, JournaledChange } from './journal-line.ts';
import type { PolicyJournal } from './policy-journal.ts';
import {
  type Before,
  describeDifferences,
  describeMissing,
  limitReasons,
  readBack,
} from './read-back.ts';

const PAUSE_MS = 1_000;

/** Takes back what one writer did; tells the modules that Asterisk must load again. */
export type Undo = (kind: WriterKind, note: UndoNote) => Promise<readonly string[]>;

export interface TakeBackOptions {
  /** Undefined: Asterisk cannot be reached. */
  readonly access: AsteriskAccess | undefined;
  readonly undo: Undo;
  readonly journal: PolicyJournal;
  readonly onStep: (step: ApplyStep, detail: string) => void;
  /** How long an Asterisk that does not answer is waited for. */
  readonly patienceMs: number;
}

/** What a run was to change, and what takes it back. */
export type OpenRun = Pick<BeginLine, 'run' | 'asterisk' | 'changes' | 'undo'>;

export interface TakenBack {
  readonly outcome: Extract<ApplyResult['outcome'], 'rolled-back' | 'stuck'>;
  /** What is not as it was before, one sentence each; empty when all is. */
  readonly reasons: readonly string[];
  /** Nothing is left that farend could do; else its next start tries again. */
  readonly isEnded: boolean;
}

const DIFFERENT = 'Somebody else may have changed it meanwhile: see "farend policy plan".';
const GONE =
  "farend's own part is as it was before: look whether the endpoint was deleted meanwhile, and else into Asterisk's log.";

/**
 * The end of the run is for the caller to write into the journal.
 *
 * @param before what Asterisk had before the run, as far as that is known
 */
export async function takeBack(
  run: OpenRun,
  before: Before,
  options: TakeBackOptions,
): Promise<TakenBack> {
  const { access, journal } = options;
  const undoing = new Undoing(run, options);
  const tell = async (step: ApplyStep, detail: string): Promise<void> => {
    options.onStep(step, detail);
    // A disk that takes no line of the journal keeps nothing from being put back.
    await journal.noteStep(run.run, step, detail).catch(() => undefined);
  };
  const insist = createInsistence(options.patienceMs);
  try {
    await tell('undo', 'Everything is put back as it was');
    await undoing.undoFirst();
    await tell('undo-reload', 'Asterisk loads its settings again');
    await insist(() => undoing.undoAndReload());
    await tell('undo-read-back', 'The old values are read back');
    return await insist(() => readOldValues(run, before, access));
  } catch (error) {
    const reason = `${(error as Error).message}. ${undoing.describeRest()}`;
    await journal.noteStep(run.run, 'undo', reason).catch(() => undefined);
    return { outcome: 'stuck', reasons: [reason], isEnded: false };
  }
}

class Undoing {
  private readonly options: TakeBackOptions;
  private readonly asterisk: string;
  private readonly modules = new Set<string>();
  private pending: OpenRun['undo'];

  constructor({ asterisk, undo }: OpenRun, options: TakeBackOptions) {
    this.options = options;
    this.asterisk = asterisk;
    this.pending = undo.toReversed();
  }

  /** What cannot be put back yet, say because it needs Asterisk, is tried again later. */
  async undoFirst(): Promise<void> {
    await this.undo().catch(() => undefined);
  }

  /** @throws AppError, or what an undo throws */
  async undoAndReload(): Promise<void> {
    await this.undo();
    const { access } = this.options;
    for (const module of this.modules) {
      if (access === undefined)
        throw new AppError('AMI_UNREACHABLE', `Asterisk "${this.asterisk}" cannot be reached`);
      await access.reload(module);
      this.modules.delete(module);
    }
  }

  describeRest(): string {
    return this.pending.length > 0
      ? 'What farend changed is not taken back yet: set that right, then run "farend policy plan", which tries again.'
      : `farend's files are as they were before, and Asterisk reads them when it starts: once it answers, run "farend policy plan", which has it load them and looks.`;
  }

  /** Each is tried, also when one before it fails. */
  private async undo(): Promise<void> {
    const failures: string[] = [];
    const failed: OpenRun['undo'][number][] = [];
    for (const entry of this.pending)
      try {
        const modules = await this.options.undo(entry.writer, entry.note);
        for (const module of modules) this.modules.add(module);
      } catch (error) {
        failed.push(entry);
        failures.push((error as Error).message);
      }
    this.pending = failed;
    if (failures.length > 0) throw new AppError('POLICY_UNWRITABLE', failures.join('; '));
  }
}

async function readOldValues(
  { changes }: OpenRun,
  before: Before,
  access: AsteriskAccess | undefined,
): Promise<TakenBack> {
  if (access === undefined) return { outcome: 'rolled-back', reasons: [], isEnded: true };
  const result = await readBack(access, changes.flatMap(expectOld), before, () => undefined);
  return {
    outcome: result.differences.length > 0 ? 'stuck' : 'rolled-back',
    reasons: limitReasons([
      ...describeDifferences(result, DIFFERENT),
      ...describeMissing(result, GONE),
    ]),
    isEnded: true,
  };
}

/** Nothing is expected where Asterisk did not say what it had. */
function expectOld({ from, ...change }: JournaledChange): Expectation[] {
  return from === '' ? [] : [{ ...change, value: from }];
}

type Insist = <Result>(work: () => Promise<Result>) => Promise<Result>;

/** Tries again what fails, until that time is over. */
function createInsistence(patienceMs: number): Insist {
  const deadline = performance.now() + patienceMs;
  return async (work) => {
    for (;;)
      try {
        return await work();
      } catch (error) {
        if (performance.now() >= deadline) throw error;
        await delay(PAUSE_MS);
      }
  };
}
