// Credentials came a second time, from elsewhere: somebody listens, or two networks share a phone.

import { formatTime } from '../../correlation/plain-words.ts';
import type { AddressFacts } from '../facts/address-facts.ts';
import type { ReplayFacts } from '../facts/replay-facts.ts';
import { hasTrouble } from '../register-clues.ts';
import type { AddressRule, DeviceRule } from '../rule.ts';
import { namePhone } from '../words.ts';

/** For so long after the last time. */
const TOLD_MS = 3_600_000;
const CERTAIN_AFTER_MS = 60_000;

const description =
  'farend lets credentials pass only from where they were asked for, once: Asterisk behind a proxy would accept a copy from anywhere. They were held back, and did no harm.';

/** Whoever does it again and again, as an account that Asterisk has. */
export const replayedByDevice: DeviceRule = {
  kind: 'device',
  name: 'replayed-credentials',
  find(facts) {
    const { trouble, verdict, aor, wire } = facts.record;
    if (trouble === undefined || !hasTrouble(facts, 'held-back')) return undefined;
    return {
      severity: 'warning',
      summary: `${namePhone(facts)} cannot register: its credentials came from elsewhere before.`,
      description: `${description} A phone whose requests leave by two internet connections in turn looks the same.`,
      evidence: [...verdict.evidence, `the REGISTERs as ${aor} come from ${wire?.source}`],
      remedy: [
        'If this is the phone: let all of its traffic leave by one internet connection.',
        `If it is not: change the password of ${aor}, and find out who listens between the phone and farend.`,
      ],
      since: trouble.since,
    };
  },
};

export const replayedFromAddress: AddressRule = {
  kind: 'address',
  name: 'replayed-credentials',
  find(facts, { now }) {
    const { address } = facts;
    const replay = findReplays(facts, now)[0];
    if (replay === undefined) return undefined;
    const { count, firstFrom, since, lastAt, method, aor } = replay;
    const holder = firstFrom === '' ? 'somebody at another address' : firstFrom;
    const whose = aor === '' ? '' : ` of ${aor}`;
    return {
      severity: 'warning',
      summary: `${address} uses credentials that belong to ${holder}.`,
      description,
      evidence: [
        `${count} times since ${formatTime(since)} a ${method} from ${address} had credentials${whose} that ${holder} had first, the latest at ${formatTime(lastAt)}`,
      ],
      remedy: [
        'Change the password of the account, and find out who listens between the phone and farend.',
        'If both addresses are internet connections of one site: let SIP leave by one of them.',
      ],
      since,
    };
  },
};

/** A phone that moved there with its last challenge registers there in a moment. */
function findReplays({ replays, devices }: AddressFacts, now: number): ReplayFacts[] {
  const isHome = (aor: string) =>
    [...devices].some(
      ({ record }) =>
        record.flows.length > 0 && (record.aor === aor || record.aor === aor.split('@', 1)[0]),
    );
  return [...(replays?.values() ?? [])].filter(
    ({ aor, since, lastAt }) =>
      now - lastAt <= TOLD_MS && now - since >= CERTAIN_AFTER_MS && !isHome(aor),
  );
}
