// Which sections of farend's own files would hold what is wanted of objects: in pjsip_wizard.conf one
// section has endpoint and AOR.

import type { Claim } from './claims.ts';
import type { PlannedObject } from './planned-objects.ts';
import type { OwnSection, Store } from './policy-plan.ts';

export interface SectionDraft extends Omit<OwnSection, 'settings'> {
  /** By the name of the setting in that file. */
  readonly claims: ReadonlyMap<string, Claim>;
}

/** Of what farend writes into files, by {@link sectionKey}. */
export function draftSections(
  objects: readonly PlannedObject[],
): ReadonlyMap<string, SectionDraft> {
  const drafts = new Map<string, SectionDraft>();
  for (const { way, claims, ...name } of objects) {
    if (!('writer' in way) || way.writer !== 'files' || way.store === 'dynamic') continue;
    const { store } = way;
    const kind = store === 'pjsip_wizard.conf' ? 'endpoint' : name.kind;
    const key = sectionKey({ store, kind, object: name.object });
    const known = drafts.get(key)?.claims ?? [];
    const added = claims.map((claim) => [nameInFile(store, claim), claim] as const);
    drafts.set(key, { store, kind, object: name.object, claims: new Map([...known, ...added]) });
  }
  return drafts;
}

export function sectionKey({ store, kind, object }: Omit<OwnSection, 'settings'>): string {
  return `${store} ${kind} ${object}`;
}

function nameInFile(store: Store, { kind, setting }: Claim): string {
  return store === 'pjsip_wizard.conf' ? `${kind}/${setting}` : setting;
}
