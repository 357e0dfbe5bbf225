// What an operator should know of peers of chan_sip: that strangers can call through one, and that the
// auto_ words do nothing behind farend.

import type { DecidedEndpoint } from './claims.ts';
import { listNames } from './list-names.ts';
import type { PolicyWarning } from './policy-warning.ts';
import { findOpening } from './toll-fraud.ts';
import type { EndpointPattern } from './wanted-settings.ts';

/** `toll-fraud` of each peer whose settings were read, then `auto-nat` of each entry. */
export function warnOfPeers(
  decided: readonly DecidedEndpoint[],
  farendAddresses: readonly string[],
): PolicyWarning[] {
  return [
    ...decided.flatMap((one) => warnOfTollFraud(one, farendAddresses)),
    ...warnOfAutoNat(decided),
  ];
}

function warnOfTollFraud(
  { endpoint }: DecidedEndpoint,
  farendAddresses: readonly string[],
): PolicyWarning[] {
  const isRead = endpoint.forceRport !== undefined;
  const opening = isRead ? findOpening(endpoint, farendAddresses) : undefined;
  if (opening === undefined) return [];
  const { name, insecure } = endpoint;
  const sentence =
    opening === 'insecure'
      ? `${name} needs no password for calls (insecure=${insecure}), and chan_sip takes a caller whose name it does not know for the peer at the address that he comes from: behind farend all strangers come from that address, and can call out through ${name} at your cost. Take invite out of its insecure and give it a secret; if it is a provider, let host be his own address and let him send to Asterisk, not to farend.`
      : `${name} has no secret: whoever guesses that name can register as it and call out at your cost. Give it a secret in sip.conf, and the same in the phone.`;
  return [{ name: 'toll-fraud', endpoint: name, sentence }];
}

/** One for each entry whose `auto_` words a peer of chan_sip would have. */
function warnOfAutoNat(decided: readonly DecidedEndpoint[]): PolicyWarning[] {
  const peers = new Map<EndpointPattern, string[]>();
  for (const { endpoint, decision } of decided) {
    if (decision.kind !== 'managed' || endpoint.driver !== 'chan_sip') continue;
    if (!decision.pattern.nat.includes('auto_')) continue;
    const names = peers.get(decision.pattern);
    if (names === undefined) peers.set(decision.pattern, [endpoint.name]);
    else names.push(endpoint.name);
  }
  return [...peers].map(([{ nat, match }, names]) => ({
    name: 'auto-nat',
    endpoint: '',
    sentence: `nat: '${nat}' for ${match} (${listNames(names)}): chan_sip's auto_ words compare Via with the source of a packet, and behind farend both are farend's, so that they switch themselves off. farend goes by what it sees of the phone instead, and sets the word without auto_ once that is behind NAT; nat: yes says so from the start.`,
  }));
}
