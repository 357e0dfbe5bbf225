// `farend init`: beside an Asterisk that exists, in ten minutes; `farend undo` takes all of it back.

import { resolve } from 'node:path';
import { type Command, InvalidArgumentError, Option } from '@commander-js/extra-typings';
import { gatherFacts } from '../../app/doctor/gather-facts.ts';
import { type Gathered, gatherInstall } from '../../app/install/gather-install.ts';
import type { InstallOptions } from '../../app/install/install-options.ts';
import {
  cleanUp,
  findCandidates,
  type InstallPlan,
  install,
  pickOnly,
  planInstall,
} from '../../app/install/install-run.ts';
import { waitForFarend } from '../../app/install/wait-for-farend.ts';
import { readConfig } from '../../app/read-config.ts';
import { escapeControl, formatJson } from '../../base/escape-control.ts';
import { runChecks } from '../../doctor/run-checks.ts';
import type { FoundAsterisk } from '../../host/asterisk-survey.ts';
import { findFarends } from '../../host/find-farend.ts';
import { type Site, ways } from '../../install/config/config-wish.ts';
import type { Answers } from '../../install/plan/make-wish.ts';
import { createConfigOption, createJsonOption } from '../config-option.ts';
import { formatDoctorPage } from '../doctor/doctor-page.ts';
import { askQuestions, pickAsterisk, takeDefaults } from '../install/answer-questions.ts';
import { formatNextSteps } from '../install/next-steps.ts';
import { parseSite } from '../install/parse-site.ts';
import { describeInstallPlan, formatInstallPlan } from '../install/plan-page.ts';
import type { Terminal } from '../terminal.ts';

interface Options extends InstallOptions {
  readonly yes: boolean;
  readonly dryRun: boolean;
  readonly json: boolean;
}

/** Adds the command to the program. */
export function registerInit(program: Command, terminal: Terminal): void {
  program
    .command('init')
    .description('install farend beside the Asterisk of this machine; farend undo takes it back')
    .addOption(createConfigOption())
    .addOption(
      new Option('--way <way>', 'how far: watch, the phones of one site, or all').choices(ways),
    )
    .option('--asterisk-conf <file>', 'the asterisk.conf of the Asterisk that is meant')
    .option('--address <address>', 'the address of this machine that phones write to')
    .option('--sip-port <port>', 'Asterisk’s port for SIP over UDP, where it has several', readPort)
    .option('--public-address <address>', 'what phones outside see in its place, or none')
    .option('--site <name=networks>', 'a site: NAME=CIDR[,CIDR]; may be repeated', collectSite, [])
    .option('--ari', 'make a user of ARI as well')
    .option('--no-ari', 'make none')
    .option('--policy', 'let Asterisk read what "farend policy" will write')
    .option('--no-policy', 'leave pjsip.conf and sip.conf alone')
    .option('--state <directory>', 'what survives a restart', '/var/lib/farend')
    .option('--run <directory>', 'Unix sockets', '/run/farend')
    .option('--fail2ban <directory>', 'the configuration of fail2ban', '/etc/fail2ban')
    .option('--systemd <directory>', 'where units go', '/etc/systemd/system')
    .option('--no-systemd', 'install no units')
    .option('-y, --yes', 'ask nothing: take what was found and the defaults', false)
    .option('--dry-run', 'show the plan, change nothing', false)
    .addOption(createJsonOption())
    .addHelpText('after', '\nExample:\n  farend init --way watch')
    .action((options) => runInit(terminal, options as Options));
}

function readPort(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new InvalidArgumentError('a port is a number from 1 to 65535');
}

function collectSite(text: string, before: readonly Site[]): Site[] {
  const site = parseSite(text);
  if (typeof site === 'string') throw new InvalidArgumentError(site);
  return [...before, site];
}

async function runInit(terminal: Terminal, options: Options): Promise<void> {
  const isAsked = !options.yes && !options.json && terminal.isInteractive;
  if (!isAsked && !options.yes && !options.dryRun) return refuse(terminal);
  if (!options.dryRun) tellCleanUp(terminal, await cleanUp(options));
  const gathered = await gather(terminal, options, isAsked);
  const answers = gathered && (await answer(terminal, gathered, options, isAsked));
  if (gathered === undefined || answers === undefined) return stop(terminal);
  const plan = await planInstall(gathered, answers, options);
  if (!options.json) printPlan(terminal, plan);
  const isDone = !options.dryRun && (await decide(terminal, plan, answers, options));
  if (isDone === undefined) return stop(terminal);
  if (options.json) terminal.print(formatJson({ ...describeInstallPlan(plan), done: isDone }));
  else if (isDone) await tellNext(terminal, plan, answers, options);
}

/** Where farend runs already with all of it: how it stands. */
async function tellNext(
  terminal: Terminal,
  { steps }: InstallPlan,
  answers: Answers,
  { config, systemd, fail2ban }: Options,
): Promise<void> {
  const configFile = resolve(config);
  const running = findFarends(configFile);
  const hasUnits = systemd !== false;
  const isOutdated = !hasUnits && steps.some(({ file }) => file === configFile);
  if (running.length === 0 || isOutdated)
    return terminal.print(formatNextSteps({ answers, config, hasUnits, outdated: running }));
  await waitForFarend(config);
  const facts = await gatherFacts({
    config: readConfig(config).config,
    configFile: config,
    asterisk: undefined,
    fail2banDirectory: fail2ban,
    account: undefined,
  });
  terminal.print(`farend runs (pid ${running.join(', ')}). What farend doctor says of it:\n`);
  terminal.print(formatDoctorPage(terminal, runChecks(facts)));
}

/** @returns whether all is so now; undefined when the person said no */
async function decide(
  terminal: Terminal,
  plan: InstallPlan,
  answers: Answers,
  options: Options,
): Promise<true | undefined> {
  if (plan.steps.length === 0) return true;
  if (!options.yes && !(await terminal.confirm('Do this?'))) return undefined;
  await install(plan, answers, options, {
    onStep: ({ what, file }) =>
      terminal.printError(escapeControl(file === undefined ? what : `${file}: ${what}`)),
  });
  return true;
}

async function gather(
  terminal: Terminal,
  options: Options,
  isAsked: boolean,
): Promise<Gathered | undefined> {
  const asterisks = await findCandidates(options);
  const found: FoundAsterisk | undefined =
    asterisks.length > 1 && isAsked ? await pickAsterisk(terminal, asterisks) : pickOnly(asterisks);
  return found && (await gatherInstall(found, options));
}

async function answer(
  terminal: Terminal,
  gathered: Gathered,
  options: Options,
  isAsked: boolean,
): Promise<Answers | undefined> {
  if (!isAsked) return takeDefaults(gathered, options);
  const { asterisk, drivers } = gathered.facts.survey;
  const version = asterisk.process === undefined ? 'not running' : asterisk.process.version;
  terminal.printError(
    escapeControl(`Asterisk ${version} (${drivers.join(', ')}), ${asterisk.confFile}`),
  );
  return await askQuestions(terminal, gathered, options);
}

function printPlan(terminal: Terminal, plan: InstallPlan): void {
  if (plan.steps.length === 0) terminal.print('Nothing is to be done: all is so already.');
  const page = formatInstallPlan(terminal, plan);
  if (page !== '') terminal.print(page);
}

function tellCleanUp(terminal: Terminal, remarks: readonly string[] | undefined): void {
  if (remarks === undefined) return;
  terminal.printError('An earlier run was cut off; what it had done is taken back.');
  for (const remark of remarks) terminal.printError(escapeControl(remark));
}

function refuse(terminal: Terminal): void {
  terminal.printError(
    'farend: nobody is at a terminal to be asked: say --yes, with --way and what else is to differ from the defaults; --dry-run shows the plan',
  );
  terminal.raiseExitCode(2);
}

function stop(terminal: Terminal): void {
  terminal.printError('Nothing was changed.');
  terminal.raiseExitCode(1);
}
