// The steps of an apply, in their order. Each gives the reasons why the run must be taken back, none
// when all is well; what fails outside is thrown, with the same effect.

import { AppError } from '../../base/app-error.ts';
import { readActual } from './actual-value.ts';
import type { ApplyRun } from './apply-run.ts';
import type { applySteps } from './apply-step.ts';
import { indexStates, keyOf } from './compare-settings.ts';
import { confirmValues } from './confirm-values.ts';
import { RegistrationWatch } from './registration-watch.ts';
import type { OpenRun } from './take-back.ts';
import { watchRegistrations } from './watch-registrations.ts';

type Reasons = readonly string[];

interface Step {
  readonly name: (typeof applySteps)[number];
  /** What a person reads when it begins. */
  readonly describe: (run: ApplyRun) => string;
  readonly carryOut: (run: ApplyRun) => Promise<Reasons>;
}

export const orderedSteps: readonly Step[] = [
  { name: 'lock', describe: () => 'No other farend may change anything now', carryOut: verifyLock },
  { name: 'prepare', describe: () => 'What is there now is noted', carryOut: prepare },
  { name: 'write', describe: describeWrite, carryOut: write },
  { name: 'check', describe: () => 'What was written is read as Asterisk will', carryOut: check },
  { name: 'reload', describe: describeReload, carryOut: reload },
  { name: 'read-back', describe: () => 'Asterisk is asked what it has now', carryOut: readBack },
  { name: 'watch', describe: describeWatch, carryOut: watchRegistrations },
  { name: 'finish', describe: () => 'All is as it should be', carryOut: finish },
];

async function verifyLock({ plan, options }: ApplyRun): Promise<Reasons> {
  await options.lock.verify();
  const open = await options.journal.findCutOff(plan.asterisk);
  if (open === undefined) return [];
  throw new AppError(
    'POLICY_BUSY',
    `a change of ${open.at} was cut off and is not taken back yet: run "farend policy plan", which does that first`,
  );
}

/** The journal has what takes the run back before anything is changed. */
async function prepare(run: ApplyRun): Promise<Reasons> {
  const { access, writers, journal } = run.options;
  const { asterisk } = run.plan;
  const endpoints = await access.listEndpoints();
  const touched = endpoints.filter((endpoint) => run.isAbout(endpoint));
  const settings = await access.readSettings(touched, run.tellReading('prepare'));
  run.before = { endpoints, settings, contacts: await access.listContacts() };
  const undo: OpenRun['undo'][number][] = [];
  for (const writer of writers) undo.push({ writer: writer.kind, note: await writer.prepare() });
  const states = indexStates(settings);
  const changes = run.changes.map(({ kind, object, endpoint, setting, from, to }) => {
    const state = states.get(keyOf({ kind, endpoint }));
    const actual = state && readActual({ kind, object }, setting, state);
    return { kind, object, endpoint, setting, from: actual ?? from, to };
  });
  const removals = run.removals.map(({ section: { kind, object } }) => ({ kind, object }));
  const id = await journal.begin({ asterisk, changes, removals, undo });
  run.opened = { run: id, asterisk, changes, undo };
  return [];
}

function describeWrite({ changes, removals }: ApplyRun): string {
  const gone = removals.length === 0 ? '' : `, ${removals.length} sections go`;
  return `${changes.length} settings are written${gone}`;
}

async function write({ options }: ApplyRun): Promise<Reasons> {
  for (const writer of options.writers) {
    options.signal.throwIfAborted();
    await writer.write();
  }
  return [];
}

async function check({ options }: ApplyRun): Promise<Reasons> {
  for (const writer of options.writers) await writer.check();
  return [];
}

function describeReload({ modules }: ApplyRun): string {
  if (modules.size === 0) return 'Asterisk has nothing to load again';
  return `Asterisk loads ${[...modules].join(' and ')} again`;
}

async function reload(run: ApplyRun): Promise<Reasons> {
  const { access, now } = run.options;
  for (const module of run.modules) await access.reload(module);
  run.watch = new RegistrationWatch(run.before.contacts, now());
  return [];
}

function readBack(run: ApplyRun): Promise<Reasons> {
  return confirmValues(run);
}

function describeWatch({ watch, options }: ApplyRun): string {
  const seconds = Math.ceil(options.watchForMs / 1_000);
  return `${watch.count} registrations are watched for ${seconds} s; Ctrl-C takes the change back`;
}

async function finish({ options, opened, watch }: ApplyRun): Promise<Reasons> {
  if (opened === undefined) return [];
  const lostRegistrations = watch.lost;
  await options.journal.end(opened.run, { outcome: 'applied', reasons: [], lostRegistrations });
  return [];
}
