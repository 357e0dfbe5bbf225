// The reports on captures as one JSON document: devices as the API shows them, times as ISO 8601.

import { describeDevice } from '../api/http/describe-device.ts';
import { numberDevices } from '../api/number-devices.ts';
import type { FoundInCapture } from '../app/explain/capture-diagnosis.ts';
import type { CaptureReport, PhoneReport } from '../app/explain/capture-report.ts';
import type { Ladder } from '../app/explain/ladder-book.ts';

export function describeCapture(report: CaptureReport) {
  const { phones, findings, from, to, cutOff, ...rest } = report;
  const numbered = [...numberDevices(phones.map(({ record }) => record))];
  return {
    ...rest,
    cutOff: cutOff ?? null,
    from: formatTime(from),
    to: formatTime(to),
    phones: phones.map((phone, at) => ({
      ...describePhone(phone),
      device: describeDevice(numbered[at] ?? { record: phone.record, device: undefined }),
    })),
    findings: findings.map(describeFinding),
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

function describeFinding({ finding, goneAt }: FoundInCapture) {
  const { since, explainedBy, ...rest } = finding;
  return {
    ...rest,
    since: formatTime(since),
    until: goneAt === undefined ? null : formatTime(goneAt),
    explainedBy: explainedBy ?? null,
  };
}

/** Null for no time, and for one that no calendar has. */
function formatTime(timeMs: number): string | null {
  const date = new Date(timeMs);
  return timeMs === 0 || Number.isNaN(date.getTime()) ? null : date.toISOString();
}
