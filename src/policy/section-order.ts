// The order in which farend writes sections, and settings within them: the same for the same policy.

import { compareNaturally } from './natural-order.ts';
import { type OwnSection, objectKinds, stores } from './policy-plan.ts';

/** By file, [general] first, then by name: an endpoint stands beside its AOR. */
export function compareSections(one: OwnSection, other: OwnSection): number {
  return (
    stores.indexOf(one.store) - stores.indexOf(other.store) ||
    Number(other.kind === 'general') - Number(one.kind === 'general') ||
    compareNaturally(one.object, other.object) ||
    objectKinds.indexOf(one.kind) - objectKinds.indexOf(other.kind)
  );
}

const settingOrder = [
  'force_rport',
  'rtp_symmetric',
  'rewrite_contact',
  'direct_media',
  'nat',
  'directmedia',
  'max_contacts',
  'qualify_frequency',
  'qualify',
  'qualifyfreq',
];

/** What farend does not write comes last. */
export function sortSettings(settings: ReadonlyMap<string, string>): [string, string][] {
  const rank = (name: string) => {
    const place = settingOrder.indexOf(name);
    return place < 0 ? settingOrder.length : place;
  };
  return [...settings].sort(
    ([one], [other]) => rank(one) - rank(other) || compareNaturally(one, other),
  );
}
