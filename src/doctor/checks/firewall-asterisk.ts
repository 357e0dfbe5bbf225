// Nobody gets past farend: Asterisk's own SIP port is closed to the world, unless SIP for it is diverted.

import { isLoopback } from '../../base/ip-address.ts';
import type { TransportAddress } from '../../config/farend-config.ts';
import { toChange } from '../change.ts';
import type { Change, CheckResult, DoctorCheck } from '../doctor-check.ts';
import type { DoctorFacts } from '../doctor-facts.ts';
import { findVerdict, isDiverted } from '../machine/machine-facts.ts';
import { isInsideOnly, listMachineAddresses } from '../machine/seen-addresses.ts';
import { pass, skip, warn } from '../results.ts';

export const check: DoctorCheck = {
  name: 'firewall-asterisk',
  title: 'Nobody gets past farend to Asterisk',
  check: (facts) => facts.config.proxy.asterisk.map((each) => judge(each, facts)),
};

function judge({ address, port }: TransportAddress, facts: DoctorFacts): CheckResult {
  const { config, machine } = facts;
  const { firewall } = machine;
  if (isInsideOnly(facts))
    return skip('No phone comes through farend yet: Asterisk has to be open');
  if (isDiverted(config, port))
    return pass(
      `Port ${port} has to be open: phones write to it, and farend divert brings them here`,
      ['who is not diverted (--from, --except, trunks) speaks to Asterisk itself, as before'],
    );
  if (isLoopback(address)) return pass(`Asterisk’s port ${port} is on loopback`);
  if (!listMachineAddresses(facts).includes(address))
    return skip(`Asterisk is on another machine: its firewall is not looked at from here`);
  const answer = findVerdict(firewall, port);
  if (firewall.readBy === 'none' || answer === undefined)
    return skip(`The firewall cannot be read: ${firewall.silence ?? 'as root it can'}`);
  if (answer.accepts === 'no') return pass(`Asterisk’s port ${port} is closed to strangers`);
  return warn(`Asterisk’s port ${port} is open to the world: scanners and phones get past farend`, {
    evidence: [answer.rule ?? 'no rule of a firewall is about it'],
    changes: [closePort(port, facts)],
  });
}

/** Trunks and farend itself, which speaks from this machine, stay. */
function closePort(port: number, { config, machine }: DoctorFacts): Change {
  const { trunks } = config.proxy;
  const others = trunks.length === 0 ? '' : ` ip saddr != { ${trunks.join(', ')} }`;
  if (machine.firewall.isFreePbx)
    return toChange(
      'FreePBX, Connectivity → Firewall → Services, SIP Protocol',
      'no zone but those of your trunks',
    );
  return toChange(
    'the firewall of this machine: /etc/nftables.conf, first in the chain of the input hook',
    `iif != lo udp dport ${port}${others} drop`,
    { apply: 'nft -f /etc/nftables.conf' },
  );
}
