// Which of Asterisk's files an object comes from.

import { lastValue, type Section } from '../../asterisk/conf/configuration.ts';
import type { ObjectName } from '../../policy/policy-plan.ts';
import type { FileStore } from '../store-lookup.ts';
import { isPeer } from './general-nat.ts';
import type { Configurations } from './read-configurations.ts';

/** Where an object is defined: its section counts all sections of the configuration before it. */
interface Definition {
  readonly store: FileStore;
  readonly section: Section;
  readonly index: number;
}

export type FindDefinition = (name: ObjectName) => Definition | undefined;

/** Objects that only farend's own files speak of are defined nowhere. */
export function indexDefinitions(
  configurations: Configurations,
  isOwn: (file: string) => boolean,
): FindDefinition {
  const definitions = new Map<string, Definition>();
  for (const [store, { sections }] of configurations)
    for (const [index, section] of sections.entries()) {
      if (section.isTemplate || isOwn(section.file)) continue;
      for (const kind of findKinds(store, section)) {
        const key = `${kind} ${section.name}`;
        if (!definitions.has(key)) definitions.set(key, { store, section, index });
      }
    }
  return ({ kind, object }) => definitions.get(`${kind} ${object}`);
}

/** A wizard object is an endpoint and an AOR of its name (res/res_pjsip_config_wizard.c). */
function findKinds(store: FileStore, section: Section): readonly ObjectName['kind'][] {
  const type = lastValue(section, 'type');
  if (store === 'pjsip_wizard.conf') return type === 'wizard' ? ['endpoint', 'aor'] : [];
  if (store === 'pjsip.conf') return type === 'endpoint' || type === 'aor' ? [type] : [];
  if (section.name.toLowerCase() === 'general') return ['general'];
  return isPeer(section) ? ['peer'] : [];
}
