// Records as answers show them: ISO times, null for what is not known.

import type {
  AsteriskView,
  Judgement,
  RegistrationChange,
  WireView,
} from '../../correlation/device-record.ts';
import type { DiagnosisView } from '../diagnosis-view.ts';
import type { NumberedRecord } from '../number-devices.ts';
import { describeFinding } from './describe-finding.ts';
import type { Device, DeviceChange, DeviceInFull } from './device-schema.ts';
import { formatTime } from './format-time.ts';

/** For a list: findings by their names. */
export function describeDevice(numbered: NumberedRecord, diagnosis: DiagnosisView): Device {
  const findings = diagnosis.findingsOf(numbered.record);
  return { ...describeRecord(numbered, diagnosis), findings: findings.map(({ name }) => name) };
}

export function describeInFull(numbered: NumberedRecord, diagnosis: DiagnosisView): DeviceInFull {
  const findings = diagnosis.findingsOf(numbered.record);
  return { ...describeRecord(numbered, diagnosis), findings: findings.map(describeFinding) };
}

function describeRecord(
  { record, device }: NumberedRecord,
  diagnosis: DiagnosisView,
): Omit<Device, 'findings'> {
  const { wire, asteriskView, trouble } = record;
  return {
    id: record.id,
    endpoint: record.endpoint,
    device: device ?? null,
    aor: record.aor,
    asterisk: record.asterisk || null,
    site: record.site || null,
    producer: record.producer,
    registered: record.isRegistered,
    stranger: record.isStranger,
    expiresAt: record.expiresAt === 0 ? null : formatTime(record.expiresAt),
    verdict: copyJudgement(record.verdict),
    brokenLeg: copyJudgement(record.brokenLeg),
    nat: copyJudgement(record.nat),
    trouble: trouble === undefined ? null : { ...trouble, since: formatTime(trouble.since) },
    rport: wire?.rport ?? null,
    received: wire?.source || null,
    contact: wire?.contact || null,
    userAgent: wire?.userAgent || null,
    wire: wire === undefined ? null : describeWire(wire),
    asteriskView: asteriskView === undefined ? null : describeAsterisk(asteriskView),
    flows: record.flows.map(({ source, since }) => ({ source, since: formatTime(since) })),
    changedAt: formatTime(record.changedAt),
    policy: diagnosis.policyOf(record),
  };
}

function copyJudgement<Value>({ value, evidence }: Judgement<Value>) {
  return { value, evidence: [...evidence] };
}

function describeWire(wire: WireView): NonNullable<Device['wire']> {
  return {
    localSocket: wire.localSocket,
    natTests: [...wire.natTests],
    callId: wire.callId,
    statusCode: wire.statusCode,
    credentials: wire.credentials,
    retransmissions: wire.retransmissions,
    firstSeen: formatTime(wire.firstSeen),
    lastSeen: formatTime(wire.lastSeen),
  };
}

function describeAsterisk(view: AsteriskView): NonNullable<Device['asteriskView']> {
  const { contactUri, status, roundTripUs, since, lastRefusal } = view;
  return {
    contactUri,
    status,
    roundTripUs: roundTripUs ?? null,
    since: formatTime(since),
    lastRefusal:
      lastRefusal === undefined
        ? null
        : {
            outcome: lastRefusal.outcome,
            reason: lastRefusal.reason,
            time: formatTime(lastRefusal.time),
          },
  };
}

export function describeChange(change: RegistrationChange): DeviceChange {
  return {
    time: formatTime(change.time),
    id: change.recordId,
    endpoint: change.endpoint,
    kind: change.kind,
    source: change.source || null,
    statusCode: change.statusCode || null,
    detail: change.detail,
  };
}
