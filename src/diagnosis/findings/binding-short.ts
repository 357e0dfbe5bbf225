// The router of a phone forgets it sooner than the phone refreshes: another port at each refresh, and
// silence in between.

import { formatSeconds } from '../../correlation/plain-words.ts';
import type { DeviceFacts } from '../facts/device-facts.ts';
import type { Refresh } from '../facts/register-facts.ts';
import type { DeviceRule } from '../rule.ts';
import { adviseSetting, namePhone } from '../words.ts';

/** One new port is a router that was restarted, two are bad luck. */
const NEW_PORTS = 3;

export const bindingShort: DeviceRule = {
  kind: 'device',
  name: 'binding-short',
  find(facts) {
    const { record, registers } = facts;
    if (!record.isRegistered) return undefined;
    const latest = registers.refreshes.slice(-NEW_PORTS);
    // What was known before a start is learned anew.
    if (latest.length < NEW_PORTS) return 'unsure';
    if (latest.some(({ hasNewPort }) => !hasNewPort)) return undefined;
    if (!wasSilent(facts, registers.refreshes)) return undefined;
    const apart = longestGap(registers.refreshes);
    return {
      severity: 'warning',
      summary: `${namePhone(facts)} is lost between its refreshes: its router forgets it sooner than the ${formatSeconds(apart)} until the next one.`,
      description:
        'A router keeps the way back to a phone for a while after its last packet, often 30 to 60 s. The phone says nothing for longer than that, and until its next REGISTER calls do not reach it.',
      evidence: [
        `at each of its latest ${NEW_PORTS} refreshes it came from another port: ${registers.refreshes.map(({ source }) => source).join(', ')}`,
        `its refreshes are up to ${formatSeconds(apart)} apart`,
        record.asteriskView === undefined
          ? 'whether it answered in between was not seen'
          : 'in between it did not answer',
      ],
      remedy: [
        ...adviseSetting(
          facts,
          'keep-alive',
          'Switch keep-alive on in the SIP settings of the phone, every 20 to 30 s.',
        ),
        'Or let Asterisk ask it more often: qualify_frequency=25 of its AOR keeps the way open.',
      ],
    };
  },
};

/** Asked in between, it did not answer; where nobody asks, the ports have to do. */
function wasSilent(
  { record, silentAt, dialogs = [] }: DeviceFacts,
  refreshes: readonly Refresh[],
): boolean {
  const { asteriskView } = record;
  const isAsked = asteriskView !== undefined && asteriskView.status !== 'unqualified';
  const [first] = refreshes;
  const start = first?.time ?? 0;
  const isUnanswered = dialogs.some(
    (seen) => seen.kind === 'unanswered' && seen.sentBy === 'asterisk' && seen.time >= start,
  );
  return !isAsked || silentAt >= start || isUnanswered;
}

function longestGap(refreshes: readonly Refresh[]): number {
  const gaps = refreshes.map(({ time }, at) => time - (refreshes[at - 1]?.time ?? time));
  return Math.max(...gaps);
}
