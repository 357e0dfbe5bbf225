// The firewall lets phones reach farend: at its own port, and at Asterisk's where SIP is diverted.

import { isLoopback } from '../../base/ip-address.ts';
import type { CheckResult, DoctorCheck } from '../doctor-check.ts';
import type { DoctorFacts } from '../doctor-facts.ts';
import { openPorts } from '../machine/firewall-words.ts';
import { findVerdict } from '../machine/machine-facts.ts';
import { type Backing, fail, pass, skip, warn } from '../results.ts';

export const check: DoctorCheck = {
  name: 'firewall-sip',
  title: 'The firewall lets phones reach farend',
  check: (facts) => listPorts(facts).map((port) => judge(port, facts)),
};

interface SipPort {
  readonly port: number;
  /** Where SIP can be diverted, farend's own port is only for phones that have it as outbound proxy. */
  readonly isForSome: boolean;
}

/** A packet for Asterisk's port is diverted after the firewall has seen it. */
function listPorts({ config }: DoctorFacts): SipPort[] {
  const open = config.proxy.listen.filter(({ address }) => !isLoopback(address));
  const mayDivert = open.some(({ divertedFrom }) => divertedFrom !== undefined);
  const ports = open.map(({ port, divertedFrom }) => ({
    port: divertedFrom ?? port,
    isForSome: mayDivert && divertedFrom === undefined,
  }));
  return [...new Map(ports.map((each) => [each.port, each])).values()];
}

function judge({ port, isForSome }: SipPort, { machine: { firewall } }: DoctorFacts): CheckResult {
  const answer = findVerdict(firewall, port);
  if (firewall.readBy === 'none' || answer === undefined)
    return skip(
      `The firewall cannot be read, so that nobody knows about port ${port}: ${firewall.silence ?? 'as root it can'}`,
    );
  const evidence = answer.rule === undefined ? [] : [answer.rule];
  switch (answer.accepts) {
    case 'yes':
      return pass(`The firewall lets phones reach port ${port}`, evidence);
    case 'no':
      return tellClosed(port, isForSome, {
        evidence,
        changes: [openPorts(firewall, String(port))],
      });
    default:
      return warn(`The firewall may drop SIP to port ${port}`, {
        evidence,
        changes: [openPorts(firewall, String(port))],
      });
  }
}

function tellClosed(port: number, isForSome: boolean, backing: Backing): CheckResult {
  const what = `The firewall drops SIP to port ${port}`;
  return isForSome
    ? warn(`${what}: phones that have farend as outbound proxy do not reach it`, backing)
    : fail(what, backing);
}
