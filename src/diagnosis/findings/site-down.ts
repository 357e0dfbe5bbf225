// All phones of a site are gone at once: its line, its router or its power. Told once, for all of them.

import { formatTime } from '../../correlation/plain-words.ts';
import { type DeviceFacts, isWorking } from '../facts/device-facts.ts';
import type { SiteFacts } from '../facts/site-facts.ts';
import type { SiteRule } from '../rule.ts';

/** One or two phones may be switched off together. */
const FEWEST = 3;
/** A router takes two minutes to come up, and its phones a little more. */
const GONE_FOR_MS = 180_000;
/** Who was gone longer before the last one has nothing to do with it. */
const TOGETHER_MS = 3_600_000;
const SHOWN = 5;

export const siteDown: SiteRule = {
  kind: 'site',
  name: 'site-down',
  find(facts, { now }) {
    const presence = [...facts.devices].map(judgePresence);
    if (presence.includes('there')) return undefined;
    // Nobody can ask Asterisk of them at the moment.
    if (presence.includes('unknown')) return 'unsure';
    const gone = listGone(facts);
    if (gone.length < FEWEST) return undefined;
    const lastAt = Math.max(...gone.map(({ lostAt }) => lostAt));
    if (now - lastAt < GONE_FOR_MS) return undefined;
    return {
      severity: 'critical',
      since: Math.min(...gone.map(({ lostAt }) => lostAt)),
      summary: `All ${gone.length} phones at ${facts.name} are gone.`,
      description:
        'Phones of one site do not fall silent together by themselves: the site has no internet or no power, or something on the way drops all of it.',
      evidence: [
        `the last of them ceased to answer at ${formatTime(lastAt)}`,
        ...listAddresses(gone),
        ...gone.slice(0, SHOWN).map(describeLast),
      ],
      remedy: [
        `See whether ${facts.name} has power and internet: ask for its router at its public address.`,
        'If the site is well otherwise: look for a firewall or a router there that drops UDP to farend.',
        'If its public address was changed: the phones come back by themselves with their next REGISTER.',
      ],
    };
  },
};

/** `gone`: it worked, and does not any more; `away`: it is no part of this. */
function judgePresence({ record, lostAt }: DeviceFacts): 'there' | 'gone' | 'unknown' | 'away' {
  const { verdict, brokenLeg, isRegistered, wire } = record;
  if (isWorking(verdict.value)) return 'there';
  // Asterisk reaches nobody anywhere.
  if (brokenLeg.value === 'asterisk-to-proxy') return 'unknown';
  if (lostAt === 0) return 'away';
  if (verdict.value === 'unknown') return isRegistered ? 'unknown' : 'away';
  // Something came from it since: the site has a line, and what is wrong is something else.
  return (wire?.lastSeen ?? 0) > lostAt ? 'there' : 'gone';
}

/** Those that went together with the last one. */
function listGone({ devices }: SiteFacts): readonly DeviceFacts[] {
  const gone = [...devices].filter((facts) => judgePresence(facts) === 'gone');
  const lastAt = Math.max(0, ...gone.map(({ lostAt }) => lostAt));
  return gone.filter(({ lostAt }) => lastAt - lostAt <= TOGETHER_MS);
}

function listAddresses(gone: readonly DeviceFacts[]): string[] {
  const addresses = new Set(gone.map(({ record }) => hostOf(record.wire?.source ?? '')));
  addresses.delete('');
  return addresses.size === 0 ? [] : [`they were at ${[...addresses].slice(0, SHOWN).join(', ')}`];
}

function describeLast({ record: { endpoint, wire } }: DeviceFacts): string {
  return wire === undefined
    ? `${endpoint} does not answer Asterisk`
    : `${endpoint} was last heard at ${formatTime(wire.lastSeen)}, from ${wire.source}`;
}

function hostOf(source: string): string {
  return source.slice(0, Math.max(source.lastIndexOf(':'), 0));
}
