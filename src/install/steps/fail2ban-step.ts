// fail2ban told to read its jails again, if it runs; once more after an undo.

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { z } from 'zod';
import type { InstallStep, StepHandler } from '../install-step.ts';

export interface Fail2banStep extends InstallStep {
  readonly kind: 'fail2ban';
  /** Its configuration. */
  readonly directory: string;
}

const noteSchema = z.object({ directory: z.string() });

const DEADLINE_MS = 60_000;
/** Another directory is of no fail2ban that runs on this machine. */
const USUAL_DIRECTORY = '/etc/fail2ban';

export const fail2banHandler: StepHandler<Fail2banStep> = {
  kind: 'fail2ban',
  prepare: async ({ directory }) => ({ directory }),
  async carryOut({ directory }) {
    await reload(directory);
  },
  undo: async () => [],
  async finish(note) {
    const { directory } = noteSchema.parse(note);
    if (await reload(directory)) return [];
    return ['fail2ban was not told to read its jails again; if it runs: fail2ban-client reload.'];
  },
};

/** False where it does not run: then it reads them at its start. */
async function reload(directory: string): Promise<boolean> {
  if (directory !== USUAL_DIRECTORY) return true;
  try {
    await promisify(execFile)('fail2ban-client', ['reload'], { timeout: DEADLINE_MS });
    return true;
  } catch {
    return false;
  }
}
