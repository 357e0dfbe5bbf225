// The firewall lets media reach Asterisk: the range of ports of rtp.conf.

import type { CheckResult, DoctorCheck } from '../doctor-check.ts';
import type { DoctorFacts } from '../doctor-facts.ts';
import { isSeen } from '../looked.ts';
import { openPorts } from '../machine/firewall-words.ts';
import { findVerdict } from '../machine/machine-facts.ts';
import { fail, pass, skip, warn } from '../results.ts';

export const check: DoctorCheck = {
  name: 'firewall-rtp',
  title: 'The firewall lets media reach Asterisk',
  check: (facts) => [judge(facts)],
};

function judge({ machine: { firewall, asterisk } }: DoctorFacts): CheckResult {
  if (!isSeen(asterisk)) return skip(`Asterisk’s files cannot be looked at: ${asterisk.unseen}`);
  const { rtp, configDirectory } = asterisk.seen;
  const range = `${rtp.start}-${rtp.end}`;
  const answer = findVerdict(firewall, rtp.start, rtp.end);
  if (firewall.readBy === 'none' || answer === undefined)
    return skip(`The firewall cannot be read: ${firewall.silence ?? 'as root it can'}`);
  const rules = answer.rule === undefined ? [] : [answer.rule];
  const evidence = [`rtpstart and rtpend in ${configDirectory}/rtp.conf: ${range}`, ...rules];
  if (answer.accepts === 'yes') return pass(`The firewall lets media reach ${range}`, evidence);
  const backing = { evidence, changes: [openPorts(firewall, range)] };
  if (answer.accepts === 'no')
    return fail(`The firewall drops media to ports ${range}: calls have no sound`, backing);
  return warn(`The firewall may drop media to some of the ports ${range}`, backing);
}
