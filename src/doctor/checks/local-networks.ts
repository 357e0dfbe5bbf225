// Phones that reach farend directly are in `localNetworks`: they get local addresses, and a private address
// proves nothing about them.

import { isLoopback } from '../../base/ip-address.ts';
import type { MachineAddress } from '../../host/list-machine-networks.ts';
import { createNetworkSet, isPrivate } from '../../nat/networks.ts';
import { toChange } from '../change.ts';
import type { CheckResult, DoctorCheck } from '../doctor-check.ts';
import type { DoctorFacts } from '../doctor-facts.ts';
import { isSeen } from '../looked.ts';
import { isWildcard } from '../machine/seen-addresses.ts';
import { pass, warn } from '../results.ts';

export const check: DoctorCheck = {
  name: 'local-networks',
  title: 'Phones that reach farend directly are in localNetworks',
  check: (facts) => [judge(facts)],
};

function judge(facts: DoctorFacts): CheckResult {
  const { config, configFile, machine } = facts;
  const { localNetworks, listen, mediaAddress } = config.proxy;
  const known = createNetworkSet(localNetworks);
  const phones = isSeen(machine.companion) ? machine.companion.seen.phones : [];
  const missed = phones.filter(
    ({ address }) => isPrivate(address) && !isOwn(address, facts) && !known.has(address),
  );
  const own = machine.networks.filter(
    (each) => servesPhones(each, facts) && !known.has(each.address),
  );
  const shows =
    mediaAddress !== undefined || listen.some(({ advertise }) => advertise !== undefined);
  const wanted = new Set([
    ...missed.map(({ address }) => networkOf(address, machine.networks)),
    ...(shows ? own.map(({ network }) => network) : []),
  ]);
  if (wanted.size === 0)
    return pass('Phones that reach farend directly are in localNetworks', [
      `localNetworks: ${localNetworks.length === 0 ? 'none' : localNetworks.join(', ')}`,
    ]);
  const all = [...localNetworks, ...wanted];
  return warn(`localNetworks has not ${[...wanted].join(', ')}`, {
    evidence: [
      ...missed
        .slice(0, 3)
        .map(({ endpoint, address }) => `${endpoint} registered from ${address}`),
      ...(shows ? own.map((each) => `${each.interface} of this machine: ${each.network}`) : []),
    ],
    changes: [
      toChange(`${configFile}, proxy.localNetworks`, `localNetworks: [${all.join(', ')}]`, {
        from: `localNetworks: [${localNetworks.join(', ')}]`,
        apply: 'systemctl restart farend',
      }),
    ],
  });
}

/** The network of an address that farend listens at: others of the machine (containers) have no phones. */
function servesPhones({ address }: MachineAddress, { config, machine }: DoctorFacts): boolean {
  if (isLoopback(address) || !isPrivate(address)) return false;
  return config.proxy.listen.some(
    (listen) =>
      listen.address === address || (isWildcard(listen.address) && machine.mainAddress === address),
  );
}

function isOwn(address: string, { machine }: DoctorFacts): boolean {
  return machine.networks.some((each) => each.address === address);
}

function networkOf(address: string, networks: readonly MachineAddress[]): string {
  const near = networks.find(({ network }) => createNetworkSet([network]).has(address));
  return near?.network ?? `${address}/${address.includes(':') ? 128 : 32}`;
}
