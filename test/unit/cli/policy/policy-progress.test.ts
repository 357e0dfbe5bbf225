// What `farend policy` shows while it works.

import { expect, it } from 'vitest';
import { createPolicyProgress } from '../../../../src/cli/policy/policy-progress.ts';
import { createRecordingTerminal } from '../recording-terminal.ts';

it('counts on one line, not more often than can be read, and writes a line for each step', () => {
  const terminal = createRecordingTerminal();
  let now = 0;
  const progress = createPolicyProgress(terminal, () => now);

  for (const done of [1, 2, 1_500]) {
    progress.onRead('main', done, 3_000);
    now += 150;
  }
  progress.onStep('main', 'Asterisk loads res_pjsip.so\u001b again');
  now += 200;
  progress.onProgress('main', '58 s to go');

  expect(terminal.progress).toEqual([
    'main: 1 of 3,000 endpoints read',
    'main: 1,500 of 3,000 endpoints read',
    '',
    'main: 58 s to go',
  ]);
  expect(terminal.err).toEqual(['main: Asterisk loads res_pjsip.so\\x1b again']);
});
