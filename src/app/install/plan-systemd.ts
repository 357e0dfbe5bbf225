// farend as a service of systemd, around the rest of an installation: its user before everything, its units
// and their start behind it.

import process from 'node:process';
import { AppError } from '../../base/app-error.ts';
import type { FarendConfig } from '../../config/farend-config.ts';
import { parseConfig } from '../../config/load-config.ts';
import { formatProblem } from '../../config/problem.ts';
import type { InstallStep } from '../../install/install-step.ts';
import { findProgram, refuseHiddenConfig } from '../../install/units/find-program.ts';
import { planServices, planUser } from '../../install/units/plan-services.ts';
import { findGroupNames, SERVICE_USER } from '../../install/units/service-user.ts';
import { makeUnitOptions } from '../../install/units/unit-options.ts';
import { companionHeapFlags, proxyHeapFlags } from '../heap-flags.ts';

/** Another directory is of no systemd that runs: units go there, and nothing is started. */
const USUAL_DIRECTORY = '/etc/systemd/system';

export interface Service {
  /** false: no units. */
  readonly directory: string | false;
  readonly configFile: string;
  /** As it will be. */
  readonly config: FarendConfig;
  /** Who may read Asterisk's files. */
  readonly asteriskGid: number;
  /** The files whose change means a restart. */
  readonly reads: readonly string[];
}

/** @throws AppError INSTALL_REFUSED where farend's own user could not run farend */
export async function addService(
  steps: readonly InstallStep[],
  { directory, configFile, config, asteriskGid, reads }: Service,
): Promise<readonly InstallStep[]> {
  if (directory === false) return steps;
  const isReal = directory === USUAL_DIRECTORY;
  if (isReal) await refuseHiddenConfig(configFile);
  const [node, main = ''] = process.argv;
  const program = isReal
    ? await findProgram(process.execPath, main)
    : { node: node ?? process.execPath, main };
  const options = makeUnitOptions(config, {
    program,
    nodeFlags: { proxy: proxyHeapFlags, companion: companionHeapFlags },
    configFile,
    user: SERVICE_USER,
    groups: await findGroupNames(asteriskGid),
    isApart: false,
  });
  const services = planServices(options, directory, reads);
  if (!isReal) return [...steps, ...services.filter(({ kind }) => kind === 'file')];
  const planned = new Set(steps.map(({ file }) => file));
  const isNew = ({ kind, file }: InstallStep): boolean =>
    kind !== 'directory' || !planned.has(file);
  return [planUser(options), ...steps, ...services.filter(isNew)];
}

/** @throws AppError INSTALL_REFUSED when farend would not start with it */
export function parsePlanned(text: string, file: string): FarendConfig {
  const loaded = parseConfig(text, file);
  if (loaded.ok) return loaded.config;
  throw new AppError(
    'INSTALL_REFUSED',
    `With what is missing in it, ${file} would not be usable: ${loaded.problems.map(formatProblem).join('; ')}. Mend it first`,
  );
}
