// Where devices are: sites by their public address, with the names that the configuration gives.

import { createNetworkSet, isPrivate, type NetworkSet } from '../nat/networks.ts';
import { readAddress } from './address-text.ts';
import type { DeviceRecord, Verdict } from './device-record.ts';

export interface NamedSite {
  readonly name: string;
  /** In CIDR notation. */
  readonly networks: readonly string[];
}

/** What is known of a site's devices together. */
export interface SiteSummary {
  /** Its name, or its public address; '' for devices of which neither is known. */
  readonly site: string;
  readonly addresses: readonly string[];
  readonly devices: number;
  readonly registered: number;
  readonly verdicts: Readonly<Record<Verdict, number>>;
}

/** More addresses of one site are not listed. */
const MAX_ADDRESSES = 100;

export class Sites {
  private readonly named: readonly { readonly name: string; readonly networks: NetworkSet }[];

  constructor(sites: readonly NamedSite[]) {
    this.named = sites.map(({ name, networks }) => ({
      name,
      networks: createNetworkSet(networks),
    }));
  }

  /** The first site whose networks hold the address; else the address itself, if it is a public one. */
  find(address: string): string {
    if (address === '') return '';
    const site = this.named.find(({ networks }) => networks.has(address));
    return site?.name ?? (isPrivate(address) ? '' : address);
  }
}

interface Tally {
  readonly addresses: Set<string>;
  devices: number;
  registered: number;
  readonly verdicts: Record<Verdict, number>;
}

/** Strangers are at no site. */
export function summarizeSites(records: Iterable<DeviceRecord>): SiteSummary[] {
  const tallies = new Map<string, Tally>();
  for (const record of records) {
    if (record.isStranger) continue;
    const tally = tallies.get(record.site) ?? createTally();
    tallies.set(record.site, tally);
    tally.devices += 1;
    tally.registered += record.isRegistered ? 1 : 0;
    tally.verdicts[record.verdict.value] += 1;
    const address = readAddress(record.wire?.source ?? '');
    if (address !== '' && tally.addresses.size < MAX_ADDRESSES) tally.addresses.add(address);
  }
  return [...tallies]
    .map(([site, { addresses, ...tally }]) => ({
      site,
      addresses: [...addresses].sort(),
      ...tally,
    }))
    .sort((a, b) => (a.site < b.site ? -1 : 1));
}

function createTally(): Tally {
  return {
    addresses: new Set(),
    devices: 0,
    registered: 0,
    verdicts: { ok: 0, 'ok-through-farend': 0, failing: 0, unreachable: 0, unknown: 0 },
  };
}
