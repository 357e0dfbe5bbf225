// Which sections of farend's own files would hold what is wanted of objects.

import type { Claim } from './claims.ts';
import type { PlannedObject } from './planned-objects.ts';
import type { OwnSection } from './policy-plan.ts';

export interface SectionDraft extends Omit<OwnSection, 'settings'> {
  /** Never empty. */
  readonly claims: readonly Claim[];
}

/** Of what farend writes into files, by {@link sectionKey}. */
export function draftSections(
  objects: readonly PlannedObject[],
): ReadonlyMap<string, SectionDraft> {
  const drafts = objects.flatMap(({ way, claims, kind, object }): SectionDraft[] => {
    if (!('writer' in way) || way.writer !== 'files' || way.store === 'dynamic') return [];
    return [{ store: way.store, kind, object, claims }];
  });
  return new Map(drafts.map((draft) => [sectionKey(draft), draft]));
}

/** One text for each section. */
export function sectionKey({ store, kind, object }: Omit<OwnSection, 'settings'>): string {
  return `${store} ${kind} ${object}`;
}
