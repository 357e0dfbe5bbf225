// What is known of everything together, as answers show it: sites, addresses, health.

import { formatHost, ipv4ToNumber, isIpv6, parseIpAddress } from '../../base/ip-address.ts';
import type { DeviceRecord } from '../../correlation/device-record.ts';
import type { SiteSummary } from '../../correlation/sites.ts';
import type { CompanionHealth, LinkHealth } from '../companion-view.ts';
import type { AddressList, Health, SiteList } from './answer-schemas.ts';
import { formatTime } from './format-time.ts';

export function describeSites(sites: readonly SiteSummary[]): SiteList {
  return {
    sites: sites.map(({ site, addresses, devices, registered, verdicts }) => ({
      site: site || null,
      addresses: [...addresses],
      devices,
      registered,
      verdicts: { ...verdicts },
    })),
  };
}

/** Of registered phones only: whoever tries in vain to register is no phone of this Asterisk. */
export function describeAddresses(records: readonly DeviceRecord[]): AddressList {
  const endpoints = new Map<string, Set<string>>();
  for (const { wire, isRegistered, endpoint } of records) {
    const source = wire?.source ?? '';
    const address = parseIpAddress(source.slice(0, Math.max(source.lastIndexOf(':'), 0)));
    if (!isRegistered || address === undefined) continue;
    const known = endpoints.get(address) ?? new Set();
    endpoints.set(address, known.add(endpoint));
  }
  return {
    ips: [...endpoints]
      .map(([address, names]) => ({ address, endpoints: [...names] }))
      .sort((a, b) => compareAddresses(a.address, b.address)),
  };
}

/** IPv4 first, each by its number. */
function compareAddresses(a: string, b: string): number {
  if (isIpv6(a) !== isIpv6(b)) return isIpv6(a) ? 1 : -1;
  if (!isIpv6(a)) return ipv4ToNumber(a) - ipv4ToNumber(b);
  return expandIpv6(a) < expandIpv6(b) ? -1 : 1;
}

/** Eight groups of four digits, so that texts are in the order of the numbers. */
function expandIpv6(address: string): string {
  const { hostname } = new URL(`http://${formatHost(address)}`);
  const [head = '', tail] = hostname.slice(1, -1).split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: 8 - left.length - right.length }, () => '0');
  return [...left, ...zeros, ...right].map((group) => group.padStart(4, '0')).join(':');
}

export function describeHealth(health: CompanionHealth, version: string): Health {
  const { startedAt, devices, strangers, proxy, asterisks, state, hep } = health;
  return {
    version,
    startedAt: formatTime(startedAt),
    devices,
    strangers,
    proxy: { ...describeLink(proxy), lost: proxy.lost },
    asterisks: asterisks.map(({ name, ami, ari }) => ({
      name,
      ami: describeLink(ami),
      ari: ari === undefined ? null : describeLink(ari),
    })),
    state: describeLink(state),
    hep: hep === undefined ? null : { ...describeLink(hep), counts: { ...hep.counts } },
  };
}

function describeLink({ isUp, reason }: LinkHealth) {
  return { up: isUp, reason };
}
