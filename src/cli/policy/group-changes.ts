// Hundreds of endpoints that need the same changes are one group: a page says it once.

import type { PolicyChange } from '../../policy/policy-plan.ts';

interface GroupedSetting {
  /** `force_rport`; `max_contacts (AOR 4001-all)` where the object is not named as its endpoint. */
  readonly setting: string;
  readonly from: string;
  readonly to: string;
  readonly why: string;
}

export interface ChangeGroup {
  /** `[general]` for the section of chan_sip. */
  readonly endpoints: readonly string[];
  readonly settings: readonly GroupedSetting[];
}

/** In the order in which they first appear. */
export function groupChanges(changes: readonly PolicyChange[]): ChangeGroup[] {
  const groups = new Map<string, { endpoints: string[]; settings: readonly GroupedSetting[] }>();
  for (const [endpoint, settings] of collectByEndpoint(changes)) {
    const key = JSON.stringify(settings);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { endpoints: [endpoint], settings });
    else group.endpoints.push(endpoint);
  }
  return [...groups.values()];
}

function collectByEndpoint(changes: readonly PolicyChange[]): Map<string, GroupedSetting[]> {
  const settings = new Map<string, GroupedSetting[]>();
  for (const change of changes) {
    const { from, to, why } = change;
    const name = change.kind === 'general' ? '[general]' : change.endpoint;
    const list = settings.get(name) ?? [];
    list.push({ setting: nameSetting(change), from, to, why });
    settings.set(name, list);
  }
  return settings;
}

function nameSetting({ kind, object, endpoint, setting }: PolicyChange): string {
  if (kind === 'aor') return `${setting} (AOR${object === endpoint ? '' : ` ${object}`})`;
  return kind === 'general' || object === endpoint ? setting : `${setting} (${object})`;
}

/** Things that are told with the same sentence, and whom each is about. */
export function groupBySentence<Item>(
  items: readonly Item[],
  sentenceOf: (item: Item) => string,
  nameOf: (item: Item) => string,
): { readonly sentence: string; readonly names: readonly string[] }[] {
  const groups = new Map<string, string[]>();
  for (const item of items) {
    const sentence = sentenceOf(item);
    const names = groups.get(sentence) ?? [];
    if (nameOf(item) !== '') names.push(nameOf(item));
    groups.set(sentence, names);
  }
  return [...groups].map(([sentence, names]) => ({ sentence, names }));
}
