// A phone that was registered is not any more, and did not say goodbye; or Asterisk does not let it.

import type { DeviceFacts } from '../facts/device-facts.ts';
import { hasTrouble } from '../register-clues.ts';
import type { DeviceRule } from '../rule.ts';
import { adviseSetting, namePhone } from '../words.ts';

/** A phone that restarts is back by then. */
const LAPSED_AFTER_MS = 60_000;
/** By then it has its new firmware, or it is known that all of its site are gone. */
const GRAVE_AFTER_MS = 5 * 60_000;
/** Asterisk may be busy, or be loading its configuration. */
const UNANSWERED_AFTER_MS = 60_000;

export const registrationLapsed: DeviceRule = {
  kind: 'device',
  name: 'registration-lapsed',
  find(facts, context) {
    const { record } = facts;
    const { trouble, isRegistered, flows, verdict, brokenLeg, changedAt, wire } = record;
    if (hasTrouble(facts, 'unanswered', 'server-failure')) {
      if (context.now - (trouble?.since ?? 0) < UNANSWERED_AFTER_MS) return undefined;
      return tellUnanswered(facts);
    }
    if (isRegistered || flows.length === 0 || verdict.value !== 'unreachable') return undefined;
    const silentFor = context.now - changedAt;
    if (silentFor < LAPSED_AFTER_MS) return undefined;
    const isDropped = brokenLeg.value === 'policy';
    return {
      severity: isDropped || silentFor >= GRAVE_AFTER_MS ? 'warning' : 'info',
      summary: isDropped
        ? `${namePhone(facts)} is not registered any more: Asterisk removed its contact.`
        : `${namePhone(facts)} is not registered any more: it did not refresh in time.`,
      description: isDropped
        ? 'Asterisk forgot the phone before its time ran out, and calls do not reach it until it registers again.'
        : 'The registration ran out, and nothing came from the phone: it is switched off, has no network, or its packets are lost. Calls do not reach it.',
      evidence: [...verdict.evidence, ...brokenLeg.evidence],
      remedy: isDropped
        ? [
            'Look whether another phone has the same account, and at max_contacts and remove_existing of its AOR.',
          ]
        : [
            `See whether the phone has power and network; it was last at ${wire?.source}.`,
            ...adviseSetting(
              facts,
              'expiry',
              'Let the phone register for 300 s or less, so that it is found again soon.',
            ),
          ],
      since: changedAt,
    };
  },
};

function tellUnanswered(facts: DeviceFacts) {
  const { trouble, verdict, asterisk } = facts.record;
  const name = asterisk === '' ? 'Asterisk' : `Asterisk ${asterisk}`;
  return {
    severity: 'warning' as const,
    summary: `${namePhone(facts)} cannot register: ${name} does not accept its REGISTERs at the moment.`,
    description:
      'The phone asks, and Asterisk does not answer it, or says that it cannot serve it now.',
    evidence: verdict.evidence,
    remedy: ['Look at Asterisk: whether it runs, and what its log says of this account.'],
    since: trouble?.since ?? 0,
  };
}
