// What `farend policy apply` prints when it is over.

import { describe, expect, it } from 'vitest';
import type { ApplyReport } from '../../../../src/app/policy/policy-report.ts';
import { formatApplyPage } from '../../../../src/cli/policy/apply-page.ts';
import { createRecordingTerminal } from '../recording-terminal.ts';
import { makeApplyReport } from './reports.ts';

const rolledBack = {
  outcome: 'rolled-back',
  reasons: ['force_rport of 4001 is still no: look at its section.'],
  lostRegistrations: ['4001', '4002'],
  registrationsBefore: 290,
} as const;

const cases: readonly (readonly [string, ApplyReport, readonly string[]])[] = [
  [
    'what was applied',
    makeApplyReport({ registrationsBefore: 290 }, { changed: 1_192, removed: 1 }),
    [
      'main  applied and read back: 1,192 settings, 1 section removed',
      '  290 registrations before, none lost',
    ],
  ],
  [
    'why it was rolled back, and who lost its registration',
    makeApplyReport(rolledBack),
    [
      'main  rolled back: everything is as it was before',
      '  - force_rport of 4001 is still no: look at its section.',
      '  - 290 registrations before, 2 lost and not back: 4001, 4002',
    ],
  ],
  [
    'that nothing was to do',
    makeApplyReport({ outcome: 'nothing-to-do' }),
    ['main  nothing was to do'],
  ],
  [
    'that a person has to look',
    makeApplyReport({ outcome: 'stuck', reasons: ['pjsip.conf cannot be written: see ls -l.'] }),
    [
      'main  stuck: it could not be brought back, and somebody has to look',
      '  - pjsip.conf cannot be written: see ls -l.',
      '  0 registrations before, none lost',
    ],
  ],
  [
    'what is left for a person',
    makeApplyReport({ outcome: 'nothing-to-do' }, { failure: '3 settings are to be pasted.' }),
    ['main  nothing was to do', '  - 3 settings are to be pasted.'],
  ],
  [
    'why it was not begun',
    makeApplyReport(undefined, { failure: 'another farend is at it.' }),
    ['main: nothing was changed: another farend is at it.'],
  ],
];

describe('formatApplyPage', () => {
  it.each(cases)('says %s', (_, report, lines) => {
    expect(formatApplyPage(createRecordingTerminal(), report).split('\n')).toEqual(lines);
  });
});
