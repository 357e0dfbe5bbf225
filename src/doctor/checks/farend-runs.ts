// Both halves of farend run, started with this configuration.

import { toCommand } from '../change.ts';
import type { CheckResult, DoctorCheck } from '../doctor-check.ts';
import type { DoctorFacts } from '../doctor-facts.ts';
import { fail, pass } from '../results.ts';

export const check: DoctorCheck = {
  name: 'farend-runs',
  title: 'Proxy and companion run',
  check: (facts) => [judge(facts)],
};

function judge({ machine, configFile }: DoctorFacts): CheckResult {
  const { processes } = machine;
  const evidence = processes.map(({ role, pid }) => `farend ${role} -c ${configFile}: pid ${pid}`);
  const missing = (['proxy', 'companion'] as const).filter((each) =>
    processes.every(({ role }) => role !== each),
  );
  if (missing.length === 0) return pass('Proxy and companion run', evidence);
  const others = processes.length === 0 ? 'No farend runs' : `No ${missing.join(' and no ')} runs`;
  return fail(`${others} with ${configFile}`, {
    evidence,
    changes: [toCommand('systemctl restart farend')],
  });
}
