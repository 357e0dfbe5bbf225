// Addresses that are right by themselves and wrong together: taken twice, or leading in a circle.

import { isIpv6 } from '../base/ip-address.ts';
import { checkDiverted, type DivertedAddress } from './check-diverted.ts';
import { Complaint, type ConfigPath, formatPath, type PlacedComplaint } from './complaint.ts';
import type { TransportAddress } from './farend-config.ts';
import { ASTERISK_SIDE_PORT } from './proxy-schema.ts';
import { doOverlap, formatTransportUrl, isSameAddress, isWildcard } from './transport-url.ts';

export interface PlacedAddress {
  readonly path: ConfigPath;
  readonly address: TransportAddress;
}

/** The addresses of a file that are right by themselves. */
export interface Addresses {
  readonly listen: readonly PlacedAddress[];
  readonly asteriskSide: PlacedAddress | undefined;
  readonly asterisk: readonly PlacedAddress[];
  readonly diverted: readonly DivertedAddress[];
  /** `asterisk[].sip`. */
  readonly sip: readonly PlacedAddress[];
}

/** Every complaint about them. */
export function checkAddresses(addresses: Addresses): PlacedComplaint[] {
  return [
    ...checkTwice(addresses.listen),
    ...checkTwice(addresses.asterisk),
    ...checkAsteriskSide(addresses),
    ...checkLoops(addresses),
    ...checkDiverted(addresses.diverted, addresses.asterisk),
    ...checkSip(addresses),
  ];
}

function checkTwice(list: readonly PlacedAddress[]): PlacedComplaint[] {
  return list.flatMap(({ path, address }, index) => {
    const earlier = list.slice(0, index).find((other) => doOverlap(other.address, address));
    if (earlier === undefined) return [];
    const isSame = isSameAddress(earlier.address, address);
    const what = `${isSame ? 'is the same address as' : 'overlaps with'} ${formatPath(earlier.path)}`;
    return [
      {
        path,
        complaint: new Complaint(
          what,
          isSame ? 'keep one' : 'list single addresses or change the port',
        ),
      },
    ];
  });
}

function checkAsteriskSide({ listen, asteriskSide, asterisk }: Addresses): PlacedComplaint[] {
  if (asteriskSide === undefined) return checkDefaultPort(listen);
  const { path, address } = asteriskSide;
  const rival = listen.find((entry) => doOverlap(entry.address, address));
  const complaints: PlacedComplaint[] = [];
  if (rival !== undefined) {
    const what = `takes the address of ${formatPath(rival.path)}`;
    complaints.push({
      path,
      complaint: new Complaint(what, `give it another port, such as ${ASTERISK_SIDE_PORT}`),
    });
  }
  const stranger = asterisk.find(
    (entry) => isIpv6(entry.address.address) !== isIpv6(address.address),
  );
  if (stranger !== undefined) {
    const what = `and ${formatPath(stranger.path)} are of two IP versions`;
    complaints.push({ path, complaint: new Complaint(what, 'write both as IPv4 or both as IPv6') });
  }
  return complaints;
}

/** Without asteriskSide its port is taken on an address that is known at start only. */
function checkDefaultPort(listen: readonly PlacedAddress[]): PlacedComplaint[] {
  const rival = listen.find(
    ({ address }) => address.port === ASTERISK_SIDE_PORT && isWildcard(address.address),
  );
  if (rival === undefined) return [];
  const what = `takes port ${ASTERISK_SIDE_PORT}, the default of proxy.asteriskSide`;
  return [
    {
      path: rival.path,
      complaint: new Complaint(what, 'write proxy.asteriskSide with another port'),
    },
  ];
}

function checkLoops({ listen, asteriskSide, asterisk }: Addresses): PlacedComplaint[] {
  return asterisk.flatMap(({ path, address }) => {
    const isHere =
      address.address === asteriskSide?.address.address || /^127\.|^::1$/.test(address.address);
    const own = [...listen, ...(asteriskSide === undefined ? [] : [asteriskSide])].find((entry) =>
      isWildcard(entry.address.address)
        ? isHere && doOverlap(entry.address, address)
        : isSameAddress(entry.address, address),
    );
    if (own === undefined) return [];
    const what = `is farend itself (${formatPath(own.path)}), a loop`;
    return [
      { path, complaint: new Complaint(what, 'write the address on which Asterisk listens') },
    ];
  });
}

function checkSip({ asterisk, sip }: Addresses): PlacedComplaint[] {
  return sip.flatMap(({ path, address }, index) => {
    if (!asterisk.some((entry) => isSameAddress(entry.address, address))) {
      const known = asterisk.map((entry) => formatTransportUrl(entry.address)).join(', ');
      return [
        { path, complaint: new Complaint('is not one of proxy.asterisk', `write one of ${known}`) },
      ];
    }
    const earlier = sip.slice(0, index).find((entry) => isSameAddress(entry.address, address));
    if (earlier === undefined) return [];
    return [
      {
        path,
        complaint: new Complaint(
          `is also ${formatPath(earlier.path)}`,
          'give each Asterisk its own',
        ),
      },
    ];
  });
}
