// What the diagnosis says becomes an alert that fires, an alert that is other than before, or one that
// has ended.

import type { Finding, FindingChange } from '../../diagnosis/finding.ts';
import type { Alert } from '../alert.ts';
import type { AlertBookOptions } from './book-options.ts';
import type { BookState } from './book-state.ts';
import type { KeptAlert } from './kept-alert.ts';
import { fingerprintOf, groupOf, makeAlert } from './make-alert.ts';
import { isAsGraveAs } from './why-quiet.ts';

type Options = Pick<AlertBookOptions, 'groupIntervalMs' | 'repeatIntervalMs' | 'runbookBase'>;

/** @param mayAdd whether there is room for one more of its kind */
export function applyFinding(
  state: BookState,
  { finding, kind }: FindingChange,
  options: Options,
  mayAdd: (finding: Finding) => boolean,
  nowMs: number,
): void {
  const before = state.find(fingerprintOf(finding));
  if (kind === 'gone') {
    if (before?.alert.status === 'firing') endAlert(state, before, nowMs);
    return;
  }
  const alert = makeAlert(finding, options.runbookBase);
  if (before === undefined) {
    if (mayAdd(finding)) state.keep(beginAlert(alert, finding, nowMs));
  } else if (before.alert.status === 'resolved')
    state.keep(returnAlert(state, before, alert, finding, options, nowMs));
  else update(state, before, alert, finding, options, nowMs);
}

/** @param nowMs when its finding was gone */
export function endAlert(state: BookState, kept: KeptAlert, nowMs: number): void {
  const alert: Alert = { ...kept.alert, status: 'resolved', endsAt: nowMs };
  state.keep({ ...kept, alert, explainedUntil: 0 });
}

function beginAlert(alert: Alert, finding: Finding, nowMs: number): KeptAlert {
  return {
    alert,
    finding,
    ...groupOf(alert.labels),
    explainedBy: finding.explainedBy,
    foundAt: nowMs,
    explainedUntil: 0,
    returns: 0,
    announced: undefined,
    digestedAt: 0,
  };
}

/** Receivers to whom it never ended see it go on, in the group that they know. */
function returnAlert(
  state: BookState,
  before: KeptAlert,
  alert: Alert,
  finding: Finding,
  { repeatIntervalMs }: Options,
  nowMs: number,
): KeptAlert {
  const isSoon = nowMs - before.alert.endsAt < repeatIntervalMs;
  const { announced, digestedAt } = before;
  const begun = { ...beginAlert(alert, finding, nowMs), announced, digestedAt };
  const returns = isSoon ? before.returns + 1 : 0;
  if (!state.isTold(before)) return { ...begun, returns };
  const { groupKey, groupLabels, foundAt } = before;
  const { startsAt } = before.alert;
  return { ...begun, groupKey, groupLabels, foundAt, returns, alert: { ...alert, startsAt } };
}

function update(
  state: BookState,
  before: KeptAlert,
  alert: Alert,
  finding: Finding,
  { groupIntervalMs }: Options,
  nowMs: number,
): void {
  const { startsAt } = before.alert;
  const { explainedBy } = finding;
  const isFreed = before.explainedBy !== undefined && explainedBy === undefined;
  const { severity } = alert.labels;
  const isGraver =
    severity !== before.alert.labels.severity &&
    isAsGraveAs(severity, before.alert.labels.severity);
  const kept: KeptAlert = {
    ...before,
    alert: { ...alert, startsAt },
    finding,
    explainedBy,
    foundAt: isGraver ? nowMs : before.foundAt,
    explainedUntil: isFreed ? nowMs + groupIntervalMs : before.explainedUntil,
  };
  if (isOther(before, kept)) state.keep(kept);
}

function isOther(before: KeptAlert, kept: KeptAlert): boolean {
  return (
    before.explainedBy !== kept.explainedBy ||
    JSON.stringify(before.alert) !== JSON.stringify(kept.alert)
  );
}
