// What `nat` in [general] of sip.conf says, and whom a change of it would change (channels/chan_sip.c).

import { type Configuration, lastValue, type Section } from '../../asterisk/conf/configuration.ts';
import type { GeneralNat } from '../../policy/make-plan.ts';

/** chan_sip's, where nothing is said. */
export const DEFAULT_NAT = 'auto_force_rport';

/**
 * @param isOwn a `nat` from farend's own files does not count as the peer's own: it may be taken back,
 * and then the peer has that of [general] again
 */
export function readGeneralNat(sip: Configuration, isOwn: (file: string) => boolean): GeneralNat {
  const general = sip.sections.find(({ name }) => name.toLowerCase() === 'general');
  const inherits = ({ variables }: Section): boolean =>
    !variables.some(({ name, file }) => name.toLowerCase() === 'nat' && !isOwn(file));
  return {
    value: (general && lastValue(general, 'nat')) ?? DEFAULT_NAT,
    inheritedBy: sip.sections
      .filter(isPeer)
      .filter(inherits)
      .map(({ name }) => name),
  };
}

/** Section of sip.conf that is a phone or a trunk: chan_sip passes over those without a type. */
export function isPeer(section: Section): boolean {
  if (section.isTemplate || ['general', 'authentication'].includes(section.name.toLowerCase()))
    return false;
  return ['peer', 'friend', 'user'].includes(lastValue(section, 'type')?.toLowerCase() ?? '');
}
