// When a section of farend's own stays as it is, whatever the policy says now, and when it goes: after a
// section of something that Asterisk does not have, the rest of the file is not read.

import type { ObjectOwners } from './object-owners.ts';
import { keyOf, type PlannedObject } from './planned-objects.ts';
import type { ObjectName, OwnSection, Store } from './policy-plan.ts';

/** What is known of the objects that sections belong to. */
export interface SectionWorld {
  readonly owners: ObjectOwners;
  /** By {@link keyOf}. */
  readonly objects: ReadonlyMap<string, PlannedObject>;
  readonly storeOf: (name: ObjectName) => Store | undefined;
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

/** @param isDrafted farend writes into it what the policy wants */
export function isFrozen(section: OwnSection, isDrafted: boolean, world: SectionWorld): boolean {
  if (section.kind === 'general') return !world.only('') || !(isDrafted || world.isGeneralFree);
  const owners = world.owners.of(section);
  if (owners.every(({ endpoint }) => !world.only(endpoint.name))) return true;
  if (isDrafted) return false;
  const planned = world.objects.get(keyOf(section));
  return planned !== undefined && planned.claims[0].pattern.writer !== 'update-config';
}
