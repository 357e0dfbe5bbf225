// A peer of chan_sip lets calls in without a password, and farend is its way in: all requests that farend
// relays come from one address, so that whoever reaches farend can call through it.

import type { EndpointState } from '../../asterisk/asterisk-event.ts';
import { findOpening } from '../../policy/toll-fraud.ts';
import type { DeviceRule } from '../rule.ts';
import { namePhone } from '../words.ts';

export const tollFraud: DeviceRule = {
  kind: 'device',
  name: 'toll-fraud',
  find(facts, { settingsOf }) {
    const { record } = facts;
    // One that Asterisk has from elsewhere is not reached by way of farend.
    if (record.producer !== 'proxy' || !record.isRegistered) return undefined;
    const settings = settingsOf(record);
    if (settings === undefined) return 'unsure';
    if (findOpening(settings, []) === undefined) return undefined;
    return {
      severity: 'critical',
      summary: `${namePhone(facts)}: strangers can call through its peer at your cost.`,
      description:
        'Asterisk asks calls of this peer for no password. Behind a proxy it cannot tell the phone from anybody else by address: whoever reaches farend can call as this peer.',
      evidence: tellEvidence(settings, record.wire?.source ?? ''),
      remedy: [
        ...listLines(settings),
        'Then run "sip reload" in Asterisk, and look at the calls of this account.',
      ],
    };
  },
};

function tellEvidence({ name, insecure, hasAuth }: EndpointState, source: string): string[] {
  return [
    ...(insecure === '' ? [] : [`the peer ${name} has insecure=${insecure}`]),
    ...(hasAuth ? [] : [`the peer ${name} has no secret`]),
    `it is registered through farend, from ${source}`,
  ];
}

/** Both, where both are missing: a secret alone is not asked for with insecure=invite. */
function listLines({ name, insecure, hasAuth }: EndpointState): string[] {
  return [
    ...(insecure.includes('invite') ? [`In sip.conf, in the section [${name}]: insecure=no`] : []),
    ...(hasAuth
      ? []
      : [
          `In sip.conf, in the section [${name}]: secret= and a long random password, which the phone gets too.`,
        ]),
  ];
}
