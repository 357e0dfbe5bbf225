// Which addresses count as inside and outside, of what farend listens at and of the phones that came.

import { isLoopback } from '../../base/ip-address.ts';
import type { ListenAddress } from '../../config/farend-config.ts';
import { isPrivate } from '../../nat/networks.ts';
import type { DoctorFacts } from '../doctor-facts.ts';
import { isSeen } from '../looked.ts';
import { hostOf } from '../path/path-results.ts';
import type { SeenPhone } from './machine-facts.ts';

const WILDCARDS: readonly string[] = ['0.0.0.0', '::'];

export function isWildcard(address: string): boolean {
  return WILDCARDS.includes(address);
}

/** Nobody from outside gets there: as with `farend init --way watch`. */
export function isInsideOnly({ config }: DoctorFacts): boolean {
  return config.proxy.listen.every(({ address }) => isLoopback(address));
}

export function listMachineAddresses({ machine }: DoctorFacts): string[] {
  return machine.networks.map(({ address }) => address);
}

/** Registered phones with a public address, that came by this address of farend. */
export function findOutsidePhones(
  { machine }: DoctorFacts,
  listen?: ListenAddress,
): readonly SeenPhone[] {
  if (!isSeen(machine.companion)) return [];
  return machine.companion.seen.phones.filter(
    ({ address, localSocket }) =>
      !isPrivate(address) && (listen === undefined || cameBy(localSocket, listen)),
  );
}

function cameBy(localSocket: string | undefined, { address, port }: ListenAddress): boolean {
  if (localSocket === undefined || !localSocket.endsWith(`:${port}`)) return false;
  return isWildcard(address) || hostOf(localSocket) === address;
}

/** As Asterisk's own transports say that they are known outside: `external_signaling_address`, then media. */
export function findExternalAddress({ machine }: DoctorFacts): string | undefined {
  if (!isSeen(machine.asterisk)) return undefined;
  const { transports } = machine.asterisk.seen;
  const signaling = transports.find(({ externalSignaling }) => externalSignaling !== undefined);
  const media = transports.find(({ externalMedia }) => externalMedia !== undefined);
  return signaling?.externalSignaling?.host ?? media?.externalMedia;
}

/** Stands for an address that nobody here knows. */
export const PUBLIC_ADDRESS = 'the public address of this site';
