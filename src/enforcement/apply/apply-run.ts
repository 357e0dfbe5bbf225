// One run of an apply: what it was given, and what its steps find out for each other.

import type { ContactState, EndpointState } from '../../asterisk/asterisk-event.ts';
import type {
  OwnSection,
  PolicyChange,
  PolicyPlan,
  SectionRemoval,
} from '../../policy/policy-plan.ts';
import type { AsteriskAccess } from '../asterisk-access.ts';
import type { PolicyWriter } from '../writers/policy-writer.ts';
import type { ApplyStep } from './apply-step.ts';
import type { PolicyJournal } from './policy-journal.ts';
import type { PolicyLock } from './policy-lock.ts';
import type { Before } from './read-back.ts';
import { RegistrationWatch } from './registration-watch.ts';
import type { OpenRun, Undo } from './take-back.ts';

export interface ApplyOptions {
  readonly access: AsteriskAccess;
  /** Made from the plan, in the order in which they write. */
  readonly writers: readonly PolicyWriter[];
  readonly undo: Undo;
  readonly journal: PolicyJournal;
  /** Taken before the plan was made. */
  readonly lock: PolicyLock;
  readonly watchForMs: number;
  /** Progress for a person: each step at its begin, then how far it is. */
  readonly onStep: (step: ApplyStep, detail: string) => void;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** What it interrupts is taken back. */
  readonly signal: AbortSignal;
  /** How long an Asterisk that went away is waited for when it is taken back; default a minute. */
  readonly patienceMs?: number;
}

/** Endpoints: Asterisk is asked gently, so that thousands take minutes. */
const TELL_EVERY = 100;

/** What was there before anything was changed. */
interface Beginning extends Before {
  readonly contacts: readonly ContactState[];
}

export class ApplyRun {
  readonly plan: PolicyPlan;
  readonly options: ApplyOptions;
  before: Beginning = { endpoints: [], settings: [], contacts: [] };
  /** In the journal; undefined: nothing was changed yet. */
  opened: OpenRun | undefined;
  watch = new RegistrationWatch([], 0);

  /** Those that a writer makes; the others are for a person. */
  readonly changes: readonly PolicyChange[];
  /** Sections are in files of farend's own, always. */
  readonly removals: readonly SectionRemoval[];
  /** All that is in these files afterwards, whether it is changed now or not. */
  readonly sections: readonly OwnSection[];
  private readonly names: ReadonlySet<string>;

  constructor(plan: PolicyPlan, options: ApplyOptions) {
    this.plan = plan;
    this.options = options;
    const kinds = new Set(options.writers.map(({ kind }) => kind));
    this.changes = plan.changes.filter(({ writer }) => kinds.has(writer));
    this.removals = kinds.has('files') ? plan.removals : [];
    this.sections = kinds.has('files') ? plan.sections : [];
    this.names = new Set([
      ...this.changes.map(({ endpoint }) => endpoint),
      ...this.removals.map(({ section }) => section.object),
      ...this.sections.map(({ object }) => object),
    ]);
  }

  /** Each once, in the order of the writers. */
  get modules(): ReadonlySet<string> {
    return new Set(this.options.writers.flatMap(({ modules }) => modules));
  }

  /** It is changed, or farend has, or had, a section of it or of its AORs. */
  isAbout({ name, aors }: EndpointState): boolean {
    return this.names.has(name) || aors.some((aor) => this.names.has(aor));
  }

  /** Tells how many settings are read, now and then; an interruption ends the reading. */
  tellReading(step: ApplyStep): (done: number, of: number) => void {
    return (done, of) => {
      this.options.signal.throwIfAborted();
      if (done % TELL_EVERY === 0) this.options.onStep(step, `${done} of ${of} endpoints are read`);
    };
  }

  /** Tells the beginning of a step. From the first change on it is on disk before the step is begun. */
  async begin(step: ApplyStep, detail: string): Promise<void> {
    const { journal, onStep } = this.options;
    if (this.opened !== undefined) await journal.noteStep(this.opened.run, step, detail);
    onStep(step, detail);
  }
}
