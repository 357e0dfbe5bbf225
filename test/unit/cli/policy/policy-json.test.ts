// Plans as JSON.

import { describe, expect, it } from 'vitest';
import { describeApply, describePlan } from '../../../../src/cli/policy/policy-json.ts';
import { makeApplyReport, makeChange, makeRemoval, makeReport, OWN_FILE } from './reports.ts';

const report = makeReport({
  changes: [makeChange()],
  removals: [makeRemoval('4900')],
  plan: { exceptions: [{ endpoint: '4009', why: 'Change it there.' }] },
});

describe('describePlan', () => {
  it('has every field, and each change with its place', () => {
    const document = describePlan(report);

    expect(document).toEqual({
      asterisk: 'main',
      version: '22.5.2',
      failure: null,
      drift: true,
      counts: report.plan.counts,
      changes: [makeChange()],
      removals: [
        {
          kind: 'endpoint',
          object: '4900',
          store: 'pjsip.conf',
          where: OWN_FILE,
          why: 'Asterisk has no such endpoint any more.',
        },
      ],
      missingLines: [],
      modules: ['res_pjsip.so'],
      editedFiles: [],
      exceptions: [{ endpoint: '4009', why: 'Change it there.' }],
      warnings: [],
      unwritable: 0,
      textsToPaste: [],
      remarks: [],
      decisions: [],
    });
  });

  it('has the reason alone where nothing could be found out', () => {
    const outcome = { asterisk: 'main', failure: 'the connection was refused' };

    expect(describePlan(outcome)).toEqual(outcome);
    expect(describeApply(outcome, undefined)).toEqual({ ...outcome, result: null });
  });
});

describe('describeApply', () => {
  it('adds what came of it to the plan', () => {
    const applied = makeApplyReport({ registrationsBefore: 3 });

    expect(describeApply(report, applied)).toEqual({
      ...describePlan(report),
      result: applied.result,
    });
  });

  it('says why it was not begun', () => {
    const applied = makeApplyReport(undefined, { failure: 'another farend is at it' });

    expect(describeApply(report, applied)).toMatchObject({
      failure: 'another farend is at it',
      result: null,
    });
  });
});
