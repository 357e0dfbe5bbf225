// Asterisk does not answer SIP: the proxy asks it every 5 s. Without a proxy it counts as down when
// neither AMI nor ARI can be reached: one of them alone may be a matter of its own settings.

import { formatTime } from '../../correlation/plain-words.ts';
import type { AsteriskFacts } from '../facts/asterisk-facts.ts';
import type { AsteriskRule } from '../rule.ts';
import { describeOutage, hasBeenDown } from './outage.ts';

/** A restart takes Asterisk 5 to 20 s, and phones try again meanwhile. */
const DOWN_FOR_MS = 20_000;
/** Phones that were told to try again later do so within a minute: until then it explains theirs. */
const COMES_BACK_MS = 60_000;

export const asteriskDown: AsteriskRule = {
  kind: 'asterisk',
  name: 'asterisk-down',
  find(facts, context) {
    const { now, hasProxy } = context;
    const outage = hasProxy ? findSilence(facts, now) : findNoWayIn(facts, now);
    if (outage === undefined || (outage.until ?? now) - outage.since < DOWN_FOR_MS)
      return undefined;
    return {
      severity: 'critical',
      since: outage.since,
      summary: `Asterisk ${facts.name} does not answer: no phone can register or call.`,
      description:
        'Phones that register get 503 and try again later; calls are not possible until Asterisk answers.',
      evidence: outage.evidence,
      remedy: [
        'Look whether Asterisk runs: systemctl status asterisk',
        'Look whether it listens where farend sends to: ss -lunp | grep asterisk, and proxy.asterisk in farend.yaml',
        'Look at its log for the reason: journalctl -u asterisk, /var/log/asterisk/messages',
      ],
    };
  },
};

interface Outage {
  readonly since: number;
  /** Undefined while it goes on. */
  readonly until?: number;
  readonly evidence: readonly string[];
}

/** A notice that it is up again may be lost; that it accepts phones again is as good. */
function findSilence(
  { sip, notices, acceptedAt, ami }: AsteriskFacts,
  now: number,
): Outage | undefined {
  const since = notices.get('asterisk-down')?.time ?? 0;
  const upAt = notices.get('asterisk-up')?.time ?? 0;
  const until = upAt >= since ? upAt : acceptedAt;
  if (since === 0 || (until >= since && now - until >= COMES_BACK_MS)) return undefined;
  const silence = `it does not answer OPTIONS at ${sip} since ${formatTime(since)}`;
  if (until >= since)
    return { since, until, evidence: [`${silence}, and does again since ${formatTime(until)}`] };
  return {
    since,
    evidence: [
      silence,
      ...(ami?.isUp === true ? ['AMI is up: Asterisk runs, and its SIP does not'] : []),
      ...(ami?.isUp === false ? describeOutage('AMI', ami) : []),
    ],
  };
}

function findNoWayIn({ ami, ari }: AsteriskFacts, now: number): Outage | undefined {
  if (!hasBeenDown(ami, 0, now) || !hasBeenDown(ari, 0, now)) return undefined;
  return {
    since: Math.max(ami.since, ari.since),
    evidence: [...describeOutage('AMI', ami), ...describeOutage('ARI', ari)],
  };
}
