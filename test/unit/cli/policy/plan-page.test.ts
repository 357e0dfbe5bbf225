// What `farend policy plan` prints of a plan.

import { describe, expect, it } from 'vitest';
import type { PlanReport } from '../../../../src/app/policy/policy-report.ts';
import { formatPlanPage, type PlanPageOptions } from '../../../../src/cli/policy/plan-page.ts';
import { createRecordingTerminal } from '../recording-terminal.ts';
import { makeChange, makeDecision, makeRemoval, makeReport, OWN_FILE } from './reports.ts';

const APPLY = 'farend policy apply -c farend.yaml';

const usual = { hasDecisions: false, applyCommand: APPLY };

function show(report: PlanReport, options: PlanPageOptions = usual): string[] {
  return formatPlanPage(createRecordingTerminal(), report, options).split('\n');
}

function makeMany(count: number) {
  return Array.from({ length: count }, (_, at) => makeChange({ endpoint: String(4001 + at) }));
}

describe('formatPlanPage', () => {
  it('says of an Asterisk that is as wanted that nothing is to be done', () => {
    const counts = { endpoints: 9, managed: 4, compliant: 4, drifted: 0, unknown: 0, trunks: 1 };

    const lines = show(makeReport({ plan: { counts } }));

    expect(lines).toEqual([
      'main  Asterisk 22.5.2, 9 endpoints',
      '4 managed: 4 compliant; not managed: 1 trunk, 4 others',
      '',
      'Nothing is to be done.',
    ]);
  });

  it('shows what changes, where, why, and what comes next', () => {
    const media = { setting: 'rtp_symmetric', why: 'Media goes where it came from.' };
    const changes = [
      makeChange(),
      makeChange(media),
      makeChange({ kind: 'aor', object: 'all', setting: 'max_contacts', from: '', to: '3' }),
    ];

    const lines = show(makeReport({ changes }));

    expect(lines.slice(3)).toEqual([
      OWN_FILE,
      '  ENDPOINTS  SETTING                 FROM  TO   WHY',
      '  4001       force_rport             no    yes  (1)',
      '             rtp_symmetric           no    yes  (2)',
      '             max_contacts (AOR all)  -     3    (1)',
      "  (1) '4*' says nat: yes, so that answers go where requests came from.",
      '  (2) Media goes where it came from.',
      '',
      'Asterisk loads res_pjsip.so again; registrations and calls go on.',
      '',
      'Nothing has been changed yet. To do it:',
      `  ${APPLY}`,
    ]);
  });

  it('says once what is the same for three thousand endpoints', () => {
    const lines = show(makeReport({ changes: makeMany(3_000) }));

    expect(lines).toHaveLength(12);
    expect(lines[5]).toMatch(/^ {2}4001, 4002, .*, 40\d\d … \(3,000 endpoints\) +force_rport /);
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(100);
  });

  it('counts endpoints that all need something else, from the forty-first group on', () => {
    const changes = makeMany(45).map((change, at) => ({ ...change, from: String(at) }));

    const lines = show(makeReport({ changes }));

    expect(lines.filter((line) => line.startsWith('  40'))).toHaveLength(40);
    expect(lines).toContain('  and 5 endpoints more: --json names all of them');
  });

  it('has a table for each place that is written to', () => {
    const changes = [
      makeChange(),
      makeChange({ endpoint: '5001', store: 'dynamic', writer: 'ari', where: 'ARI' }),
      makeChange({ kind: 'general', object: 'general', endpoint: '', setting: 'nat', where: 'B' }),
    ];

    const lines = show(makeReport({ changes }));

    const at = (title: string) => lines[lines.indexOf(title) + 2];
    expect(at(OWN_FILE)).toMatch(/^ {2}4001 /);
    expect(at('ARI')).toMatch(/^ {2}5001 /);
    expect(at('B')).toMatch(/^ {2}\[general\] +nat /);
  });

  it('shows which sections go, and what else is touched', () => {
    const lines = show(
      makeReport({
        removals: [makeRemoval('4900'), makeRemoval('4901')],
        missingLines: [
          { file: '/etc/asterisk/pjsip.conf', line: '#tryinclude farend.d/pjsip.conf' },
        ],
        editedFiles: ['/etc/asterisk/extra.conf'],
      }),
    );

    expect(lines.slice(3, -3)).toEqual([
      `${OWN_FILE}: 2 sections of farend's go`,
      '  - [4900] endpoint, [4901] endpoint: Asterisk has no such endpoint any more.',
      '',
      'One line is added at the end of /etc/asterisk/pjsip.conf:',
      '  #tryinclude farend.d/pjsip.conf',
      "Nothing else changes outside of farend's own directory.",
      'Asterisk loads res_pjsip.so again; registrations and calls go on.',
      'It then takes up, too, what was changed by others in these files since it read them last:',
      '  - /etc/asterisk/extra.conf',
    ]);
  });

  it('warns of toll fraud before all else, and joins whom the same sentence is about', () => {
    const lines = show(
      makeReport({
        plan: {
          warnings: [
            { name: 'auto-nat', endpoint: '4002', sentence: 'It switches itself off.' },
            { name: 'toll-fraud', endpoint: '4003', sentence: 'Strangers can call.' },
          ],
          exceptions: ['4004', '4005'].map((endpoint) => ({ endpoint, why: 'Change it there.' })),
        },
        remarks: ['Nobody knows what the wire showed.'],
      }),
    );

    expect(lines.slice(3, -2)).toEqual([
      'warning: toll-fraud',
      '  - Strangers can call.',
      '',
      'warning: auto-nat',
      '  - It switches itself off.',
      '',
      'left out:',
      '  - 4004, 4005: Change it there.',
      '',
      'Nobody knows what the wire showed.',
    ]);
  });

  it('tells ten warnings of a kind, and how many there are more', () => {
    const warnings = Array.from({ length: 12 }, (_, at) => ({
      name: 'toll-fraud' as const,
      endpoint: String(at),
      sentence: `Strangers can call through ${at}.`,
    }));

    const lines = show(makeReport({ plan: { warnings } }));

    expect(lines.filter((line) => line.includes('Strangers'))).toHaveLength(10);
    expect(lines).toContain('  - and 2 more: --json tells all of them');
  });

  it('prints what is to be pasted as it is, and speaks of no apply that would do nothing', () => {
    const text = `[4001](+type=endpoint)\nforce_rport=yes ; ${'long '.repeat(30)}end\n`;

    const lines = show(
      makeReport({
        changes: [makeChange({ writer: 'paste', where: 'paste' })],
        textsToPaste: [{ target: '/etc/asterisk/pjsip.conf', text, note: 'At its end.' }],
      }),
    );

    const at = lines.indexOf('to paste: /etc/asterisk/pjsip.conf');
    expect(lines.slice(at + 1, at + 5)).toEqual(['At its end.', '', ...text.trimEnd().split('\n')]);
    expect(lines.join('\n')).not.toContain(APPLY);
  });

  it('shows in full, when asked for some, why they are as they are', () => {
    const lines = show(makeReport({ decisions: [makeDecision()] }), {
      ...usual,
      hasDecisions: true,
    });

    expect(lines.slice(3, 6)).toEqual([
      '4001  chan_pjsip',
      '  - The first entry that matches is 4*: nat: yes.',
      '  - Asterisk has force_rport=yes, max_contacts=1.',
    ]);
  });

  it('speaks of no next step while it is being applied', () => {
    const lines = show(makeReport({ changes: [makeChange()] }), {
      ...usual,
      applyCommand: undefined,
    });

    expect(lines.at(-1)).toBe('Asterisk loads res_pjsip.so again; registrations and calls go on.');
  });

  it('lets no name from Asterisk write to the terminal what is no text', () => {
    const bad = 'a\u001b[2J\u202e';

    const page = show(
      makeReport({
        version: bad,
        changes: [makeChange({ endpoint: bad, from: bad, where: bad, why: bad })],
        removals: [makeRemoval(bad)],
        editedFiles: [bad],
        remarks: [bad],
        textsToPaste: [{ target: bad, text: bad, note: bad }],
        decisions: [makeDecision({ endpoint: bad, why: bad })],
        plan: {
          warnings: [{ name: 'toll-fraud', endpoint: bad, sentence: bad }],
          exceptions: [{ endpoint: bad, why: bad }],
        },
      }),
      { hasDecisions: true, applyCommand: undefined },
    ).join('\n');

    expect(page).toContain('a\\x1b[2J\\u202e');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: none of them may be there
    expect(page).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  });
});
