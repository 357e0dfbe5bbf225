// The kernel holds what comes while farend is busy: after a power cut all phones of an office come at once.

import { toChange } from '../change.ts';
import type { CheckResult, DoctorCheck } from '../doctor-check.ts';
import type { DoctorFacts } from '../doctor-facts.ts';
import { CHARGED_BYTES, NEEDED_DATAGRAMS, WANTED_LIMIT } from '../machine/buffer-facts.ts';
import { pass, warn } from '../results.ts';

export const check: DoctorCheck = {
  name: 'udp-buffers',
  title: 'The kernel holds what comes while farend is busy',
  check: (facts) => [judge(facts)],
};

function judge({ machine }: DoctorFacts): CheckResult {
  const { buffers, drops } = machine;
  const room = Math.floor(buffers.granted / CHARGED_BYTES);
  const evidence = [
    `net.core.rmem_max is ${buffers.limit}: a socket of farend holds ${room} datagrams, and 300 phones that come at once send ${NEEDED_DATAGRAMS}`,
    ...(drops > 0 ? [`${drops} datagrams were lost at its sockets so far (/proc/net/udp)`] : []),
  ];
  if (room >= NEEDED_DATAGRAMS && drops === 0)
    return pass(`The kernel holds ${room} datagrams for farend`, evidence);
  const what =
    drops > 0
      ? `The kernel had to drop ${drops} datagrams for farend`
      : `The kernel holds only ${room} datagrams for farend`;
  if (room >= NEEDED_DATAGRAMS) return warn(what, { evidence });
  return warn(what, {
    evidence,
    changes: [
      toChange('/etc/sysctl.d/90-farend.conf', `net.core.rmem_max = ${WANTED_LIMIT}`, {
        apply: 'sysctl --system && systemctl restart farend',
      }),
    ],
  });
}
