// What is remembered of one device besides its record: what its REGISTERs and dialogs showed. Small,
// since there may be a hundred thousand.

import type { DeviceRecord, RecordChange, Verdict } from '../../correlation/device-record.ts';
import { identifyModel, type PhoneModel } from '../../devices/device-catalogue.ts';
import type { DialogObservation } from '../../observation/dialog-observation.ts';
import type { ProxyNotice } from '../../observation/proxy-notice.ts';
import { applyDialog, createDialogFacts, type DialogFacts } from './dialog-facts.ts';
import { createRegisterFacts, type RegisterFacts } from './register-facts.ts';

export interface DeviceFacts {
  readonly kind: 'device';
  readonly subject: string;
  record: DeviceRecord;
  /** By its User-Agent. */
  model: PhoneModel;
  registers: RegisterFacts;
  /** When Asterisk found it silent last, milliseconds since 1970; 0 never. */
  silentAt: number;
  /** Latest last, bounded; undefined before the first. */
  dialogs: readonly DialogObservation[] | undefined;
  /** What its calls and other dialogs came to; undefined before the first. */
  calls: DialogFacts | undefined;
  /** The latest that were about its account or its address; undefined before the first. */
  notices: Map<ProxyNotice['kind'], ProxyNotice> | undefined;
  /** When it ceased to work, milliseconds since 1970; 0 while it works, and for one that never did. */
  lostAt: number;
}

const MAX_DIALOGS = 8;

export function createDeviceFacts(record: DeviceRecord): DeviceFacts {
  return {
    kind: 'device',
    subject: `device ${record.id}`,
    record,
    model: identifyModel(''),
    registers: createRegisterFacts(),
    silentAt: 0,
    dialogs: undefined,
    calls: undefined,
    notices: undefined,
    lostAt: 0,
  };
}

export function noteDialog(facts: DeviceFacts, observation: DialogObservation): void {
  facts.dialogs = [...(facts.dialogs ?? []), observation].slice(-MAX_DIALOGS);
  facts.calls ??= createDialogFacts();
  applyDialog(facts.calls, observation);
}

export function noteDeviceNotice(facts: DeviceFacts, notice: ProxyNotice): void {
  facts.notices ??= new Map();
  facts.notices.set(notice.kind, notice);
}

/** What happened to its registration. */
export function noteDeviceChange(facts: DeviceFacts, change: RecordChange): void {
  const { record, before, history } = change;
  for (const { kind, time } of history) if (kind === 'unreachable') facts.silentAt = time;
  const { value } = record.verdict;
  if (isWorking(value)) facts.lostAt = 0;
  // One that was gone before this program started.
  else if (before === undefined ? value === 'unreachable' : isWorking(before.verdict))
    facts.lostAt = record.changedAt;
}

/** Calls reach it, by itself or with farend's help. */
export function isWorking(verdict: Verdict): boolean {
  return verdict === 'ok' || verdict === 'ok-through-farend';
}
