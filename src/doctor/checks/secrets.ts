// Secrets are read by farend, and by nobody else: the configuration and the files that it names.

import { toCommand } from '../change.ts';
import type { CheckResult, DoctorCheck } from '../doctor-check.ts';
import type { DoctorFacts } from '../doctor-facts.ts';
import { type FileFacts, formatMode, type Ownership } from '../machine/file-facts.ts';
import { findHindrance } from '../machine/file-hindrance.ts';
import { fail, pass } from '../results.ts';

export const check: DoctorCheck = {
  name: 'secrets',
  title: 'Secrets are read by farend and by nobody else',
  check: (facts) =>
    facts.machine.files
      .filter(({ role }) => role === 'configuration' || role === 'secret')
      .map((file) => judge(file, facts)),
};

function judge(file: FileFacts, { machine: { user } }: DoctorFacts): CheckResult {
  const { path, ownership, hasSecret } = file;
  if (ownership === undefined)
    return fail(`${path} is not there, or may not be looked at`, {
      changes: [toCommand(`ls -l ${path}`)],
    });
  const evidence = [tell(ownership)];
  if (hasSecret && (ownership.mode & 0o004) !== 0)
    return fail(`Every user of this machine may read the secret in ${path}`, {
      evidence,
      changes: [toCommand(`chmod ${withoutOthers(ownership)} ${path}`)],
    });
  const hindrance = user && findHindrance(file, user, 'read');
  if (hindrance !== undefined)
    return fail(hindrance.what, { evidence, changes: [toCommand(hindrance.cure)] });
  return pass(`${path} is read by farend and by nobody else`, evidence);
}

function tell(ownership: Ownership): string {
  return `${ownership.path}: mode ${formatMode(ownership)}, owner ${ownership.uid}, group ${ownership.gid}`;
}

/** `0640` for 0644. */
function withoutOthers({ mode }: Ownership): string {
  return (mode & 0o770).toString(8).padStart(4, '0');
}
