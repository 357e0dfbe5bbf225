// What the policy wants of an endpoint, in the words of the operator, as the settings of its driver.
// Nothing is read or written here.

import type { EndpointState } from '../asterisk/asterisk-event.ts';
import { createWildcard } from '../base/wildcard.ts';
import type { WriterKind } from './policy-plan.ts';

/** One entry of `policy.endpoints`; see docs/reference/configuration.md. */
export interface EndpointPattern {
  readonly match: string;
  /** yes, no, force_rport, comedia, auto, keep, or Asterisk's own comma-separated list. */
  readonly nat: string;
  readonly directMedia?: boolean;
  readonly rewriteContact?: boolean;
  /** chan_pjsip: of each AOR, 1 to 100. */
  readonly maxContacts?: number;
  /** Whole seconds, as milliseconds; 0 never. */
  readonly qualifyMs?: number;
  /** Absent: chosen by who owns the endpoint. */
  readonly writer?: WriterKind;
}

/** What is undefined may be as it likes. */
export interface WantedSettings {
  readonly forceRport: boolean | undefined;
  /** Only chan_pjsip has it. */
  readonly rewriteContact: boolean | undefined;
  /** chan_sip: comedia. */
  readonly rtpSymmetric: boolean | undefined;
  readonly directMedia: boolean | undefined;
  /** Only chan_pjsip has it. */
  readonly maxContacts: number | undefined;
  /** Seconds, 0 never. */
  readonly qualifyFrequency: number | undefined;
}

/** Patterns are asked for again and again. */
const tests = new WeakMap<EndpointPattern, (name: string) => boolean>();

/**
 * The first pattern that the endpoint's name matches. A trunk is meant only by its exact name: a `*`
 * must never change how a provider is spoken to.
 */
export function findPattern(
  patterns: readonly EndpointPattern[],
  { name, isTrunk }: Pick<EndpointState, 'name' | 'isTrunk'>,
): EndpointPattern | undefined {
  return patterns.find((pattern) => (isTrunk ? pattern.match === name : testOf(pattern)(name)));
}

function testOf(pattern: EndpointPattern): (name: string) => boolean {
  const known = tests.get(pattern);
  const test = known ?? createWildcard(pattern.match);
  if (known === undefined) tests.set(pattern, test);
  return test;
}

/**
 * Each word means what it means in chan_sip's `nat=`, a list being the whole of it, and in chan_pjsip
 * what Asterisk's own contrib/scripts/sip_to_pjsip makes of it. `yes` is more: the settings with which
 * a phone behind a router works without farend too. Options of the pattern go before what `nat` means.
 *
 * @param isBehindNat what the wire showed: `auto` and the `auto_` words follow it
 * @returns undefined where nothing is wanted: `keep`
 */
export function findWantedSettings(
  pattern: EndpointPattern,
  isBehindNat: boolean,
): WantedSettings | undefined {
  if (pattern.nat === 'keep') return undefined;
  const nat = findNatSettings(pattern.nat, isBehindNat);
  return {
    ...nat,
    rewriteContact: pattern.rewriteContact ?? nat.rewriteContact,
    directMedia: pattern.directMedia ?? nat.directMedia,
    maxContacts: pattern.maxContacts,
    qualifyFrequency: pattern.qualifyMs === undefined ? undefined : pattern.qualifyMs / 1_000,
  };
}

type NatSettings = Omit<WantedSettings, 'maxContacts' | 'qualifyFrequency'>;

const anything: NatSettings = {
  forceRport: undefined,
  rewriteContact: undefined,
  rtpSymmetric: undefined,
  directMedia: undefined,
};

const worksAlone: NatSettings = {
  forceRport: true,
  rewriteContact: true,
  rtpSymmetric: true,
  directMedia: false,
};

function findNatSettings(nat: string, isBehindNat: boolean): NatSettings {
  if (nat === 'auto') return isBehindNat ? worksAlone : anything;
  if (nat === 'yes') return worksAlone;
  const words = nat.split(',');
  const forceRport = readFlag(words, 'force_rport', isBehindNat);
  return {
    forceRport,
    rewriteContact: forceRport,
    rtpSymmetric: readFlag(words, 'comedia', isBehindNat),
    directMedia: undefined,
  };
}

function readFlag(
  words: readonly string[],
  word: string,
  isBehindNat: boolean,
): boolean | undefined {
  if (words.includes(word)) return true;
  if (!words.includes(`auto_${word}`)) return false;
  return isBehindNat ? true : undefined;
}
