// The reports on captures as one JSON document: devices as the API shows them, times as ISO 8601.

import { describeFinding } from '../api/http/describe-finding.ts';
import { formatTime } from '../api/http/format-time.ts';
import type { FoundInCapture } from '../app/explain/capture-diagnosis.ts';
import type { CaptureReport, PhoneReport } from '../app/explain/capture-report.ts';
import type { Ladder } from '../app/explain/ladder-book.ts';
import { listDevices } from './explain-devices.ts';

export function describeCapture(report: CaptureReport) {
  const { phones, findings, messages, from, to, cutOff, ...rest } = report;
  const devices = listDevices(report);
  return {
    ...rest,
    cutOff: cutOff ?? null,
    from: messages === 0 ? null : formatTime(from),
    to: messages === 0 ? null : formatTime(to),
    messages,
    phones: phones.map((phone, at) => ({
      ...describePhone(phone),
      device: devices[at],
    })),
    findings: findings.map(describeFound),
  };
}

function describePhone({ record, model, seenAs, ladders }: PhoneReport) {
  return {
    endpoint: record.endpoint,
    natTests: record.wire?.natTests ?? [],
    model,
    seenAs: seenAs ?? null,
    ladders: ladders.map(describeLadder),
  };
}

function describeLadder({ callId, method, rows, skipped }: Ladder) {
  return {
    callId,
    method,
    skipped,
    messages: rows.map(({ time, lastTime, ...row }) => ({
      ...row,
      time: formatTime(time),
      lastTime: formatTime(lastTime),
    })),
  };
}

function describeFound({ finding, goneAt }: FoundInCapture) {
  return {
    ...describeFinding(finding),
    until: goneAt === undefined ? null : formatTime(goneAt),
  };
}
