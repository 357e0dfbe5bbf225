// A process that carries out a plan and is killed at the begin of a step, as by `kill -9`. Where that is
// one of going back, it is interrupted before.

import process from 'node:process';
import { undoSteps } from '../../../src/enforcement/apply/apply-step.ts';
import { type ApplyLabSettings, applyInLab } from './apply-lab.ts';

const { killAt, ...settings } = JSON.parse(process.argv[2] ?? '') as ApplyLabSettings & {
  readonly killAt: string;
};
const controller = new AbortController();
const goesBack = undoSteps.some((step) => step === killAt);

await applyInLab(settings, {
  signal: controller.signal,
  onStep: (step) => {
    if (step === killAt) process.kill(process.pid, 'SIGKILL');
    if (step === 'watch' && goesBack) controller.abort();
  },
});
