// The kernel's table of flows has room, and keeps a phone's flow from one keep-alive to the next.

import { toChange } from '../change.ts';
import type { CheckResult, DoctorCheck } from '../doctor-check.ts';
import type { DoctorFacts } from '../doctor-facts.ts';
import { pass, warn } from '../results.ts';

export const check: DoctorCheck = {
  name: 'conntrack',
  title: 'The kernel’s table of flows has room and keeps them long enough',
  check: (facts) => [judge(facts)],
};

/** From this share on a busy hour may fill it. */
const FULL = 0.8;
const FILE = '/etc/sysctl.d/90-farend.conf';
const APPLY = 'sysctl --system';

function judge({ machine, config, configFile }: DoctorFacts): CheckResult {
  const { conntrackCount: count, conntrackMax: max, conntrackUdpStreamTimeout } = machine.kernel;
  if (count === undefined || max === undefined) return pass('The kernel follows no flows here');
  const evidence = [`${count} of ${max} flows (net.netfilter.nf_conntrack_max)`];
  if (count > FULL * max)
    return warn('The kernel’s table of flows is nearly full: new ones are dropped then', {
      evidence,
      changes: [toChange(FILE, `net.netfilter.nf_conntrack_max = ${2 * max}`, { apply: APPLY })],
    });
  const { method, intervalMs } = config.proxy.keepAlive;
  const seconds = conntrackUdpStreamTimeout ?? Number.POSITIVE_INFINITY;
  if (method !== 'none' && intervalMs >= seconds * 1_000)
    return warn('The firewall of this machine forgets phones between two keep-alives', {
      evidence: [
        `net.netfilter.nf_conntrack_udp_timeout_stream is ${seconds} s, proxy.keepAlive.interval ${intervalMs / 1_000} s`,
      ],
      changes: [
        toChange(
          `${configFile}, proxy.keepAlive`,
          `interval: ${Math.max(5, Math.floor(seconds * 0.8))}s`,
          {
            apply: 'systemctl reload farend',
          },
        ),
      ],
    });
  return pass('The kernel’s table of flows has room', evidence);
}
