// When a section of farend's own stays as it is, whatever the policy says now, and when it goes: after a
// section of something that Asterisk does not have, the rest of the file is not read.

import { keyOf } from './object-key.ts';
import type { ObjectOwners } from './object-owners.ts';
import type { PlannedObject } from './planned-objects.ts';
import type { Exception, ObjectName, OwnSection, Store } from './policy-plan.ts';

/** What is known of the objects that sections belong to. */
export interface SectionWorld {
  readonly owners: ObjectOwners;
  /** By {@link keyOf}. */
  readonly objects: ReadonlyMap<string, PlannedObject>;
  readonly storeOf: (name: ObjectName) => Store | undefined;
  readonly isFileLost: (store: Store) => boolean;
  /** Which endpoints may be changed now; '' stands for [general]. */
  readonly only: (endpoint: string) => boolean;
  /** No managed peer wants anything of [general] any more. */
  readonly isGeneralFree: boolean;
}

/** Why it has to go, whoever is to be changed now; undefined: it belongs to something that is there. */
export function explainStale(section: OwnSection, world: SectionWorld): string | undefined {
  if (section.kind === 'general' || !world.owners.hasAny(section.kind)) return undefined;
  const { kind, object } = section;
  if (world.owners.of(section).length === 0)
    return `Asterisk has no ${kind} ${object} any more, and reads nothing that follows its section.`;
  const store = world.storeOf({ kind, object });
  if (store === undefined || store === section.store) return undefined;
  return `Asterisk has the ${kind} ${object} from ${store === 'dynamic' ? 'a database' : store} now.`;
}

/**
 * An Asterisk that has no endpoint at all of a driver has hardly lost them for good: its module is not
 * loaded, or its files are broken, and nothing of it goes.
 */
export function explainKept(sections: readonly OwnSection[], owners: ObjectOwners): Exception[] {
  const orphans = sections.filter(({ kind }) => !owners.hasAny(kind));
  return [...new Set(orphans.map(({ store }) => store))].map((store) => ({
    endpoint: '',
    why: `Asterisk has no ${store === 'sip.conf' ? 'peers of chan_sip' : 'endpoints of chan_pjsip'} at all, and farend's own ${store} stays as it is: see whether the module is loaded; where they are gone for good, delete that file.`,
  }));
}

/** @param isDrafted farend writes into it what the policy wants */
export function isFrozen(section: OwnSection, isDrafted: boolean, world: SectionWorld): boolean {
  const isChosen =
    section.kind === 'general'
      ? world.only('')
      : world.owners.of(section).some(({ endpoint }) => world.only(endpoint.name));
  if (!isChosen) return true;
  if (isDrafted || isSuperseded(section, world)) return false;
  if (section.kind === 'general') return !world.isGeneralFree;
  return world.objects.has(keyOf(section));
}

/** Another file is changed instead, which would break this one. */
export function isSuperseded(section: OwnSection, { objects }: SectionWorld): boolean {
  return objects.get(keyOf(section))?.claims[0].pattern.writer === 'update-config';
}
