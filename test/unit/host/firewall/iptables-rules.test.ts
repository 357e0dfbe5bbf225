import { expect, test } from 'vitest';
import { judgeUdp } from '../../../../src/host/firewall/filter-chain.ts';
import { parseIptables } from '../../../../src/host/firewall/iptables-rules.ts';

const saved = `*nat
:PREROUTING ACCEPT [0:0]
COMMIT
*filter
:INPUT DROP [12:840]
:FORWARD ACCEPT [0:0]
:f2b-asterisk - [0:0]
:voip - [0:0]
-A INPUT -p udp -m multiport --dports 5060,5061 -j f2b-asterisk
-A INPUT -i lo -j ACCEPT
-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A INPUT -p tcp -m tcp --dport 22 -m comment --comment "ssh for us" -j ACCEPT
-A INPUT -j voip
-A INPUT -s 192.0.2.0/24 -j ACCEPT
-A f2b-asterisk -s 198.51.100.7/32 -j REJECT --reject-with icmp-port-unreachable
-A f2b-asterisk -j RETURN
-A voip -p udp -m udp --dport 5060 -m limit --limit 5/sec -j LOG --log-prefix "SIP: "
-A voip -p udp -m udp --dport 5060 -j ACCEPT
-A voip -p udp -m multiport --dports 5080,10000:20000 -j ACCEPT
-A voip -p udp -m udp --dport 5090 ! -s 192.0.2.7/32 -j ACCEPT
COMMIT
`;

test.each([
  [5060, 5060, 'yes', 'voip -p udp -m udp --dport 5060 -j ACCEPT'],
  [10_000, 20_000, 'yes', 'voip -p udp -m multiport --dports 5080,10000:20000 -j ACCEPT'],
  [5070, 5070, 'unknown', 'INPUT -s 192.0.2.0/24 -j ACCEPT'],
  [5090, 5090, 'unknown', 'voip -p udp -m udp --dport 5090 ! -s 192.0.2.7/32 -j ACCEPT'],
] as const)('UDP to ports %d to %d gets in: %s', (from, to, accepts, rule) => {
  expect(judgeUdp(parseIptables(saved), { from, to })).toEqual({ accepts, rule });
});

test('what no rule speaks of ends at the policy', () => {
  const chains = parseIptables('*filter\n:INPUT DROP [0:0]\n-A INPUT -p tcp -j ACCEPT\nCOMMIT\n');

  expect(judgeUdp(chains, { from: 5060, to: 5060 }).accepts).toBe('no');
});

test('without a table of filters everything gets in', () => {
  expect(judgeUdp(parseIptables(''), { from: 5060, to: 5060 })).toEqual({ accepts: 'yes' });
});
