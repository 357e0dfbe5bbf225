// A router on the way reads SIP and changes it, as far as that shows without asking: what the phone
// wrote in one place contradicts what stands in another, or what its like write elsewhere.

import { readCallIdAddress } from '../../correlation/address-text.ts';
import { isPrivate } from '../../nat/networks.ts';
import type { DeviceFacts } from '../facts/device-facts.ts';
import { addressOf, works } from '../register-clues.ts';
import type { DeviceRule, RuleContext } from '../rule.ts';
import { namePhone, tellVia } from '../words.ts';

export const algSuspected: DeviceRule = {
  kind: 'device',
  name: 'alg-suspected',
  find(facts, context) {
    const { record } = facts;
    if (record.wire === undefined || isPrivate(addressOf(facts))) return undefined;
    const evidence = [...findRewriting(facts), ...findStripping(facts, context)];
    if (evidence.length === 0) return undefined;
    const isFine = works(facts);
    return {
      severity: isFine ? 'info' : 'warning',
      summary: isFine
        ? `The router of ${lowerName(facts)} seems to rewrite SIP (SIP ALG).`
        : `${namePhone(facts)} fails, and its router seems to rewrite SIP (SIP ALG).`,
      description:
        'A SIP ALG changes addresses inside messages, and breaks more than it mends. This is no proof: a phone that asks a STUN server for its address writes much the same.',
      evidence: [...evidence, ...tellVia(facts), ...(isFine ? [] : record.verdict.evidence)],
      remedy: [
        'Switch SIP ALG off in the router of the phone (also called SIP helper, SIP fixup, SIP transformations, VoIP passthrough).',
        'If the router has no such switch: let the phone use another port than 5060, or TLS.',
        'If the phone uses STUN: switch it off, it is not needed with farend.',
      ],
    };
  },
};

/**
 * The Call-ID has the phone's own address, while Via and Contact have the router's, with the port of
 * this very packet. With STUN that port is the one of some time ago: another one shows STUN.
 */
function findRewriting({ record }: DeviceFacts): string[] {
  const { nat, wire } = record;
  if (nat.value !== 'alg-suspected' || wire === undefined) return [];
  const { natTests, callId } = wire;
  const isStale =
    natTests.includes('diff-port-src-via') || natTests.includes('diff-port-src-contact');
  const own = readCallIdAddress(callId);
  return isStale || own === undefined ? [] : nat.evidence.slice();
}

/** The same firmware offers rport at other addresses, and here no phone of it does. */
function findStripping(facts: DeviceFacts, { offeredElsewhere }: RuleContext): string[] {
  const { record, model } = facts;
  if (record.wire?.rport !== 'missing') return [];
  const elsewhere = offeredElsewhere(model, addressOf(facts));
  return elsewhere === 0
    ? []
    : [
        `${model.make} ${model.model} ${model.firmware} offers rport at ${elsewhere} other addresses, and at ${addressOf(facts)} none does`,
      ];
}

function lowerName(facts: DeviceFacts): string {
  const name = namePhone(facts);
  return name.charAt(0).toLowerCase() + name.slice(1);
}
