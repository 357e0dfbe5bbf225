// A process that installs, or takes an installation back, and kills itself at its nth operation on the disk.
// Arguments: what to do as JSON.

import { carryOut } from '../../../../src/install/run/carry-out.ts';
import { takeAllBack } from '../../../../src/install/run/take-back.ts';
import { KillAtOperation } from '../../../support/process/kill-at-operation.ts';
import { listSteps, openInstallation } from './install-scene.ts';

export interface InstallTask {
  readonly root: string;
  readonly what: 'install' | 'undo';
  /** 1 and up. */
  readonly killAt: number;
}

const [json = ''] = process.argv.slice(2);
const { root, what, killAt } = JSON.parse(json) as InstallTask;
const kill = new KillAtOperation(killAt);
await kill.prepare();
kill.begin();
const installation = openInstallation(root);
if (what === 'undo') await takeAllBack(installation);
else await carryOut(listSteps(root), 'farend init', installation, { onStep: () => undefined });
