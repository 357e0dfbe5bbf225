// The packet rules (nftables) of an office's router. All of it is the kernel's own: the port
// translation, the connection table, the SIP ALG.

export type RebindPolicy = 'on-timeout' | 'every-packet';

export interface RouterRules {
  readonly alg: boolean;
  readonly rebind: RebindPolicy;
}

/** Interfaces of the router, the same names in every router. */
export const WAN = 'wan0';
export const LAN = 'lan0';

/** A source port picked at random for each new binding; nothing unasked comes in. */
const TRANSLATION = `
table ip nat {
  chain postrouting {
    type nat hook postrouting priority srcnat
    oifname "${WAN}" masquerade random
  }
}
table ip guard {
  chain forward {
    type filter hook forward priority filter; policy drop
    ct state established,related accept
    iifname "${LAN}" accept
  }
}
`;

/** nf_conntrack_sip and nf_nat_sip, on the port where they watch by default. */
const ALG = `
table ip alg {
  ct helper sip-udp {
    type "sip" protocol udp
  }
  chain prerouting {
    type filter hook prerouting priority filter
    udp dport 5060 ct helper set "sip-udp"
  }
}
`;

/**
 * Each packet from the office is tracked in another zone, so it is a new connection to the kernel and
 * gets another public port; answers to every earlier port still come in. No clock is involved.
 */
const REBIND_EVERY_PACKET = `
table ip rebind {
  chain prerouting {
    type filter hook prerouting priority raw
    iifname "${LAN}" ct original zone set numgen inc mod 60000 offset 1
  }
}
`;

/** The rule set as `nft -f` reads it. */
export function formatRouterRules(rules: RouterRules): string {
  return [
    TRANSLATION,
    rules.alg ? ALG : '',
    rules.rebind === 'every-packet' ? REBIND_EVERY_PACKET : '',
  ].join('');
}

/** Before the kernel puts fragments together. */
export const FRAGMENT_LOSS = `
table ip fragments {
  chain prerouting {
    type filter hook prerouting priority -450
    iifname "${LAN}" ip frag-off & 0x3fff != 0 drop
  }
}
`;

/** A status stands after `SIP/2.0 `: eight bytes of UDP, eight of text. */
export function formatAnswerLoss(statusCode: number, address: string): string {
  const digits = Buffer.from(String(statusCode)).toString('hex');
  return `insert rule ip guard forward ip daddr ${address} udp sport 5060 @th,128,24 0x${digits} drop`;
}

/** 1:1 NAT as clouds do it: one address stands for another, on every port, both ways. */
export function formatOneToOneRules(wan: string, outside: string, inside: string): string {
  return `
table ip nat {
  chain prerouting {
    type nat hook prerouting priority dstnat
    iifname "${wan}" ip daddr ${outside} dnat to ${inside}
  }
  chain postrouting {
    type nat hook postrouting priority srcnat
    oifname "${wan}" ip saddr ${inside} snat to ${outside}
  }
}
`;
}
