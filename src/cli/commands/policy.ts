// `farend policy`: what Asterisk would have to have changed so that its endpoints are as the policy
// wants them, and changing it.

import type { Command } from '@commander-js/extra-typings';
import {
  type ApplyReport,
  isDrifted,
  isFailure,
  type PlanFailure,
  type PlanOutcome,
} from '../../app/policy/policy-report.ts';
import { openPolicyRun, type PolicyRun, type RunWish } from '../../app/policy/policy-run.ts';
import { escapeControl, formatJson } from '../../base/escape-control.ts';
import { createConfigOption, createJsonOption, parseEndpoint } from '../config-option.ts';
import { formatApplyPage } from '../policy/apply-page.ts';
import { formatPlanPage } from '../policy/plan-page.ts';
import { describeApply, describePlan } from '../policy/policy-json.ts';
import { createPolicyProgress } from '../policy/policy-progress.ts';
import { quoteWord } from '../shell-word.ts';
import type { Terminal } from '../terminal.ts';

interface Options {
  readonly config: string;
  readonly json: boolean;
  readonly endpoint?: string | undefined;
  readonly asterisk?: string | undefined;
}

/** Adds the command to the program. */
export function registerPolicy(program: Command, terminal: Terminal): void {
  const policy = program
    .command('policy')
    .description('compare the settings of endpoints with the policy, and set them right')
    .addOption(createConfigOption())
    .option(
      '--endpoint <pattern>',
      'only these endpoints; a name, or a pattern with * in it',
      parseEndpoint,
    )
    .option('--asterisk <name>', 'only this Asterisk, where there are several')
    .addOption(createJsonOption())
    .addHelpText('after', '\nExample:\n  farend policy plan -c farend.yaml');
  policy
    .command('plan')
    .description('show what would be changed, where, and why; changes nothing')
    .addHelpText('after', '\nExample:\n  farend policy plan --endpoint 4001 -c farend.yaml')
    .action(() => showPlans(terminal, policy.opts()));
  policy
    .command('apply')
    .description('change it, have Asterisk load it, read it back; take it back where that fails')
    .option('-y, --yes', 'do not ask, also at a terminal', false)
    .addHelpText('after', "\nExample:\n  farend policy apply --endpoint '40*' -c farend.yaml")
    .action(({ yes }) => applyPlans(terminal, policy.opts(), yes));
}

async function showPlans(terminal: Terminal, options: Options): Promise<void> {
  await withRun(terminal, options, 'farend policy plan', async (run) => {
    const outcomes = await makePlans(terminal, run, options);
    if (options.json) terminal.print(formatJson({ asterisks: outcomes.map(describePlan) }));
    else printPlans(terminal, outcomes, options, formatApplyCommand(options));
    if (outcomes.some((outcome) => isFailure(outcome) || isDrifted(outcome)))
      terminal.raiseExitCode(1);
  });
}

async function applyPlans(terminal: Terminal, options: Options, isAgreed: boolean): Promise<void> {
  await withRun(terminal, options, 'farend policy apply', async (run) => {
    const outcomes = await makePlans(terminal, run, options);
    if (!options.json) printPlans(terminal, outcomes, options);
    const isAsked = !isAgreed && !options.json && outcomes.some(isApplicable);
    if (isAsked && !(await terminal.confirm('Change this in Asterisk?'))) {
      terminal.print('Nothing was changed.');
      terminal.raiseExitCode(1);
      return;
    }
    const applied = new Map<string, ApplyReport>();
    await run.apply(outcomes, (report) => {
      terminal.showProgress('');
      applied.set(report.asterisk, report);
      if (!options.json) terminal.print(`\n${formatApplyPage(terminal, report)}`);
    });
    if (!outcomes.every((outcome) => isDone(outcome, applied.get(outcome.asterisk))))
      terminal.raiseExitCode(1);
    if (!options.json) return;
    const described = outcomes.map((outcome) =>
      describeApply(outcome, applied.get(outcome.asterisk)),
    );
    terminal.print(formatJson({ asterisks: described }));
  });
}

async function withRun(
  terminal: Terminal,
  { config: file, endpoint, asterisk }: Options,
  what: RunWish['what'],
  work: (run: PolicyRun) => Promise<void>,
): Promise<void> {
  const listener = createPolicyProgress(terminal, Date.now);
  const run = await openPolicyRun({ file, what, asterisk, endpoint }, listener);
  try {
    await work(run);
  } finally {
    await run.close();
  }
}

async function makePlans(
  terminal: Terminal,
  run: PolicyRun,
  { endpoint }: Options,
): Promise<readonly PlanOutcome[]> {
  const outcomes = await run.plan();
  terminal.showProgress('');
  const isFound = (outcome: PlanOutcome) => isFailure(outcome) || outcome.plan.counts.endpoints > 0;
  if (endpoint !== undefined && !outcomes.some(isFound)) {
    terminal.printError(`farend: Asterisk has no endpoint ${escapeControl(endpoint)}`);
    terminal.raiseExitCode(1);
  }
  return outcomes;
}

function printPlans(
  terminal: Terminal,
  outcomes: readonly PlanOutcome[],
  options: Options,
  applyCommand?: string,
): void {
  const hasDecisions = options.endpoint !== undefined;
  const page = { hasDecisions, applyCommand };
  const parts = outcomes.flatMap((outcome) => {
    if (!isFailure(outcome)) return [formatPlanPage(terminal, outcome, page)];
    terminal.printError(escapeControl(`farend: ${nameAsterisk(outcome)}`));
    return [];
  });
  if (parts.length > 0) terminal.print(parts.join('\n\n\n'));
}

/** What fails on the way to an Asterisk names it already. */
function nameAsterisk({ asterisk, failure }: PlanFailure): string {
  return failure.startsWith(`${asterisk}: `) ? failure : `${asterisk}: ${failure}`;
}

/** Something that farend itself can do. */
function isApplicable(outcome: PlanOutcome): boolean {
  if (isFailure(outcome)) return false;
  return outcome.removals.length > 0 || outcome.changes.some(({ writer }) => writer !== 'paste');
}

function isDone(outcome: PlanOutcome, applied: ApplyReport | undefined): boolean {
  if (isFailure(outcome) || applied?.result === undefined || applied.failure !== '') return false;
  return applied.result.outcome === 'applied' || applied.result.outcome === 'nothing-to-do';
}

/** As it can be pasted into a shell. */
function formatApplyCommand({ config, endpoint, asterisk }: Options): string {
  const words = [
    ...(endpoint === undefined ? [] : ['--endpoint', endpoint]),
    ...(asterisk === undefined ? [] : ['--asterisk', asterisk]),
    '-c',
    config,
  ];
  return ['farend policy apply', ...words.map(quoteWord)].join(' ');
}
