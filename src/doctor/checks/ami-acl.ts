// The AMI user may be used from where farend is, and not from everywhere.

import { isLoopback } from '../../base/ip-address.ts';
import { findRefusal } from '../asterisk/access-list.ts';
import type { AsteriskFacts } from '../asterisk/asterisk-facts.ts';
import { checkEach } from '../asterisk/check-each.ts';
import {
  filesOf,
  findSections,
  findVariable,
  formatPlace,
  RELOAD_MANAGER,
} from '../asterisk/conf-places.ts';
import type { CheckResult, DoctorCheck } from '../doctor-check.ts';
import type { DoctorFacts } from '../doctor-facts.ts';
import { isSeen } from '../looked.ts';
import { fail, pass, skip, warn } from '../results.ts';

export const check: DoctorCheck = {
  name: 'ami-acl',
  title: 'The AMI user may log in from where farend is, and from nowhere else',
  check: checkEach(judge),
};

function judge(asterisk: AsteriskFacts, { config }: DoctorFacts): CheckResult[] {
  const files = filesOf(asterisk);
  if (files === undefined)
    return [skip('manager.conf is not at hand: Asterisk is on another machine, or does not run')];
  const ami = config.asterisk.find(({ name }) => name === asterisk.name)?.ami;
  const user = findSections(files, 'manager.conf', ami?.username ?? '')[0];
  if (ami === undefined || user === undefined)
    return [skip('manager.conf has no section of the AMI user: see ami-login')];
  const from = isLoopback(ami.host) || ami.host === 'localhost' ? '127.0.0.1' : ami.host;
  const refusal = isSeen(asterisk.ami) ? undefined : findRefusal(files, user.variables, from);
  if (refusal !== undefined)
    return [
      fail(`manager.conf keeps farend out: it comes from ${from}`, {
        evidence: [`${formatPlace(refusal)}: ${refusal.name} = ${refusal.value}`],
        changes: [
          {
            where: `${formatPlace(refusal)}, behind it`,
            to: `permit = ${from}/255.255.255.255`,
            then: RELOAD_MANAGER,
          },
        ],
      }),
    ];
  const general = findSections(files, 'manager.conf', 'general')[0];
  const bind = findVariable(general, 'bindaddr')?.value ?? '0.0.0.0';
  const isOpen = findRefusal(files, user.variables, '192.0.2.1') === undefined;
  if (!isOpen || isLoopback(bind)) return [pass('The AMI user is for this machine alone')];
  return [
    warn(
      `Whoever reaches ${bind}:${ami.port} and knows its secret may use the AMI user [${user.name}]`,
      {
        evidence: [`${formatPlace(user)}: [${user.name}] has no deny, permit or acl`],
        changes: [
          {
            where: `${formatPlace(user)} [${user.name}]`,
            to: `deny = 0.0.0.0/0.0.0.0\npermit = ${from}/255.255.255.255`,
            then: RELOAD_MANAGER,
          },
        ],
      },
    ),
  ];
}
