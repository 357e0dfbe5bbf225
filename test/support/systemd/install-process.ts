// Makes farend a service of the machine that it runs on, or takes that back: the steps of an installation that
// have to do with systemd, for a machine of the lab alone.
// Arguments: `install` and the UnitOptions as JSON, or `undo`.

import process from 'node:process';
import { InstallJournal } from '../../../src/install/journal/install-journal.ts';
import { carryOut, listOutstanding } from '../../../src/install/run/carry-out.ts';
import { StepHandlers } from '../../../src/install/run/step-handlers.ts';
import { takeAllBack } from '../../../src/install/run/take-back.ts';
import { directoryHandler } from '../../../src/install/steps/directory-step.ts';
import { createFileHandler } from '../../../src/install/steps/file-step.ts';
import { planServices, planUser } from '../../../src/install/units/plan-services.ts';
import { restartHandler, serviceHandler } from '../../../src/install/units/service-step.ts';
import type { UnitOptions } from '../../../src/install/units/unit-options.ts';
import { userHandler } from '../../../src/install/units/user-step.ts';

const journal = new InstallJournal('/etc/farend', Date.now);
const handlers = new StepHandlers([
  directoryHandler,
  createFileHandler({
    copies: journal.directory,
    aside: '/etc/farend/undone',
    createName: journal.createName,
  }),
  userHandler,
  serviceHandler,
  restartHandler,
]);

const [what, options = '{}'] = process.argv.slice(2);
const lines: string[] = [];
if (what === 'undo') {
  const { remarks, failures } = await takeAllBack({ journal, handlers }, false);
  lines.push(...remarks, ...failures);
} else {
  const units = JSON.parse(options) as UnitOptions;
  const steps = [
    planUser(units),
    ...planServices(units, '/etc/systemd/system', [units.configFile]),
  ];
  const outstanding = await listOutstanding(steps, handlers);
  await carryOut(
    outstanding,
    'test',
    { journal, handlers },
    {
      onStep: ({ kind, file }) => lines.push(file === undefined ? kind : `${kind} ${file}`),
    },
  );
}
process.stdout.write(lines.map((line) => `${line}\n`).join(''));
