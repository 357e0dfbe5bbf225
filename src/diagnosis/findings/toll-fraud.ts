// A peer of chan_sip lets calls in without a password, and farend is its way in: all requests that farend
// relays come from one address, so that whoever reaches farend can call through it. Of a phone by its
// registration; of a peer whose host is farend itself, by its settings.

import type { EndpointState } from '../../asterisk/asterisk-event.ts';
import type { DeviceRecord } from '../../correlation/device-record.ts';
import { findOpening } from '../../policy/toll-fraud.ts';
import type { AsteriskRule, DeviceRule } from '../rule.ts';
import { namePhone } from '../words.ts';

const DESCRIPTION =
  'Asterisk asks calls of this peer for no password. Behind a proxy it cannot tell one caller from another by address: whoever reaches farend can call as this peer.';
const LAST_STEP = 'Then run "sip reload" in Asterisk, and look at the calls of this account.';

export const tollFraud: DeviceRule = {
  kind: 'device',
  name: 'toll-fraud',
  find(facts, { settingsOf }) {
    const { record } = facts;
    const settings = settingsOf(record);
    if (settings === undefined && record.isRegistered) return 'unsure';
    if (settings === undefined || !isOpenThroughFarend(record, settings)) return undefined;
    return {
      severity: 'critical',
      summary: `${namePhone(facts)}: strangers can call through its peer at your cost.`,
      description: DESCRIPTION,
      evidence: [
        ...listHoles(settings),
        `it is registered through farend, from ${record.wire?.source ?? ''}`,
      ],
      remedy: [...listLines(settings), LAST_STEP],
    };
  },
};

/** Peers that never register, and are where farend is. */
export const tollFraudByHost: AsteriskRule = {
  kind: 'asterisk',
  name: 'toll-fraud',
  find({ name }, { endpointsOf, farendAddresses = [], hasProxy }) {
    if (!hasProxy) return undefined;
    const peers = [...(endpointsOf?.(name) ?? [])].filter(
      (peer) => peer.host !== '' && findOpening(peer, farendAddresses) !== undefined,
    );
    if (peers.length === 0) return undefined;
    return {
      severity: 'critical',
      summary: `Strangers can call through ${peers.map((peer) => peer.name).join(', ')} of Asterisk ${name} at your cost.`,
      description: DESCRIPTION,
      evidence: peers.flatMap((peer) => [
        ...listHoles(peer),
        `the host of the peer ${peer.name} is ${peer.host}, where farend is`,
      ]),
      remedy: [...peers.flatMap(listLines), LAST_STEP],
    };
  },
};

/** One that Asterisk has from elsewhere is not reached by way of farend. */
export function isOpenThroughFarend(
  { producer, isRegistered }: DeviceRecord,
  settings: EndpointState,
): boolean {
  return producer === 'proxy' && isRegistered && findOpening(settings, []) !== undefined;
}

function listHoles({ name, insecure, hasAuth }: EndpointState): string[] {
  return [
    ...(insecure === '' ? [] : [`the peer ${name} has insecure=${insecure}`]),
    ...(hasAuth ? [] : [`the peer ${name} has no secret`]),
  ];
}

/** Both, where both are missing: a secret alone is not asked for with insecure=invite. */
function listLines({ name, insecure, hasAuth }: EndpointState): string[] {
  const section = `In sip.conf, in the section [${name}]`;
  return [
    ...(insecure.includes('invite') ? [`${section}: insecure=no`] : []),
    ...(hasAuth
      ? []
      : [`${section}: secret= and a long random password, which the other side gets too.`]),
  ];
}
