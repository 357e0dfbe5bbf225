// `divertedFrom` of an address of proxy.listen: the port of an Asterisk on this machine, diverted to one
// socket only.

import { isIpv6, isLoopback } from '../base/ip-address.ts';
import type { PlacedAddress } from './check-addresses.ts';
import { Complaint, formatPath, type PlacedComplaint } from './complaint.ts';
import { doOverlap, formatTransportUrl, isWildcard } from './transport-url.ts';

/** An address of `listen` that says `divertedFrom`, at the place of that key. */
export interface DivertedAddress extends PlacedAddress {
  readonly divertedFrom: number;
}

/** Every complaint about them. */
export function checkDiverted(
  diverted: readonly DivertedAddress[],
  asterisk: readonly PlacedAddress[],
): PlacedComplaint[] {
  return diverted.flatMap((entry, index) => {
    const complaint =
      complainOfPort(entry, asterisk) ?? complainOfRival(entry, diverted.slice(0, index));
    return complaint === undefined ? [] : [{ path: entry.path, complaint }];
  });
}

function complainOfPort(
  { address, divertedFrom }: DivertedAddress,
  asterisk: readonly PlacedAddress[],
): Complaint | undefined {
  if (divertedFrom === address.port) {
    const cure = 'write the port that phones write to, such as 5060';
    return new Complaint('is the port of url', cure);
  }
  const isHere = asterisk.some(
    ({ address: peer }) =>
      peer.port === divertedFrom &&
      isIpv6(peer.address) === isIpv6(address.address) &&
      (peer.address === address.address || isWildcard(address.address) || isLoopback(peer.address)),
  );
  if (isHere || asterisk.length === 0) return undefined;
  const known = asterisk.map((peer) => formatTransportUrl(peer.address)).join(', ');
  return new Complaint(
    `is the port of no Asterisk at ${address.address}`,
    `write the port of one of ${known} that is on this machine`,
  );
}

function complainOfRival(
  { address, divertedFrom }: DivertedAddress,
  earlier: readonly DivertedAddress[],
): Complaint | undefined {
  const rival = earlier.find((other) =>
    doOverlap({ ...other.address, port: other.divertedFrom }, { ...address, port: divertedFrom }),
  );
  return rival && new Complaint(`overlaps with ${formatPath(rival.path)}`, 'keep one');
}
