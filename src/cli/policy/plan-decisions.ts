// Why the policy has an endpoint as it has it, and what Asterisk has of it now: for who asks for some.

import type { PlanReport } from '../../app/policy/policy-report.ts';
import { escapeControl } from '../../base/escape-control.ts';
import type { Terminal } from '../terminal.ts';
import { bullet, countOf } from './plan-text.ts';

/** So many are read by a person; the rest is counted. */
const MOST = 20;

/** @returns a paragraph for each endpoint */
export function formatDecisions(terminal: Terminal, decisions: PlanReport['decisions']): string[] {
  const shown = decisions.slice(0, MOST).map(({ endpoint, driver, why, settings }) => {
    const values = settings.map(({ setting, value }) => `${setting}=${value}`).join(', ');
    return [
      `${terminal.paint('bold', escapeControl(endpoint))}  ${driver}`,
      ...bullet(terminal, why),
      ...(values === '' ? [] : bullet(terminal, `Asterisk has ${values}.`)),
    ].join('\n');
  });
  const more = decisions.length - MOST;
  return more <= 0 ? shown : [...shown, `and ${countOf(more, 'endpoint')} more: --json has all`];
}
