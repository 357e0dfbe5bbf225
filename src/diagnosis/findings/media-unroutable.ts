// Media of a phone's calls goes to an address that cannot be reached: one that SDP shows to the phone, or
// the phone's own private one, which Asterisk takes at its word without rtp_symmetric or comedia.

import { formatTime } from '../../correlation/plain-words.ts';
import type { DeviceFacts } from '../facts/device-facts.ts';
import { hasGoodCallSince } from '../facts/dialog-facts.ts';
import type { DeviceRule, Found, RuleContext } from '../rule.ts';
import { adviseSetting, namePhone } from '../words.ts';

/** Calls with such media are told each time; after a day without one nothing is known of it. */
const COUNTS_MS = 24 * 3_600_000;

export const mediaUnroutable: DeviceRule = {
  kind: 'device',
  name: 'media-unroutable',
  find(facts, context) {
    const { calls } = facts;
    const media = calls?.media;
    if (calls === undefined || media === undefined) return undefined;
    const { latest } = media;
    if (context.now - latest.time > COUNTS_MS || hasGoodCallSince(calls, latest.time, 0))
      return undefined;
    return latest.unroutableToPhone === undefined
      ? findUnansweredMedia(facts, context)
      : tellUnroutable(facts, latest.unroutableToPhone);
  },
};

function tellUnroutable(facts: DeviceFacts, address: string): Found {
  const { time, source } = getMedia(facts);
  return {
    severity: 'warning',
    summary: `${namePhone(facts)} hears nothing in calls: it is told to send its media to ${address}, which it cannot reach.`,
    description:
      'The address for media stands in the SDP of a call. Asterisk writes the address of its own machine there, and behind 1:1 NAT or a port forward outsiders cannot reach that.',
    evidence: [
      `at ${formatTime(time)} SDP showed ${address} to the phone at ${source}`,
      ...countCalls(facts),
    ],
    remedy: [
      'Set proxy.mediaAddress in farend.yaml to the public address at which the media ports of Asterisk are reached.',
      'Forward the media ports (rtp.conf: rtpstart to rtpend, UDP) to Asterisk.',
      'Or, for phones outside, set media_address of their endpoints in Asterisk (chan_sip: media_address).',
    ],
    since: facts.calls?.media?.since ?? time,
  };
}

/** Comedia answers to where media comes from, so a private address in the phone's SDP does no harm. */
function findUnansweredMedia(facts: DeviceFacts, context: RuleContext): Found {
  const { time, source, privateOfPhone } = getMedia(facts);
  const settings = context.settingsOf(facts.record);
  if (privateOfPhone === undefined) return undefined;
  if (settings?.rtpSymmetric === undefined) return 'unsure';
  if (settings.rtpSymmetric) return undefined;
  const setting = settings.driver === 'chan_sip' ? 'nat=force_rport,comedia' : 'rtp_symmetric=yes';
  return {
    severity: 'warning',
    summary: `${namePhone(facts)} is not heard, or hears nothing: it asks for media at its private address ${privateOfPhone}, and Asterisk sends it there.`,
    description:
      'A phone behind a router does not know its public address. Asterisk can answer to where the media of the phone comes from instead, and is not set to.',
    evidence: [
      `at ${formatTime(time)} the phone at ${source} asked for media at ${privateOfPhone}`,
      `the endpoint ${settings.name} has not ${setting}`,
      ...countCalls(facts),
    ],
    remedy: [
      `Set ${setting} for ${settings.name} in Asterisk, and reload ${settings.driver}.`,
      ...adviseSetting(
        facts,
        'stun',
        'Or switch STUN on in the phone, so that it asks for media at its public address.',
      ),
    ],
    since: facts.calls?.media?.since ?? time,
  };
}

function getMedia({ calls }: DeviceFacts) {
  const { time = 0, source = '', privateOfPhone } = calls?.media?.latest ?? {};
  return { time, source, privateOfPhone };
}

function countCalls({ calls }: DeviceFacts): string[] {
  const { count = 1, since = 0 } = calls?.media ?? {};
  return count === 1 ? [] : [`so it was in ${count} calls since ${formatTime(since)}`];
}
