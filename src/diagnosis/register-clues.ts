// What the REGISTERs of a phone that fails point to, asked by several rules: each trouble shall have one
// name.

import { readAddress } from '../correlation/address-text.ts';
import type { RecordedTrouble, TroubleKind } from '../correlation/device-record.ts';
import type { DeviceFacts } from './facts/device-facts.ts';

/** RFC 3261 §18.1.1: within 200 bytes of a path's usual 1500, UDP is not for it. */
export const LARGEST_ON_UDP = 1_300;
/** What Authorization adds: phones write 230 to 330 bytes. */
const CREDENTIALS_SIZE = 250;

export function hasTrouble({ record }: DeviceFacts, ...kinds: readonly TroubleKind[]): boolean {
  return record.trouble !== undefined && kinds.includes(record.trouble.kind);
}

/** What is entered wrong is corrected at once, as a rule. */
const CORRECTED_WITHIN_MS = 60_000;
const CORRECTED_WITHIN_TRIES = 3;

/** It was refused again and again, or for a while. */
export function isRefusedFor(trouble: RecordedTrouble, now: number): boolean {
  return trouble.count >= CORRECTED_WITHIN_TRIES || now - trouble.since >= CORRECTED_WITHIN_MS;
}

/** Something was seen of its REGISTERs since this program started. */
export function wasHeard({ registers }: DeviceFacts): boolean {
  return registers.topVia !== '';
}

/** A few answers are lost where a line is bad, or a router starts: 0.5, 1, 2 and 4 s after the first. */
const LOST_REPEATS = 4;
/** Some phones repeat less, and begin anew instead. */
const LOST_FOR_MS = 30_000;

/** It repeats what was answered, and not because of a bad moment. */
export function losesAnswers(facts: DeviceFacts): boolean {
  const { trouble, isRegistered, wire } = facts.record;
  if (trouble === undefined || !hasTrouble(facts, 'answer-lost')) return false;
  const lasts = (wire?.lastSeen ?? 0) - trouble.since >= LOST_FOR_MS;
  return trouble.count >= LOST_REPEATS || (lasts && !isRegistered);
}

/**
 * It repeats what was answered to where it sends from, by an answer with a `rport=` that it did not ask
 * for: some old phones refuse such a Via.
 */
export function refusesRport(facts: DeviceFacts): boolean {
  const { record, registers } = facts;
  const { answer } = registers;
  const { source, rport } = record.wire ?? {};
  const isThere = answer !== undefined && answer.sentTo === source && answer.hasRport;
  // One that was registered took such answers before.
  const isNew = record.flows.length === 0;
  return losesAnswers(facts) && isNew && rport === 'missing' && isThere && !listensElsewhere(facts);
}

/**
 * It repeats what was answered to where it sends from, it is at the address in its Via, and the Via has
 * another port: no router is between, and it listens there.
 */
export function listensElsewhere(facts: DeviceFacts): boolean {
  const { record, registers } = facts;
  const { source = '', natTests = [] } = record.wire ?? {};
  return (
    losesAnswers(facts) &&
    registers.answer?.sentTo === source &&
    natTests.includes('diff-port-src-via') &&
    !natTests.includes('diff-ip-src-via')
  );
}

/** Its REGISTER with credentials would be too large for UDP, and never comes. */
export function losesLargeRegister(facts: DeviceFacts): boolean {
  const { plainSize } = facts.registers;
  return hasTrouble(facts, 'challenge-loop') && plainSize + CREDENTIALS_SIZE > LARGEST_ON_UDP;
}

/** It is registered, nothing hinders it to register, and Asterisk does not find it silent. */
export function works({ record }: DeviceFacts): boolean {
  const { isRegistered, trouble, verdict } = record;
  return isRegistered && trouble === undefined && verdict.value !== 'unreachable';
}

export function addressOf({ record }: DeviceFacts): string {
  return readAddress(record.wire?.source ?? '');
}
