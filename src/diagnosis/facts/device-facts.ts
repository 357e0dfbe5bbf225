// What is remembered of one device besides its record: what its REGISTERs and dialogs showed. Small,
// since there may be a hundred thousand.

import type { DeviceRecord, RecordChange } from '../../correlation/device-record.ts';
import { identifyModel, type PhoneModel } from '../../devices/device-catalogue.ts';
import type { DialogObservation } from '../../observation/dialog-observation.ts';
import type { ProxyNotice } from '../../observation/proxy-notice.ts';
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
  /** The latest that were about its account or its address; undefined before the first. */
  notices: Map<ProxyNotice['kind'], ProxyNotice> | undefined;
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
    notices: undefined,
  };
}

export function noteDialog(facts: DeviceFacts, observation: DialogObservation): void {
  facts.dialogs = [...(facts.dialogs ?? []), observation].slice(-MAX_DIALOGS);
}

export function noteDeviceNotice(facts: DeviceFacts, notice: ProxyNotice): void {
  facts.notices ??= new Map();
  facts.notices.set(notice.kind, notice);
}

/** What happened to its registration. */
export function noteDeviceChange(facts: DeviceFacts, { history }: RecordChange): void {
  for (const { kind, time } of history) if (kind === 'unreachable') facts.silentAt = time;
}
