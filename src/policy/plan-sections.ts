// Which sections farend's own files hold afterwards, and what goes: a section has all that is wanted of
// its object, and is there once the object had to be changed.

import type { DecidedEndpoint } from './claims.ts';
import { isDifference } from './comparison.ts';
import { explainStale, isFrozen, isSuperseded, type SectionWorld } from './keep-section.ts';
import { isNatSetting, leavesOpen } from './open-settings.ts';
import type { PlannedObject } from './planned-objects.ts';
import type { OwnSection, SectionRemoval } from './policy-plan.ts';
import { draftSections, type SectionDraft, sectionKey } from './section-draft.ts';
import { compareSections, sortSettings } from './section-order.ts';

export interface PlannedSections {
  readonly sections: readonly OwnSection[];
  readonly removals: readonly SectionRemoval[];
}

interface Fate {
  readonly section?: OwnSection;
  readonly removal?: SectionRemoval;
}

export function planSections(
  objects: readonly PlannedObject[],
  ownSections: readonly OwnSection[],
  world: SectionWorld,
): PlannedSections {
  const drafts = draftSections(objects);
  const own = new Map(ownSections.map((section) => [sectionKey(section), section]));
  const fates = [...new Set([...own.keys(), ...drafts.keys()])].map((key) =>
    decideFate(own.get(key), drafts.get(key), world),
  );
  return {
    sections: fates.flatMap(({ section }) => section ?? []).sort(compareSections),
    removals: fates
      .flatMap(({ removal }) => removal ?? [])
      .sort((one, other) => compareSections(one.section, other.section)),
  };
}

function decideFate(
  existing: OwnSection | undefined,
  draft: SectionDraft | undefined,
  world: SectionWorld,
): Fate {
  if (existing === undefined)
    return draft !== undefined && isNeeded(draft, world)
      ? { section: fillSection(draft, [], draft, world) }
      : {};
  const stale = explainStale(existing, world);
  if (stale !== undefined) return { removal: { section: existing, why: stale } };
  if (isFrozen(existing, draft !== undefined, world)) return { section: existing };
  if (isSuperseded(existing, world)) return { removal: { section: existing, why: superseded } };
  return renew(existing, draft, world);
}

const superseded =
  'UpdateConfig changes sip.conf itself instead, once this is gone (writer: update-config).';

function isNeeded({ store, claims }: SectionDraft, { only, isFileLost }: SectionWorld): boolean {
  return claims.some(
    (claim) =>
      (isDifference(claim) || isFileLost(store)) && claim.endpoints.some((name) => only(name)),
  );
}

/** With what is wanted now, and without what no longer is. */
function renew(existing: OwnSection, draft: SectionDraft | undefined, world: SectionWorld): Fate {
  const kept = existing.settings.filter(([name]) => isRetained(name, existing, world));
  const section = fillSection(existing, kept, draft, world);
  const names = new Set(section.settings.map(([name]) => name));
  const dropped = existing.settings.filter(([name]) => !names.has(name));
  if (dropped.length === 0 && names.size > 0) return { section };
  const list = dropped.map(([name]) => name).join(', ');
  if (names.size === 0) return { removal: { section: existing, why: explainReturn('it', list) } };
  const why = `${explainReturn(`${list} in it`, dropped.length === 1 ? 'it' : 'them')} The rest of the section stays.`;
  return { section, removal: { section: { ...existing, settings: dropped }, why } };
}

/** Phones may have lived on what farend had set: what counts then is the operator's. */
function explainReturn(what: string, settings: string): string {
  return `The policy no longer asks for ${what}: what your own files say of ${settings} counts again.`;
}

/** What of a section stays although the policy does not ask for it now. */
function isRetained(name: string, section: OwnSection, { owners, only }: SectionWorld): boolean {
  const isOthers = ({ endpoint, decision }: DecidedEndpoint) =>
    !only(endpoint.name) || decision.kind === 'unseen';
  return owners
    .of(section)
    .some((owner) => isOthers(owner) || (isNatSetting(name) && leavesOpen(owner.decision)));
}

function fillSection(
  { store, kind, object }: Omit<OwnSection, 'settings'>,
  kept: OwnSection['settings'],
  draft: SectionDraft | undefined,
  { only }: SectionWorld,
): OwnSection {
  const wanted = (draft?.claims ?? [])
    .filter(({ endpoints }) => endpoints.some((endpoint) => only(endpoint)))
    .map(({ setting, wanted: value }) => [setting, value] as const);
  return { store, kind, object, settings: sortSettings(new Map([...kept, ...wanted])) };
}
