// Joins what the phone saw on its wire with what Asterisk saw on its own. A message is known at both
// ends by its Call-ID and CSeq, which neither NAT nor ALG nor farend changes.

import type { PhoneDatagram } from '../../support/phone/phone-options.ts';
import {
  findHeaderValue,
  parseSipText,
  readMethod,
  readStatusCode,
} from '../../support/phone/sip-text.ts';
import type { WireMessage } from './asterisk-wire.ts';
import type { Step } from './step.ts';

export interface Message {
  readonly callId: string;
  /** Number and method. */
  readonly cSeq: string;
  /** A method, or the status code of an answer. */
  readonly label: string;
}

/** Where the router stood in the way of a message; `remotes`: Asterisk's other side of it. */
export type FindOutside = (message: Message, remotes: readonly string[]) => readonly string[];

interface Sightings {
  readonly message: Message;
  readonly direction: Step['direction'];
  atPhone: number;
  readonly remotes: string[];
}

/** Messages grouped into requests with their answers, in the order in which the phone saw them. */
export function listSteps(
  datagrams: readonly PhoneDatagram[],
  wire: readonly WireMessage[],
  findOutside: FindOutside,
): Step[] {
  const transactions = new Map<string, Map<string, Sightings>>();
  const find = (text: string, isTowardsPhone: boolean): Sightings => {
    const message = identifyMessage(text);
    const key = `${message.callId} ${message.cSeq}`;
    const transaction = transactions.get(key) ?? new Map<string, Sightings>();
    transactions.set(key, transaction);
    const direction = isTowardsPhone ? 'to-phone' : 'to-server';
    const sightings = transaction.get(message.label) ?? {
      message,
      direction,
      atPhone: 0,
      remotes: [],
    };
    transaction.set(message.label, sightings);
    return sightings;
  };
  for (const { text, direction } of datagrams) {
    find(text, direction === 'received').atPhone += 1;
  }
  for (const { text, direction, remote } of wire) {
    find(text, direction === 'sent').remotes.push(remote);
  }
  return [...transactions.values()].flatMap((transaction) =>
    [...transaction.values()].map((sightings) => describeStep(sightings, findOutside)),
  );
}

export function identifyMessage(text: string): Message {
  const message = parseSipText(text);
  return {
    callId: findHeaderValue(message, 'call-id') ?? '',
    cSeq: findHeaderValue(message, 'cseq') ?? '',
    label: readMethod(message) ?? String(readStatusCode(message)),
  };
}

function describeStep(sightings: Sightings, findOutside: FindOutside): Step {
  const { message, direction, atPhone, remotes } = sightings;
  const [departures, arrivals] =
    direction === 'to-phone' ? [remotes.length, atPhone] : [atPhone, remotes.length];
  return {
    label: message.label,
    direction,
    count: Math.max(departures, arrivals),
    arrived: arrivals > 0,
    outside: [...new Set(findOutside(message, remotes))],
  };
}
