// Whether the settings that Asterisk has of an endpoint are those that the policy wants.

import type { EndpointState } from '../asterisk/asterisk-event.ts';
import {
  type EndpointPattern,
  findPattern,
  findWantedSettings,
  type WantedSettings,
} from './wanted-settings.ts';

interface PolicyDifference {
  /** In Asterisk's word for it: `force_rport`, or `nat` of chan_sip. */
  readonly setting: string;
  /** `yes`, `no`, or the list of chan_sip's `nat`. */
  readonly wanted: string;
  readonly actual: string;
}

export const policyStates = ['compliant', 'drift', 'unmanaged', 'unknown'] as const;

export interface PolicyVerdict {
  /**
   * `unmanaged`: no pattern matches it, or `nat: keep`. `unknown`: Asterisk has not told all that is
   * to be compared, and what it has told is as it should be.
   */
  readonly state: (typeof policyStates)[number];
  /** Empty but for `drift`. */
  readonly differences: readonly PolicyDifference[];
}

/** One setting to compare, as Asterisk writes it; `actual` undefined where Asterisk does not say. */
interface Comparison {
  readonly setting: string;
  readonly wanted: string;
  readonly actual: string | undefined;
}

/**
 * @param endpoints `policy.endpoints` of the configuration: the first that matches wins
 * @param settings undefined: Asterisk has not told of the endpoint
 * @param isBehindNat what the wire showed of its phone, for `nat: auto`
 */
export function judgePolicy(
  endpoints: readonly EndpointPattern[],
  settings: EndpointState | undefined,
  isBehindNat = false,
): PolicyVerdict {
  if (settings === undefined) return { state: 'unknown', differences: [] };
  const pattern = findPattern(endpoints, settings);
  const wanted = pattern && findWantedSettings(pattern, isBehindNat);
  if (wanted === undefined) return { state: 'unmanaged', differences: [] };
  const compared = compareSettings(wanted, settings);
  const differences = compared.flatMap(({ setting, wanted: want, actual }) =>
    actual === undefined || actual === want ? [] : [{ setting, wanted: want, actual }],
  );
  if (differences.length > 0) return { state: 'drift', differences };
  const isKnown = compared.every(({ actual }) => actual !== undefined);
  return { state: isKnown ? 'compliant' : 'unknown', differences };
}

/** The settings of chan_pjsip, in the order in which they are told. */
const pjsipSettings: readonly (readonly [string, keyof WantedSettings])[] = [
  ['force_rport', 'forceRport'],
  ['rtp_symmetric', 'rtpSymmetric'],
  ['rewrite_contact', 'rewriteContact'],
  ['direct_media', 'directMedia'],
];

function compareSettings(wanted: WantedSettings, settings: EndpointState): Comparison[] {
  if (settings.driver === 'chan_pjsip')
    return pjsipSettings.flatMap(([setting, key]) =>
      compareFlag(setting, wanted[key], settings[key]),
    );
  return [
    ...compareNat(wanted, settings),
    ...compareFlag('directmedia', wanted.directMedia, settings.directMedia),
  ];
}

function compareFlag(
  setting: string,
  wanted: boolean | undefined,
  actual: boolean | undefined,
): Comparison[] {
  if (wanted === undefined) return [];
  return [
    {
      setting,
      wanted: formatFlag(wanted),
      actual: actual === undefined ? undefined : formatFlag(actual),
    },
  ];
}

/** chan_sip has both in one setting, so that what may be as it likes is taken as it is. */
function compareNat(wanted: WantedSettings, actual: EndpointState): Comparison[] {
  if (wanted.forceRport === undefined && wanted.rtpSymmetric === undefined) return [];
  const isKnown =
    (wanted.forceRport === undefined || actual.forceRport !== undefined) &&
    (wanted.rtpSymmetric === undefined || actual.rtpSymmetric !== undefined);
  return [
    {
      setting: 'nat',
      wanted: formatNat(
        wanted.forceRport ?? actual.forceRport,
        wanted.rtpSymmetric ?? actual.rtpSymmetric,
      ),
      actual: isKnown ? formatNat(actual.forceRport, actual.rtpSymmetric) : undefined,
    },
  ];
}

function formatNat(forceRport: boolean | undefined, comedia: boolean | undefined): string {
  const words = [
    ...(forceRport === true ? ['force_rport'] : []),
    ...(comedia === true ? ['comedia'] : []),
  ];
  return words.length === 0 ? 'no' : words.join(',');
}

function formatFlag(flag: boolean): string {
  return flag ? 'yes' : 'no';
}
