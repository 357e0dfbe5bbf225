// What the diagnosis has found, for the answers: of everything, and of one device.

import type { DeviceRecord } from '../correlation/device-record.ts';
import type { ModelStatistics } from '../devices/model-statistics.ts';
import type { Finding } from '../diagnosis/finding.ts';
import type { PolicyVerdict } from '../policy/judge-policy.ts';

export interface DiagnosisView {
  findings(): Iterable<Finding>;
  /** About that device alone. */
  findingsOf(record: DeviceRecord): readonly Finding[];
  /** Whether the settings of its endpoint are those that the policy wants. */
  policyOf(record: DeviceRecord): PolicyVerdict['state'];
  /** What phones of one make, model and firmware do; the most frequent first. */
  models(): readonly ModelStatistics[];
}
