// farend can log in to AMI; where it cannot, what of manager.conf or farend.yaml is in the way.

import type { AsteriskFacts } from '../asterisk/asterisk-facts.ts';
import { checkEach } from '../asterisk/check-each.ts';
import {
  changeLine,
  filesOf,
  findSections,
  findVariable,
  formatPlace,
  RELOAD_MANAGER,
} from '../asterisk/conf-places.ts';
import type { Change, CheckResult, DoctorCheck } from '../doctor-check.ts';
import type { DoctorFacts } from '../doctor-facts.ts';
import { isSeen } from '../looked.ts';
import { fail, pass } from '../results.ts';

export const check: DoctorCheck = {
  name: 'ami-login',
  title: 'farend can log in to AMI',
  check: checkEach(judge),
};

function judge(asterisk: AsteriskFacts, facts: DoctorFacts): CheckResult[] {
  const { ami, name } = asterisk;
  if (isSeen(ami)) {
    const version = ami.seen.version === '' ? 'Asterisk' : `Asterisk ${ami.seen.version}`;
    return [pass(`${version} lets farend in over AMI`)];
  }
  const changes = findChanges(asterisk, facts, ami.code);
  return [fail(`farend cannot ask ${name} over AMI`, { evidence: [ami.unseen], changes })];
}

function findChanges(
  asterisk: AsteriskFacts,
  facts: DoctorFacts,
  code: string | undefined,
): readonly Change[] {
  const configured = facts.config.asterisk.find(({ name }) => name === asterisk.name)?.ami;
  const files = filesOf(asterisk);
  if (configured === undefined || files === undefined) return [];
  if (code === 'AMI_UNREACHABLE') return changeGeneral(asterisk, facts, configured);
  if (code !== 'AMI_REFUSED') return [];
  const { username, secret } = configured;
  const { managerUser } = files;
  if (managerUser === undefined)
    return [
      {
        where: `${files.directory}/manager.conf`,
        to: `[${username}]\nsecret = (as farend has it: ${secret})\nread = system,security,user\nwrite = system,user`,
        then: RELOAD_MANAGER,
      },
    ];
  if (managerUser.hasSameSecret) return [];
  const line = findVariable(findSections(files, 'manager.conf', username)[0], 'secret');
  return [
    {
      where: line === undefined ? formatPlace(managerUser.place) : formatPlace(line),
      ...(line !== undefined && { from: 'secret = (another one)' }),
      to: `secret = (as farend has it: ${secret})`,
      then: RELOAD_MANAGER,
    },
  ];
}

/** Nobody listens there: AMI is off, or elsewhere. */
function changeGeneral(
  asterisk: AsteriskFacts,
  { configFile }: DoctorFacts,
  { port }: { readonly port: number },
): readonly Change[] {
  const files = filesOf(asterisk);
  const general = findSections(files, 'manager.conf', 'general')[0];
  const place = { file: 'manager.conf', section: 'general' };
  if (!/^(?:yes|true|1|on|y|t)$/i.test(findVariable(general, 'enabled')?.value ?? 'no'))
    return [changeLine(files, { ...place, name: 'enabled' }, 'yes', RELOAD_MANAGER)];
  const listens = Number(findVariable(general, 'port')?.value ?? 5038);
  if (listens === port) return [];
  return [
    {
      where: `${configFile}: asterisk.ami.port`,
      from: `port: ${port}`,
      to: `port: ${listens}`,
      then: 'farend check',
    },
  ];
}
