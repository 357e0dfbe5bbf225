// What an attacker makes of what he saw of others.

import { pick } from '../../support/torture/random.ts';
import type { Aim, Known } from './aim.ts';

/** Something seen, or `otherwise` as long as there is nothing. */
export function pickKnown(
  { known, random }: Aim,
  kind: 'tokens' | 'routes' | 'vias',
  otherwise: string,
): string {
  return known[kind].length === 0 ? otherwise : pick(known[kind], random);
}

/** The same text with one letter or digit of its longest word changed: a MAC that is wrong. */
export function changeToken(text: string, { random }: Aim): string {
  const words = [...text.matchAll(/\w+/g)].sort((a, b) => b[0].length - a[0].length);
  const [longest] = words;
  if (longest === undefined) return text;
  const at = longest.index + random(longest[0].length);
  return `${text.slice(0, at)}${text.charAt(at) === '0' ? '1' : '0'}${text.slice(at + 1)}`;
}

/** A datagram that was seen, as it was, or with every address but farend's replaced by the victim's. */
export function readdress(aim: Aim, otherwise: string): string {
  const { known, random, victim } = aim;
  const text = known.datagrams.length === 0 ? otherwise : pick(known.datagrams, random);
  if (random(4) === 0) return text;
  return text.replaceAll(/(?<=[@ <:])(?!203\.0\.113\.10\b)(?:\d+\.){3}\d+(?::\d+)?/g, victim);
}

const MAX_KEPT = 200;

/** What can be learnt from datagrams, beside what is known; the newest of each kind are kept. */
export function learn(known: Known, datagrams: readonly string[]): Known {
  const text = datagrams.join('\r\n');
  const find = (pattern: RegExp) => [...text.matchAll(pattern)].map(([, value]) => value ?? '');
  const keep = (old: readonly string[], fresh: readonly string[]) =>
    [...new Set([...old, ...fresh])].slice(-MAX_KEPT);
  return {
    tokens: keep(known.tokens, find(/;fe=([0-9a-f]+)/gi)),
    routes: keep(known.routes, find(/(<sip:[^>]*203\.0\.113\.10:506[02][^>]*;lr[^>]*>)/gi)),
    vias: keep(known.vias, find(/^Via: (SIP\/2\.0\/UDP 203\.0\.113\.10:506[02].*)\r$/gim)),
    datagrams: keep(known.datagrams, datagrams),
  };
}
