// The line that opens a port, in the words of whoever keeps the firewall of this machine.

import { toChange } from '../change.ts';
import type { Change } from '../doctor-check.ts';
import type { FirewallFacts } from './machine-facts.ts';

/** @param ports `5070`, `10000-20000` */
export function openPorts({ isFreePbx, readBy }: FirewallFacts, ports: string): Change {
  if (isFreePbx)
    return toChange(
      'FreePBX, Connectivity → Firewall → Services → Custom Services',
      `farend: UDP, ${ports.replace('-', ':')}, for the zones that phones are in`,
    );
  if (readBy === 'iptables')
    return toChange(
      'the firewall of this machine (ufw allow and firewall-cmd --add-port do the same)',
      `iptables -I INPUT -p udp --dport ${ports.replace('-', ':')} -j ACCEPT`,
    );
  return toChange(
    'the firewall of this machine: /etc/nftables.conf, in the chain of the input hook',
    `udp dport ${ports} accept`,
    { apply: 'nft -f /etc/nftables.conf' },
  );
}
