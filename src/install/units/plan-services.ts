// The steps that make farend a service of systemd: its user comes first, since files will belong to it; its
// units and their start come last, when all that farend reads is in its place.

import { join } from 'node:path';
import type { FileStep, InstallStep } from '../install-step.ts';
import type { DirectoryStep } from '../steps/directory-step.ts';
import { listServices, planUnits } from './plan-units.ts';
import { nameBelow, RUN_ROOT, STATE_ROOT } from './sandbox.ts';
import type { RestartStep, ServiceStep } from './service-step.ts';
import type { UnitOptions } from './unit-options.ts';
import type { UserStep } from './user-step.ts';

export function planUser({ user, state }: Pick<UnitOptions, 'user' | 'state'>): UserStep {
  return {
    kind: 'user',
    what: `A user ${user} of the system, without a shell: farend runs as it.`,
    user,
    owns: state === undefined ? [] : [state],
  };
}

/**
 * @param unitDirectory `/etc/systemd/system`
 * @param reads the files whose change means a restart: farend.yaml, secrets
 */
export function planServices(
  options: UnitOptions,
  unitDirectory: string,
  reads: readonly string[],
): InstallStep[] {
  const units = planUnits(options);
  const start = listServices(options.isApart);
  const files = units.map(
    ({ name, text }): FileStep => ({
      kind: 'file',
      what: `The unit of systemd for ${name}.`,
      file: join(unitDirectory, name),
      text,
      mode: 0o644,
      owner: {},
    }),
  );
  const service: ServiceStep = {
    kind: 'service',
    what: `${start.join(' and ')}: started now, and at each boot.`,
    start,
    all: units.map(({ name }) => name),
  };
  const restart: RestartStep = {
    kind: 'service-restart',
    what: `${start.join(' and ')}: started again with what has changed; phones stay registered.`,
    start,
    because: [...files.map(({ file }) => file), ...options.writes, ...reads],
  };
  return [...planDirectories(options), ...files, service, restart];
}

/**
 * Those that systemd does not make by itself. What the policy writes into is Asterisk's to read, and has to be
 * there when a service starts: for that one it is read-only otherwise, also when somebody makes it later.
 */
function planDirectories({ user, groups, state, run, writes }: UnitOptions): DirectoryStep[] {
  const make = (file: string, mode: number, group = user): DirectoryStep => ({
    kind: 'directory',
    what: 'A directory of farend’s own user.',
    file,
    mode,
    owner: { user, group },
  });
  return [
    ...(state === undefined || nameBelow(STATE_ROOT, state) !== undefined
      ? []
      : [make(state, 0o700)]),
    ...(nameBelow(RUN_ROOT, run) === undefined ? [make(run, 0o750)] : []),
    ...writes.map((path) => make(path, 0o755, groups[0])),
  ];
}
