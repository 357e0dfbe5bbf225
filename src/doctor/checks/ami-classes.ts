// The AMI user has the classes of `read` and `write` that farend needs.

import type { AmiFacts, AsteriskFacts } from '../asterisk/asterisk-facts.ts';
import { checkAmi } from '../asterisk/check-each.ts';
import {
  changeLine,
  filesOf,
  findSections,
  findVariable,
  RELOAD_MANAGER,
} from '../asterisk/conf-places.ts';
import type { Change, CheckResult, DoctorCheck } from '../doctor-check.ts';
import type { DoctorFacts } from '../doctor-facts.ts';
import { fail, pass, warn } from '../results.ts';

export const check: DoctorCheck = {
  name: 'ami-classes',
  title: 'The AMI user has the classes that farend needs',
  check: checkAmi(judge),
};

/** What is missing without the class. */
const LOSSES: Readonly<Record<string, string>> = {
  'read system': 'nothing of phones that become unreachable or lose their registration is heard',
  'read security': 'why a registration fails is not heard',
  'read user': 'questions that others ask farend by UserEvent are not heard',
  'write system': 'endpoints, contacts and settings cannot be asked for',
  'write user': 'farend cannot answer or tell by UserEvent',
  'write config': 'policy entries with writer: update-config cannot be written',
};

function judge(
  { missingRead, missingWrite }: AmiFacts,
  asterisk: AsteriskFacts,
  facts: DoctorFacts,
): CheckResult[] {
  const missing = [
    ...missingRead.map((name) => `read ${name}`),
    ...missingWrite.map((name) => `write ${name}`),
  ];
  if (missing.length === 0) return [pass('The AMI user has every class that farend needs')];
  const backing = {
    evidence: missing.map((name) => `${name} is missing: ${LOSSES[name] ?? 'farend needs it'}`),
    changes: [
      ...change(asterisk, facts, 'read', missingRead),
      ...change(asterisk, facts, 'write', missingWrite),
    ],
  };
  const isMinor = missing.every((name) => name.endsWith(' user'));
  const what = 'The AMI user lacks classes that farend needs';
  return [isMinor ? warn(what, backing) : fail(what, backing)];
}

function change(
  asterisk: AsteriskFacts,
  { config }: DoctorFacts,
  name: 'read' | 'write',
  missing: readonly string[],
): Change[] {
  if (missing.length === 0) return [];
  const files = filesOf(asterisk);
  const section = config.asterisk.find((one) => one.name === asterisk.name)?.ami.username ?? '';
  const now = findVariable(findSections(files, 'manager.conf', section)[0], name)?.value ?? '';
  const has = now.split(',').map((word) => word.trim());
  const value = [...has, ...missing].filter((word) => word !== '').join(',');
  return [changeLine(files, { file: 'manager.conf', section, name }, value, RELOAD_MANAGER)];
}
