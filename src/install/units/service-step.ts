// farend's services in the hands of systemd: started now and at each boot, and started again where what they
// read has changed. The units themselves are files like others.

import { z } from 'zod';
import { AppError } from '../../base/app-error.ts';
import { exists } from '../../enforcement/files/exists.ts';
import type { InstallStep, StepHandler } from '../install-step.ts';
import type { UnitName } from './plan-units.ts';
import { runCommand, runCommandChecked } from './run-command.ts';

export interface ServiceStep extends InstallStep {
  readonly kind: 'service';
  /** What is started; in their order. */
  readonly start: readonly UnitName[];
  /** What is stopped and disabled when it is taken back: the guard as well. */
  readonly all: readonly UnitName[];
}

export interface RestartStep extends InstallStep {
  readonly kind: 'service-restart';
  readonly start: readonly UnitName[];
  /** What they read when they start. */
  readonly because: readonly string[];
}

/** sd_booted(3). */
const BOOTED = '/run/systemd/system';

const noteSchema = z.object({ units: z.array(z.string()) });

export const serviceHandler: StepHandler<ServiceStep> = {
  kind: 'service',
  async prepare({ start, all }) {
    if (!(await exists(BOOTED)))
      throw new AppError(
        'INSTALL_REFUSED',
        'systemd does not run on this machine: go without it (--no-systemd), and start farend by your own means',
      );
    const states = await Promise.all(start.map(isAtWork));
    return states.every(Boolean) ? undefined : { units: all };
  },
  async carryOut({ start }) {
    await runCommandChecked(['systemctl', 'daemon-reload']);
    await runCommandChecked(['systemctl', 'enable', '--now', ...start]);
  },
  async undo(note) {
    const { units } = noteSchema.parse(note);
    // One by one: a unit that is not there keeps the others from nothing.
    for (const unit of units) await runCommand(['systemctl', 'disable', '--now', unit]);
    const left = await Promise.all(units.map(isActive));
    const running = units.filter((_, index) => left[index]);
    if (running.length === 0) return [];
    const words = running.join(' ');
    return [`systemd has not stopped ${words}: systemctl status ${words} says why.`];
  },
  async finish(note) {
    await runCommand(['systemctl', 'daemon-reload']);
    await runCommand(['systemctl', 'reset-failed', ...noteSchema.parse(note).units]);
    return [];
  },
};

export const restartHandler: StepHandler<RestartStep> = {
  kind: 'service-restart',
  /** What does not run yet will be started by another step, with everything as it is then. */
  async prepare({ start }) {
    const states = await Promise.all(start.map(isActive));
    return states.some(Boolean) ? { units: start } : undefined;
  },
  async carryOut({ start }) {
    await runCommandChecked(['systemctl', 'daemon-reload']);
    await runCommandChecked(['systemctl', 'restart', ...start]);
  },
  undo: async () => [],
  /** Where a change alone was taken back, and farend stays. */
  async finish(note) {
    await runCommand(['systemctl', 'daemon-reload']);
    await runCommand(['systemctl', 'try-restart', ...noteSchema.parse(note).units]);
    return [];
  },
};

async function isAtWork(unit: string): Promise<boolean> {
  const { exitCode } = await runCommand(['systemctl', 'is-enabled', '--quiet', unit]);
  return exitCode === 0 && (await isActive(unit));
}

async function isActive(unit: string): Promise<boolean> {
  return (await runCommand(['systemctl', 'is-active', '--quiet', unit])).exitCode === 0;
}
