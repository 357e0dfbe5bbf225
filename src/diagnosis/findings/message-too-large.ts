// A message is larger than UDP carries safely: it goes out in fragments, and routers lose those.

import type { DeviceFacts } from '../facts/device-facts.ts';
import { findLargeDialogMessage, type LargeDialogMessage } from '../large-dialog.ts';
import { LARGEST_ON_UDP, losesLargeRegister, works } from '../register-clues.ts';
import type { DeviceRule, Found } from '../rule.ts';
import { adviseSetting, namePhone } from '../words.ts';

const description =
  'A message of more than 1300 bytes does not fit into one packet on many ways (RFC 3261 §18.1.1). It is sent in fragments, and routers and firewalls drop the second.';

export const messageTooLarge: DeviceRule = {
  kind: 'device',
  name: 'message-too-large',
  find(facts, { now }) {
    const { plainSize, credentialSize } = facts.registers;
    if (losesLargeRegister(facts)) return tellLost(facts);
    const lost = findLargeDialogMessage(facts, now);
    if (lost !== undefined) return tellLostInCall(facts, lost);
    const size = Math.max(plainSize, credentialSize);
    return size > LARGEST_ON_UDP ? tellLarge(facts, size) : undefined;
  },
};

function tellLost(facts: DeviceFacts): Found {
  const { record, registers } = facts;
  return {
    severity: 'warning',
    summary: `${namePhone(facts)} cannot register: with its password its REGISTER is too large for UDP.`,
    description,
    evidence: [
      `its REGISTER without credentials has ${registers.plainSize} bytes; with them it has more than ${LARGEST_ON_UDP}, and none arrives`,
      ...record.verdict.evidence,
    ],
    remedy: advise(facts),
    ...(record.trouble === undefined ? {} : { since: record.trouble.since }),
  };
}

function tellLostInCall(facts: DeviceFacts, lost: LargeDialogMessage): Found {
  const { what, size, sentBy, since, evidence } = lost;
  return {
    severity: 'warning',
    summary:
      sentBy === 'phone'
        ? `${namePhone(facts)} sends a message that is too large for UDP: ${what} with ${size} bytes is not answered.`
        : `${namePhone(facts)} does not get what is too large for UDP: ${what} with ${size} bytes.`,
    description,
    evidence,
    remedy: [
      ...advise(facts),
      'Or allow fewer codecs: in the phone, and by disallow=all and allow of its endpoint in Asterisk.',
    ],
    since,
  };
}

function tellLarge(facts: DeviceFacts, size: number): Found {
  return {
    severity: works(facts) ? 'info' : 'warning',
    summary: `${namePhone(facts)} sends REGISTERs of ${size} bytes over UDP.`,
    description,
    evidence: [`its REGISTER has ${size} bytes, ${LARGEST_ON_UDP} are safe`],
    remedy: advise(facts),
  };
}

function advise(facts: DeviceFacts): string[] {
  return [
    ...adviseSetting(facts, 'transport', 'Let the phone use TCP or TLS where Asterisk has it.'),
    'Or make its messages shorter: fewer Supported and Allow values, no long display name or instance parameters.',
  ];
}
