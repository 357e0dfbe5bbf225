// One `farend init`: what a process that was killed left half done is taken back first, then planned, and
// carried out once a person has agreed.

import { resolve } from 'node:path';
import { AppError } from '../../base/app-error.ts';
import type { FoundAsterisk } from '../../host/asterisk-survey.ts';
import { findAsterisk, findAsterisks } from '../../host/find-asterisk.ts';
import type { InstallStep } from '../../install/install-step.ts';
import { isCutOff } from '../../install/journal/journal-line.ts';
import { findTransport, tellOthers } from '../../install/plan/find-transport.ts';
import { makeInstallPlan } from '../../install/plan/make-plan.ts';
import { type Answers, makeConfigWish } from '../../install/plan/make-wish.ts';
import { carryOut, type InstallListener, listOutstanding } from '../../install/run/carry-out.ts';
import { takeCutOffBack } from '../../install/run/take-back.ts';
import type { Gathered } from './gather-install.ts';
import { openInstallation, withLock } from './install-files.ts';
import type { InstallOptions } from './install-options.ts';
import { addService, parsePlanned } from './plan-systemd.ts';

/** As the lock and the journal name it. */
const WHAT = 'farend init';

/** What is left to do, in its order. */
export interface InstallPlan {
  readonly steps: readonly InstallStep[];
  readonly remarks: readonly string[];
}

/** @throws AppError ASTERISK_NOT_FOUND, ASTERISK_UNREADABLE */
export async function findCandidates({
  asteriskConf,
}: Pick<InstallOptions, 'asteriskConf'>): Promise<readonly FoundAsterisk[]> {
  return asteriskConf === undefined ? await findAsterisks() : [await findAsterisk(asteriskConf)];
}

/**
 * @returns what a person should know; undefined when nothing was left half done
 * @throws AppError INSTALL_REFUSED
 */
export async function cleanUp(options: InstallOptions): Promise<readonly string[] | undefined> {
  const installation = openInstallation(options.config);
  const lines = await installation.journal.read();
  if (!isCutOff(lines)) return undefined;
  return await withLock(options.run, WHAT, () => takeCutOffBack(installation));
}

/** Nothing is changed. */
export async function planInstall(
  { facts, surroundings }: Gathered,
  answers: Answers,
  options: InstallOptions,
): Promise<InstallPlan> {
  const { handlers } = openInstallation(options.config);
  const configFile = resolve(options.config);
  const config = makeConfigWish(answers, surroundings);
  const fail2banDirectory = resolve(options.fail2ban);
  const { steps, remarks, configText } = makeInstallPlan(facts, {
    configFile,
    config,
    fail2banDirectory,
  });
  const all = await addService(steps, {
    directory: options.systemd,
    configFile,
    config: parsePlanned(configText, configFile),
    asteriskGid: facts.asteriskOwner.gid,
    reads: [configFile, config.ami.secretFile, ...(config.ari ? [config.ari.passwordFile] : [])],
  });
  const others = tellOthers(facts.survey, findTransport(facts.survey, answers));
  return { steps: await listOutstanding(all, handlers), remarks: [...others, ...remarks] };
}

/** @throws AppError of the step that failed, when all it did is taken back */
export async function install(
  { steps }: InstallPlan,
  { way }: Answers,
  options: InstallOptions,
  listener: InstallListener,
): Promise<void> {
  await withLock(options.run, WHAT, () =>
    carryOut(steps, `${WHAT} --way ${way}`, openInstallation(options.config), listener),
  );
}

/** @throws AppError INSTALL_REFUSED where there are several */
export function pickOnly(asterisks: readonly FoundAsterisk[]): FoundAsterisk {
  const [only, ...others] = asterisks;
  if (only !== undefined && others.length === 0) return only;
  const files = asterisks.map(({ confFile }) => confFile).join(', ');
  throw new AppError(
    'INSTALL_REFUSED',
    `Several Asterisks run on this machine (${files}): name one with --asterisk-conf`,
  );
}
