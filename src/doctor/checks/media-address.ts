// The SDP that phones outside get shows an address at which they reach Asterisk's media: `mediaAddress`.

import { isIP } from 'node:net';
import { isPrivate } from '../../nat/networks.ts';
import { toChange } from '../change.ts';
import type { Change, CheckResult, DoctorCheck } from '../doctor-check.ts';
import type { DoctorFacts } from '../doctor-facts.ts';
import {
  findExternalAddress,
  findOutsidePhones,
  isInsideOnly,
  listMachineAddresses,
  PUBLIC_ADDRESS,
} from '../machine/seen-addresses.ts';
import { fail, pass, skip, warn } from '../results.ts';

export const check: DoctorCheck = {
  name: 'media-address',
  title: 'Phones outside are shown an address at which they reach Asterisk’s media',
  check: (facts) => [
    isInsideOnly(facts)
      ? skip('Nobody outside reaches this farend: it listens on loopback only')
      : judge(facts),
  ],
};

function judge(facts: DoctorFacts): CheckResult {
  const { mediaAddress } = facts.config.proxy;
  return mediaAddress === undefined ? judgeUnsaid(facts) : judgeSaid(mediaAddress, facts);
}

function judgeUnsaid(facts: DoctorFacts): CheckResult {
  const { proxy } = facts.config;
  const inside = proxy.asterisk.filter(({ address }) => isPrivate(address));
  if (inside.length === 0) return pass('Asterisk’s own address is public: its SDP needs no change');
  const outside = findOutsidePhones(facts);
  const wanted = findOutsideAddress(facts);
  if (outside.length === 0 && wanted === undefined)
    return pass('Asterisk’s address is private, and so are all phones that came');
  const address = inside[0]?.address ?? '';
  return fail(`Phones outside are told to send their media to ${address}, which is private`, {
    evidence: [
      ...outside.slice(0, 3).map((phone) => `${phone.endpoint} registered from ${phone.address}`),
      ...(wanted === undefined ? [] : [`phones outside reach this site at ${wanted}`]),
    ],
    changes: [changeTo(facts, wanted ?? PUBLIC_ADDRESS)],
  });
}

function judgeSaid(mediaAddress: string, facts: DoctorFacts): CheckResult {
  const { asterisk } = facts.config.proxy;
  const wanted = findOutsideAddress(facts);
  const known = [
    ...listMachineAddresses(facts),
    ...asterisk.map(({ address }) => address),
    ...(wanted === undefined ? [] : [wanted]),
  ];
  if (isPrivate(mediaAddress) && (wanted !== undefined || findOutsidePhones(facts).length > 0))
    return fail(`mediaAddress ${mediaAddress} is private: phones outside cannot send media there`, {
      changes: [changeTo(facts, wanted ?? PUBLIC_ADDRESS)],
    });
  if (wanted !== undefined && wanted !== mediaAddress)
    return fail(
      `Phones outside reach this site at ${wanted}, and send their media to ${mediaAddress}`,
      {
        changes: [changeTo(facts, wanted)],
      },
    );
  if (known.includes(mediaAddress))
    return pass(`Phones outside are told to send their media to ${mediaAddress}`);
  const open = asterisk.find(({ address }) => !isPrivate(address))?.address;
  const what = `mediaAddress ${mediaAddress} is no address of this machine, of Asterisk, or that farend advertises`;
  const evidence = [`known here: ${[...new Set(known)].join(', ')}`];
  if (open === undefined) return warn(what, { evidence });
  return fail(what, { evidence, changes: [changeTo(facts, open)] });
}

/** As the configuration says, else as Asterisk's transports do; only an address, no name. */
function findOutsideAddress(facts: DoctorFacts): string | undefined {
  const advertised = facts.config.proxy.listen.flatMap(({ advertise }) => advertise?.host ?? []);
  const external = findExternalAddress(facts);
  return [...advertised, ...(external === undefined ? [] : [external])].find(
    (host) => isIP(host) !== 0 && !isPrivate(host),
  );
}

function changeTo({ config, configFile }: DoctorFacts, address: string): Change {
  const { mediaAddress } = config.proxy;
  return toChange(`${configFile}, proxy.mediaAddress`, `mediaAddress: ${address}`, {
    from: mediaAddress && `mediaAddress: ${mediaAddress}`,
    apply: 'systemctl restart farend',
  });
}
