// The settings that the policy is about, as Asterisk's own command line tells them.

import type { ChannelDriver } from '../asterisk/asterisk-options.ts';
import type { AsteriskInstance } from '../asterisk/start-asterisk.ts';

/** Setting → value, in the words of the command line; those of AORs as `4001/max_contacts`. */
export type Values = Readonly<Record<string, string>>;

const ENDPOINT_SETTINGS = ['force_rport', 'rtp_symmetric', 'rewrite_contact', 'direct_media'];
const AOR_SETTINGS = ['max_contacts', 'qualify_frequency'];
const PEER_SETTINGS = ['Force rport', 'Symmetric RTP', 'DirectMedia'];

/** @returns undefined when Asterisk has no such endpoint */
export function readValues(
  asterisk: AsteriskInstance,
  driver: ChannelDriver,
  endpoint: string,
): Promise<Values | undefined> {
  return driver === 'chan_sip'
    ? readPeer(asterisk, endpoint)
    : readPjsipEndpoint(asterisk, endpoint);
}

async function readPjsipEndpoint(
  asterisk: AsteriskInstance,
  endpoint: string,
): Promise<Values | undefined> {
  const settings = parseSettings(await asterisk.cli(`pjsip show endpoint ${endpoint}`));
  const aors = settings.get('aors')?.split(',');
  if (aors === undefined) return undefined;
  const values = pick(settings, ENDPOINT_SETTINGS);
  for (const aor of aors) {
    const ofAor = parseSettings(await asterisk.cli(`pjsip show aor ${aor}`));
    for (const [name, value] of Object.entries(pick(ofAor, AOR_SETTINGS)))
      values[`${aor}/${name}`] = value;
  }
  return values;
}

/** A peer that is never asked with OPTIONS has a frequency all the same. */
async function readPeer(asterisk: AsteriskInstance, name: string): Promise<Values | undefined> {
  const peer = await asterisk.peer(name);
  if (peer === undefined) return undefined;
  const frequency = peer.fields.get('Qualify Freq') ?? '';
  return {
    ...pick(peer.fields, PEER_SETTINGS),
    Qualify: peer.status === 'Unmonitored' ? 'no' : frequency,
  };
}

function pick(
  settings: ReadonlyMap<string, string>,
  names: readonly string[],
): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, settings.get(name) ?? '']));
}

/** Lines such as ` force_rport                        : true`. */
function parseSettings(output: string): ReadonlyMap<string, string> {
  const lines = output.matchAll(/^ (\w+) +: (.*?)\s*$/gm);
  return new Map([...lines].map(([, name = '', value = '']) => [name, value]));
}
