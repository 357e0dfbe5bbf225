// The settings of a chan_sip peer: `nat` holds two of them at once, and `qualify` is one of two.

import type { EndpointState } from '../asterisk/asterisk-event.ts';
import type { Comparison } from './comparison.ts';
import { formatFlag } from './format-flag.ts';
import type { WantedSettings } from './wanted-settings.ts';

type PeerSetting = Pick<Comparison, 'setting' | 'wanted' | 'actual'>;

/** What chan_sip does not have, maxContacts and rewriteContact, is left out. */
export function comparePeer(wanted: WantedSettings, peer: EndpointState): Comparison[] {
  const settings = [
    ...compareNat(wanted, peer),
    ...compareDirectMedia(wanted, peer),
    ...compareQualify(wanted, peer),
  ];
  return settings.map((setting) => ({ kind: 'peer', object: peer.name, ...setting }));
}

/** What may be as it likes stays as it is; `auto_` where it is not wanted is a difference. */
function compareNat(wanted: WantedSettings, peer: EndpointState): PeerSetting[] {
  if (wanted.forceRport === undefined && wanted.rtpSymmetric === undefined) return [];
  const forceRport = describeFlag('force_rport', peer.forceRport, peer);
  const comedia = describeFlag('comedia', peer.rtpSymmetric, peer);
  return [
    {
      setting: 'nat',
      wanted: joinWords(
        wanted.forceRport === undefined ? forceRport : nameWanted('force_rport', wanted.forceRport),
        wanted.rtpSymmetric === undefined ? comedia : nameWanted('comedia', wanted.rtpSymmetric),
      ),
      actual:
        forceRport === undefined || comedia === undefined
          ? undefined
          : joinWords(forceRport, comedia),
    },
  ];
}

type NatFlag = EndpointState['autoNat'][number];

/** Its word in `nat=`, '' where it is off; undefined where Asterisk does not say. */
function describeFlag(
  word: NatFlag,
  actual: boolean | undefined,
  { autoNat }: EndpointState,
): string | undefined {
  if (autoNat.includes(word)) return `auto_${word}`;
  return actual === undefined ? undefined : nameWanted(word, actual);
}

function nameWanted(word: NatFlag, isOn: boolean): string {
  return isOn ? word : '';
}

function joinWords(...words: readonly (string | undefined)[]): string {
  return words.filter((word) => word !== undefined && word !== '').join(',') || 'no';
}

function compareDirectMedia(wanted: WantedSettings, peer: EndpointState): PeerSetting[] {
  const directMedia = formatFlag(wanted.directMedia);
  if (directMedia === undefined) return [];
  return [{ setting: 'directmedia', wanted: directMedia, actual: formatFlag(peer.directMedia) }];
}

/** Whether it asks at all is one setting, and how often is another. */
function compareQualify(wanted: WantedSettings, peer: EndpointState): PeerSetting[] {
  const { qualifyFrequency: seconds } = wanted;
  const actual = peer.qualifyFrequency;
  if (seconds === undefined) return [];
  const qualify: PeerSetting = {
    setting: 'qualify',
    wanted: seconds === 0 ? 'no' : 'yes',
    actual: actual === undefined ? undefined : formatFlag(actual > 0),
  };
  if (seconds === 0) return [qualify];
  return [
    qualify,
    { setting: 'qualifyfreq', wanted: seconds.toString(), actual: actual?.toString() },
  ];
}
