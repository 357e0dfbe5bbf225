// Reports of one Asterisk for the pages of `farend policy`: as from a plan, without one.

import type { ApplyReport, PlanReport } from '../../../../src/app/policy/policy-report.ts';
import type { PolicyChange } from '../../../../src/policy/policy-plan.ts';

export const OWN_FILE = '/etc/asterisk/farend.d/pjsip.conf';

export type PlacedChange = PlanReport['changes'][number];

export function makeChange(change: Partial<PlacedChange> = {}): PlacedChange {
  const endpoint = change.endpoint ?? '4001';
  return {
    kind: 'endpoint',
    object: endpoint,
    endpoint,
    setting: 'force_rport',
    from: 'no',
    to: 'yes',
    why: "'4*' says nat: yes, so that answers go where requests came from.",
    store: 'pjsip.conf',
    writer: 'files',
    where: OWN_FILE,
    ...change,
  };
}

export function makeRemoval(object: string): PlanReport['removals'][number] {
  return {
    section: { kind: 'endpoint', object, store: 'pjsip.conf', settings: [['force_rport', 'yes']] },
    why: 'Asterisk has no such endpoint any more.',
    where: OWN_FILE,
  };
}

export function makeDecision(
  decision: Partial<PlanReport['decisions'][number]> = {},
): PlanReport['decisions'][number] {
  return {
    endpoint: '4001',
    driver: 'chan_pjsip',
    why: 'The first entry that matches is 4*: nat: yes.',
    settings: [
      { kind: 'endpoint', object: '4001', setting: 'force_rport', value: 'yes' },
      { kind: 'aor', object: '4001', setting: 'max_contacts', value: '1' },
    ],
    ...decision,
  };
}

/** `plan` follows from the rest, but for what is given of it. */
export function makeReport({
  plan,
  ...rest
}: Partial<Omit<PlanReport, 'plan'>> & { plan?: Partial<PlanReport['plan']> } = {}): PlanReport {
  const { changes = [], removals = [] } = rest;
  const drifted = new Set(changes.map(({ endpoint }) => endpoint)).size;
  return {
    asterisk: 'main',
    version: '22.5.2',
    missingLines: [],
    modules: changes.length + removals.length > 0 ? ['res_pjsip.so'] : [],
    editedFiles: [],
    unwritable: 0,
    textsToPaste: [],
    remarks: [],
    decisions: [],
    ...rest,
    changes,
    removals,
    plan: {
      asterisk: 'main',
      counts: {
        endpoints: drifted,
        managed: drifted,
        compliant: 0,
        drifted,
        unknown: 0,
        trunks: 0,
      },
      decisions: [],
      changes: changes.map(withoutPlace),
      removals,
      sections: [],
      exceptions: [],
      warnings: [],
      ...plan,
    },
  };
}

function withoutPlace({ where: _where, ...change }: PlacedChange): PolicyChange {
  return change;
}

export function makeApplyReport(
  result: Partial<NonNullable<ApplyReport['result']>> | undefined,
  rest: Partial<ApplyReport> = {},
): ApplyReport {
  return {
    asterisk: 'main',
    result: result && {
      outcome: 'applied',
      reasons: [],
      lostRegistrations: [],
      registrationsBefore: 0,
      ...result,
    },
    failure: '',
    changed: 2,
    removed: 0,
    ...rest,
  };
}
