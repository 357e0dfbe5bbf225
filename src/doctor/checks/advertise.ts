// Phones outside are shown an address at which they reach farend: `advertise` of each listen address.

import { isIP } from 'node:net';
import { formatAddressPort } from '../../base/ip-address.ts';
import type { ListenAddress } from '../../config/farend-config.ts';
import { isPrivate } from '../../nat/networks.ts';
import { RESTART, toChange } from '../change.ts';
import type { Change, CheckResult, DoctorCheck } from '../doctor-check.ts';
import type { DoctorFacts } from '../doctor-facts.ts';
import {
  findExternalAddress,
  findOutsidePhones,
  isInsideOnly,
  isWildcard,
  listMachineAddresses,
  PUBLIC_ADDRESS,
} from '../machine/seen-addresses.ts';
import { fail, pass, skip, warn } from '../results.ts';

export const check: DoctorCheck = {
  name: 'advertise',
  title: 'Phones outside are shown an address at which they reach farend',
  check: (facts) =>
    isInsideOnly(facts)
      ? [skip('Nobody outside reaches this farend: it listens on loopback only')]
      : facts.config.proxy.listen.map((listen) => judge(listen, facts)),
};

function judge(listen: ListenAddress, facts: DoctorFacts): CheckResult {
  const { address, advertise } = listen;
  const name = formatAddressPort(address, listen.port);
  const own = listMachineAddresses(facts);
  if (!isWildcard(address) && !own.includes(address) && !isPrivate(address))
    return fail(`${address} is no address of this machine: its router translates it (1:1 NAT)`, {
      evidence: [`this machine has ${own.join(', ')}`],
      changes: [changeTo(listen, facts, facts.machine.mainAddress ?? own[0] ?? address, address)],
    });
  const shown = advertise?.host;
  return shown === undefined ? judgeUnsaid(listen, name, facts) : judgeSaid(listen, shown, facts);
}

function judgeUnsaid(listen: ListenAddress, name: string, facts: DoctorFacts): CheckResult {
  const { address } = listen;
  const outside = findOutsidePhones(facts, listen);
  const external = findExternalAddress(facts);
  const isInside = isWildcard(address)
    ? listMachineAddresses(facts).every(isPrivate)
    : isPrivate(address);
  if (!isInside) return pass(`Phones outside reach ${name} as it is`);
  const changes = [changeTo(listen, facts, address, external ?? PUBLIC_ADDRESS)];
  if (outside.length > 0)
    return fail(`Phones outside are shown the private address of ${name}`, {
      evidence: outside
        .slice(0, 3)
        .map((phone) => `${phone.endpoint} registered from ${phone.address}`),
      changes,
    });
  if (external !== undefined)
    return warn(`${name} is private and not advertised, while Asterisk knows a public address`, {
      evidence: [
        `Asterisk’s transport has external_signaling_address or external_media_address ${external}`,
      ],
      changes,
    });
  return pass(`${name} is private, and no phone from outside has come there`);
}

function judgeSaid(listen: ListenAddress, shown: string, facts: DoctorFacts): CheckResult {
  const outside = findOutsidePhones(facts, listen);
  const external = findExternalAddress(facts);
  if (isIP(shown) !== 0 && isPrivate(shown) && outside.length > 0)
    return fail(`Phones outside are shown ${shown}, which is private`, {
      evidence: outside
        .slice(0, 3)
        .map((phone) => `${phone.endpoint} registered from ${phone.address}`),
      changes: [changeTo(listen, facts, listen.address, external ?? PUBLIC_ADDRESS)],
    });
  const isOther = isIP(shown) !== 0 && external !== undefined && isIP(external) !== 0;
  if (isOther && external !== shown)
    return warn(`farend shows phones outside ${shown}, and Asterisk ${external}`, {
      evidence: [`advertise is ${shown}; Asterisk’s transport has ${external}`],
      changes: [changeTo(listen, facts, listen.address, external)],
    });
  return pass(`Phones outside are shown ${shown}`);
}

function changeTo(
  listen: ListenAddress,
  { configFile }: DoctorFacts,
  address: string,
  host: string,
): Change {
  const { port, advertise } = listen;
  const to = `{ url: udp://${formatAddressPort(address, port)}, advertise: ${host} }`;
  const from =
    advertise === undefined
      ? `udp://${formatAddressPort(listen.address, port)}`
      : `advertise: ${advertise.host}`;
  return toChange(`${configFile}, proxy.listen`, to, { from, apply: RESTART });
}
