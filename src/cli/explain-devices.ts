// The phones of a capture in the words of the API, so that they look as `farend status` shows them.

import type { DiagnosisView } from '../api/diagnosis-view.ts';
import { describeDevice } from '../api/http/describe-device.ts';
import type { Device } from '../api/http/device-schema.ts';
import { numberDevices } from '../api/number-devices.ts';
import type { CaptureReport } from '../app/explain/capture-report.ts';

/** In the order of the report's phones. */
export function listDevices({ phones, findings }: CaptureReport): Device[] {
  const present = findings.flatMap(({ finding, goneAt }) => (goneAt === undefined ? finding : []));
  const view: DiagnosisView = {
    findings: () => present,
    findingsOf: ({ id }) => present.filter(({ subject }) => subject === `device ${id}`),
    policyOf: () => 'unknown',
    models: () => [],
  };
  const numbered = numberDevices(phones.map(({ record }) => record));
  return [...numbered].map((each) => describeDevice(each, view));
}
