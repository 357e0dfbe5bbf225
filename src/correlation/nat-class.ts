// What stands between a phone and farend, from what its last REGISTER showed.

import type { NatTest } from '../nat/nat-tests.ts';
import { carrierGradeNetworks, isPrivate } from '../nat/networks.ts';
import { readAddress, readCallIdAddress, readContactPlace } from './address-text.ts';
import type { Judgement, NatClass, WireView } from './device-record.ts';

export function classifyNat(wire: WireView | undefined): Judgement<NatClass> {
  if (wire === undefined)
    return { value: 'none', evidence: ['nothing was seen of it on the wire'] };
  return (
    findCarrierGradeNat(wire) ??
    findNat(wire) ??
    suspectAlg(wire) ?? {
      value: 'none',
      evidence: [
        `the addresses that it writes agree with ${readAddress(wire.source)}, where it sends from`,
      ],
    }
  );
}

function findCarrierGradeNat(wire: WireView): Judgement<NatClass> | undefined {
  const address = readAddress(wire.source);
  if (carrierGradeNetworks.has(address))
    return {
      value: 'carrier-grade-nat',
      evidence: [`it sends from ${wire.source}, an address between a provider and its customers`],
    };
  if (!wire.natTests.includes('carrier-grade-nat')) return undefined;
  return {
    value: 'carrier-grade-nat',
    evidence: [
      `it calls itself by an address of 100.64.0.0/10, which providers give to many customers, and arrives from ${wire.source}`,
    ],
  };
}

/** Ports alone do not prove a NAT: a phone may listen on another one than it sends from. */
const proofs: Partial<Record<NatTest, (wire: WireView) => string>> = {
  'private-contact': ({ contact, source }) =>
    `its Contact is the private address ${readContactPlace(contact).hostPort}, and it arrives from ${source}`,
  'private-via': ({ source }) => `its Via names a private address, and it arrives from ${source}`,
  'private-sdp': () => 'it asks for media at a private address',
  'diff-ip-src-via': ({ source }) => `its Via names another address than ${source}`,
  'diff-ip-src-contact': ({ contact, source }) =>
    `its Contact is ${readContactPlace(contact).hostPort}, and it arrives from ${source}`,
};

/** What says less than another one that is there, too. */
const implied: Partial<Record<NatTest, NatTest>> = {
  'diff-ip-src-via': 'private-via',
  'diff-ip-src-contact': 'private-contact',
};

function findNat(wire: WireView): Judgement<NatClass> | undefined {
  const { natTests } = wire;
  const evidence = natTests.flatMap((test) => {
    const stronger = implied[test];
    const isSaid = stronger !== undefined && natTests.includes(stronger);
    return isSaid ? [] : (proofs[test]?.(wire) ?? []);
  });
  return evidence.length === 0 ? undefined : { value: 'behind-nat', evidence };
}

/**
 * A router that rewrites SIP puts the public address into Via and Contact, and leaves the Call-ID
 * (the Linux kernel's does): the phone's own address shows there. STUN in a phone looks the same.
 */
function suspectAlg({ callId, source }: WireView): Judgement<NatClass> | undefined {
  const own = readCallIdAddress(callId);
  if (own === undefined || !isPrivate(own) || isPrivate(readAddress(source))) return undefined;
  return {
    value: 'alg-suspected',
    evidence: [
      `its Call-ID holds the private address ${own}, while Via and Contact hold ${source} or its address: a router rewrites its SIP, or the phone uses STUN`,
    ],
  };
}
