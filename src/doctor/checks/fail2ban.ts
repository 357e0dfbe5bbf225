// fail2ban, reading Asterisk's log, does not ban farend: there all wrong passwords of the world come from
// farend's address.

import { isLoopback } from '../../base/ip-address.ts';
import type { Fail2ban } from '../../host/fail2ban/find-fail2ban.ts';
import { createNetworkSet } from '../../nat/networks.ts';
import { toChange } from '../change.ts';
import type { CheckResult, DoctorCheck } from '../doctor-check.ts';
import type { DoctorFacts } from '../doctor-facts.ts';
import { listMachineAddresses } from '../machine/seen-addresses.ts';
import { hostOf } from '../path/path-results.ts';
import { fail, pass } from '../results.ts';

export const check: DoctorCheck = {
  name: 'fail2ban',
  title: 'fail2ban does not ban farend',
  check: (facts) => judge(facts.machine.fail2ban, facts),
};

type Jail = Fail2ban['asteriskJails'][number];

function judge(fail2ban: Fail2ban | undefined, facts: DoctorFacts): CheckResult[] {
  if (fail2ban === undefined)
    return [pass('There is no fail2ban here, or its files may not be read')];
  if (fail2ban.asteriskJails.length === 0) return [pass('fail2ban does not read Asterisk’s log')];
  return fail2ban.asteriskJails.map((jail) => judgeJail(jail, fail2ban, facts));
}

function judgeJail(jail: Jail, { directory }: Fail2ban, facts: DoctorFacts): CheckResult {
  const address = hostOf(facts.path.asteriskSide);
  if (spares(jail, address, facts))
    return pass(
      `fail2ban’s jail ${jail.name} spares ${address}, from which farend speaks to Asterisk`,
    );
  const { ignoreIp, ignoreIpPlace: place } = jail;
  const listed = ignoreIp.length === 0 ? ['127.0.0.1/8', '::1'] : ignoreIp;
  const where =
    place === undefined ? `${directory}/jail.local, [${jail.name}]` : `${place.file}:${place.line}`;
  return fail(
    `fail2ban’s jail ${jail.name} bans farend, and all phones with it, at the first wrong passwords`,
    {
      evidence: [
        `farend speaks to Asterisk from ${address}; ignoreip is ${ignoreIp.join(' ') || 'empty'}`,
      ],
      changes: [
        toChange(where, `ignoreip = ${[...listed, address].join(' ')}`, {
          from: place && `ignoreip = ${ignoreIp.join(' ')}`,
          apply: 'fail2ban-client reload',
        }),
      ],
    },
  );
}

/** `ignoreself` stands for all addresses of the machine. */
function spares(jail: Jail, address: string, facts: DoctorFacts): boolean {
  if (createNetworkSet(jail.ignoreIp).has(address)) return true;
  return jail.ignoresSelf && (isLoopback(address) || listMachineAddresses(facts).includes(address));
}
