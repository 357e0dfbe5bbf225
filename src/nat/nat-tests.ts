// What the wire shows of a NAT in front of a phone, by the names that OpenSIPS gave to its tests
// (nathelper, nat_uac_test), and one more: `no-rport`.

import { parseIpAddress } from '../base/ip-address.ts';
import { carrierGradeNetworks, type NetworkSet, privateNetworks } from './networks.ts';

/** In the order of their bits. */
export const natTestNames = [
  'private-contact',
  'diff-ip-src-via',
  'private-via',
  'private-sdp',
  'diff-port-src-via',
  'diff-ip-src-contact',
  'diff-port-src-contact',
  'carrier-grade-nat',
  'no-rport',
] as const;

export type NatTest = (typeof natTestNames)[number];

/** One bit for each test, so that a message costs no list. */
const natTestBit: Readonly<Record<NatTest, number>> = Object.fromEntries(
  natTestNames.map((name, index) => [name, 1 << index]),
) as Record<NatTest, number>;

/** What shows that the phone is elsewhere than it says; ports and a missing `rport` do not. */
const behindNat =
  natTestBit['private-contact'] |
  natTestBit['diff-ip-src-via'] |
  natTestBit['private-via'] |
  natTestBit['private-sdp'] |
  natTestBit['diff-ip-src-contact'] |
  natTestBit['carrier-grade-nat'];

/** True when one of the tests proves a NAT. */
export function isBehindNat(bits: number): boolean {
  return (bits & behindNat) !== 0;
}

/** The same of tests by their names. */
export function provesNat(tests: readonly NatTest[]): boolean {
  return tests.some((test) => (behindNat & natTestBit[test]) !== 0);
}

/** True when the Via has an address that leads nowhere from here. */
export function saysPrivateVia(bits: number): boolean {
  return (bits & (natTestBit['private-via'] | natTestBit['carrier-grade-nat'])) !== 0;
}

/** Every combination that occurred, so that messages share their lists. */
const namedBits = new Map<number, readonly NatTest[]>();

/** The names of the bits that are set. */
export function nameNatTests(bits: number): readonly NatTest[] {
  const known = namedBits.get(bits);
  if (known !== undefined) return known;
  const names = natTestNames.filter((name) => (bits & natTestBit[name]) !== 0);
  namedBits.set(bits, names);
  return names;
}

/** Where a message says that its sender is: the host and port of Via or Contact. */
export interface ClaimedAddress {
  readonly host: string;
  /** 0 when none is written: 5060 then (RFC 3261 §18.2.2, §19.1.2). */
  readonly port: number;
}

export interface SeenSource {
  readonly address: string;
  readonly port: number;
}

const DEFAULT_PORT = 5060;

/**
 * The tests on the top Via.
 *
 * @param localNetworks directly reachable: private addresses there prove nothing
 */
export function testVia(
  sentBy: ClaimedAddress,
  rportOffered: boolean,
  source: SeenSource,
  localNetworks: NetworkSet,
): number {
  const bits = rportOffered ? 0 : natTestBit['no-rport'];
  const host = testHost(sentBy.host, source.address, localNetworks);
  const port = (sentBy.port || DEFAULT_PORT) === source.port ? 0 : natTestBit['diff-port-src-via'];
  if (host === SAME) return bits | port;
  return (
    bits |
    port |
    natTestBit['diff-ip-src-via'] |
    (host === PRIVATE ? natTestBit['private-via'] : 0) |
    (host === CARRIER_GRADE ? natTestBit['carrier-grade-nat'] : 0)
  );
}

/** The tests on the host and port of a Contact URI. */
export function testContact(
  contact: ClaimedAddress,
  source: SeenSource,
  localNetworks: NetworkSet,
): number {
  const host = testHost(contact.host, source.address, localNetworks);
  const isSamePort = (contact.port || DEFAULT_PORT) === source.port;
  const port = isSamePort ? 0 : natTestBit['diff-port-src-contact'];
  if (host === SAME) return port;
  return (
    port |
    natTestBit['diff-ip-src-contact'] |
    (host === PRIVATE ? natTestBit['private-contact'] : 0) |
    (host === CARRIER_GRADE ? natTestBit['carrier-grade-nat'] : 0)
  );
}

/**
 * The test on where media is asked for. An address of the PBX network or the source's own is reached
 * as it stands.
 *
 * @param addresses those of the `c=` lines
 */
export function testMedia(
  addresses: readonly string[],
  source: SeenSource,
  localNetworks: NetworkSet,
): number {
  const isPrivate = addresses.some(
    (address) => testHost(address, source.address, localNetworks) === PRIVATE,
  );
  return isPrivate ? natTestBit['private-sdp'] : 0;
}

const SAME = 0;
const OTHER = 1;
const PRIVATE = 2;
const CARRIER_GRADE = 3;

/** What a host says about its sender; a name says nothing. */
function testHost(host: string, sourceAddress: string, localNetworks: NetworkSet): number {
  if (host === sourceAddress) return SAME;
  const address = parseIpAddress(host);
  if (address === undefined || address === sourceAddress) return SAME;
  if (privateNetworks.has(address) && !localNetworks.has(address)) return PRIVATE;
  return carrierGradeNetworks.has(address) ? CARRIER_GRADE : OTHER;
}
