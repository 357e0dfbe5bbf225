// Whether SELinux has a say in what farend may do.

import { toCommand } from '../change.ts';
import type { CheckResult, DoctorCheck } from '../doctor-check.ts';
import type { DoctorFacts } from '../doctor-facts.ts';
import { pass, warn } from '../results.ts';

export const check: DoctorCheck = {
  name: 'selinux',
  title: 'SELinux does not hinder farend',
  check: (facts) => [judge(facts)],
};

function judge({ machine: { selinux } }: DoctorFacts): CheckResult {
  if (selinux !== 'enforcing')
    return pass(selinux === undefined ? 'There is no SELinux here' : 'SELinux only watches');
  return warn('SELinux is enforcing: it may keep farend from ports, files and sockets', {
    evidence: ['/sys/fs/selinux/enforce is 1'],
    changes: [toCommand('ausearch -m avc -c node -ts today')],
  });
}
