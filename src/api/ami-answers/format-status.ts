// One device as the headers of FarendStatus. Every header is always there; '' where nothing is known.

import type { DeviceRecord } from '../../correlation/device-record.ts';
import type { DiagnosisView } from '../diagnosis-view.ts';
import type { EventHeaders } from './sender.ts';

export type DiagnosisNames = Pick<DiagnosisView, 'findingsOf' | 'policyOf'>;

/**
 * @param device its place among the devices of the endpoint, `1/2`; `0/0` for an endpoint without one
 * @param nowMs milliseconds since 1970
 */
export function formatStatus(
  record: DeviceRecord,
  device: string,
  diagnosis: DiagnosisNames,
  nowMs: number,
): EventHeaders {
  const { wire, asteriskView, isRegistered, expiresAt } = record;
  const secondsLeft = Math.max(0, Math.round((expiresAt - nowMs) / 1000));
  return {
    Endpoint: record.endpoint,
    Device: device,
    Aor: record.aor,
    Asterisk: record.asterisk,
    Site: record.site,
    Verdict: record.verdict.value,
    BrokenLeg: record.brokenLeg.value,
    Nat: record.nat.value,
    Rport: wire?.rport ?? '',
    Received: wire?.source ?? '',
    Contact: wire === undefined ? (asteriskView?.contactUri ?? '') : readUri(wire.contact),
    UserAgent: wire?.userAgent ?? '',
    Registered: isRegistered ? 'yes' : 'no',
    ExpiresIn: isRegistered && expiresAt > 0 ? String(secondsLeft) : '',
    Policy: diagnosis.policyOf(record),
    Findings: diagnosis
      .findingsOf(record)
      .map(({ name }) => name)
      .join(','),
  };
}

/** RFC 3261 §20.10: the URI of a Contact, without what stands around it. */
function readUri(contact: string): string {
  const bracketed = /<([^<>]*)>/.exec(contact)?.[1];
  return bracketed ?? contact.split(';', 1)[0] ?? '';
}
