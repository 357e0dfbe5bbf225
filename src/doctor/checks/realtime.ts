// Endpoints in a database: farend changes their settings over ARI.

import type { AsteriskFacts } from '../asterisk/asterisk-facts.ts';
import { checkEach } from '../asterisk/check-each.ts';
import { filesOf, formatPlace } from '../asterisk/conf-places.ts';
import { listRealtimeLines } from '../asterisk/realtime.ts';
import type { CheckResult, DoctorCheck } from '../doctor-check.ts';
import type { DoctorFacts } from '../doctor-facts.ts';
import { pass, skip, warn } from '../results.ts';

export const check: DoctorCheck = {
  name: 'realtime',
  title: 'Settings of endpoints in a database can be changed',
  check: checkEach(judge),
};

function judge(asterisk: AsteriskFacts, { config, configFile }: DoctorFacts): CheckResult[] {
  const files = filesOf(asterisk);
  if (files === undefined) return [skip("Asterisk's files are not at hand")];
  const lines = listRealtimeLines(files);
  const evidence = lines.map((line) => `${formatPlace(line)}: ${line.name} = ${line.value}`);
  if (lines.length === 0) return [pass('No endpoints are in a database')];
  if (asterisk.ari !== undefined || config.policy.endpoints.length === 0)
    return [pass('Endpoints are in a database: their settings are changed over ARI', evidence)];
  return [
    warn('Endpoints are in a database, and without ARI farend can only print what to paste', {
      evidence,
      changes: [
        {
          where: `${configFile}: asterisk.ari`,
          to: 'ari: { url: http://127.0.0.1:8088, username: farend, password: { file: /etc/farend/ari-password } }',
          then: 'farend check',
        },
      ],
    }),
  ];
}
