// Findings that a test puts there, for whoever asks the diagnosis.

import type { DiagnosisView } from '../../../src/api/diagnosis-view.ts';
import type { DeviceRecord } from '../../../src/correlation/device-record.ts';
import type { ModelStatistics } from '../../../src/devices/model-statistics.ts';
import type { Finding } from '../../../src/diagnosis/finding.ts';
import type { PolicyVerdict } from '../../../src/policy/judge-policy.ts';
import { START_MS } from '../correlation/scene.ts';

export class KnownDiagnosis implements DiagnosisView {
  all: Finding[] = [];
  policy: PolicyVerdict['state'] = 'compliant';
  statistics: ModelStatistics[] = [];

  findings(): Iterable<Finding> {
    return this.all;
  }

  findingsOf({ id }: DeviceRecord): readonly Finding[] {
    return this.all.filter(({ subject }) => subject === `device ${id}`);
  }

  policyOf(): PolicyVerdict['state'] {
    return this.policy;
  }

  models(): readonly ModelStatistics[] {
    return this.statistics;
  }
}

export function makeFinding(changes: Partial<Finding> = {}): Finding {
  return {
    name: 'rport-missing',
    subject: 'site Leeds',
    severity: 'info',
    endpoint: '4001',
    aor: '4001',
    site: 'Leeds',
    make: 'Yealink',
    asterisk: 'main',
    address: '203.0.113.5',
    summary: '4001 does not offer rport.',
    description: 'It works because of farend.',
    evidence: ['Via: SIP/2.0/UDP 192.168.1.50:5060'],
    remedy: ['Account → Advanced → Enable Rport: Enabled.'],
    since: START_MS,
    explainedBy: undefined,
    ...changes,
  };
}
