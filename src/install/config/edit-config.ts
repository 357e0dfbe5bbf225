// The text of farend.yaml with the entries that it is to have. What the operator wrote stays: his keys, his
// comments, and every value that is good enough.

import {
  type Document,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseDocument,
  YAMLMap,
} from 'yaml';
import { AppError } from '../../base/app-error.ts';
import type { ConfigEntry } from './config-entries.ts';

const HEAD = ` farend's configuration, written by "farend init". Change what you like: a later "farend init" keeps your
 lines and your comments. After a change: farend check, then systemctl reload farend.`;

/**
 * @param text as it is now; undefined: there is none
 * @throws AppError INSTALL_REFUSED for a text that is no YAML
 */
export function editConfig(text: string | undefined, entries: readonly ConfigEntry[]): string {
  const document = parseDocument(text ?? '');
  const [trouble] = document.errors;
  if (trouble !== undefined)
    throw new AppError(
      'INSTALL_REFUSED',
      `The configuration file cannot be added to: ${trouble.message}. Mend it first; farend check tells all of it`,
    );
  if (text === undefined) document.commentBefore = HEAD;
  const changed = entries.filter((entry) => addEntry(document, entry));
  if (changed.length === 0 && text !== undefined) return text;
  return document.toString({ lineWidth: 0 });
}

/** Whether anything had to be changed for it. */
function addEntry(document: Document.Parsed, entry: ConfigEntry): boolean {
  const [section, key] = entry.path;
  if (section === undefined) return false;
  const root = openRoot(document);
  if (key === undefined) return setEntry(document, root, section, entry, true);
  const parent = root.get(section, true);
  if (isMap(parent)) return setEntry(document, parent, key, entry, false);
  // A list of Asterisks: whoever wrote it knows how farend gets to each.
  if (parent !== undefined && parent !== null && !isEmpty(parent)) return false;
  const fresh = new YAMLMap(document.schema);
  root.delete(section);
  root.add(makePair(document, section, fresh, root.items.length > 0));
  return setEntry(document, fresh, key, entry, false);
}

function openRoot(document: Document.Parsed): YAMLMap {
  if (isMap(document.contents)) return document.contents;
  const root = new YAMLMap(document.schema);
  document.contents = root as unknown as typeof document.contents;
  return root;
}

function isEmpty(node: unknown): boolean {
  return isScalar(node) && node.value === null;
}

function setEntry(
  document: Document.Parsed,
  map: YAMLMap,
  key: string,
  entry: ConfigEntry,
  isTop: boolean,
): boolean {
  const pair = map.items.find(({ key: name }) => isScalar(name) && name.value === key);
  if (pair === undefined) {
    const value = makeValue(document, key, entry.value);
    const fresh = makePair(document, key, value, isTop && map.items.length > 0);
    comment(map, fresh, entry);
    map.add(fresh);
    return true;
  }
  const current = (pair.value as Node | null)?.toJS(document);
  if (entry.isGoodEnough?.(current) ?? (current !== null && current !== undefined)) return false;
  if (key === 'sites' && isSeq(pair.value)) addSites(document, pair.value, entry, current);
  else pair.value = makeValue(document, key, entry.value);
  comment(map, pair as Pair, entry);
  return true;
}

/** The operator's own stay where they are. */
function addSites(
  document: Document.Parsed,
  list: { add(node: unknown): void },
  { value }: ConfigEntry,
  current: unknown,
): void {
  const names = new Set((current as { name?: unknown }[]).map((site) => site?.name));
  for (const site of value as { readonly name: string }[])
    if (!names.has(site.name)) list.add(document.createNode(site, { flow: true }));
}

function makePair(document: Document.Parsed, name: string, value: Node, isTop: boolean): Pair {
  const pair = document.createPair(name, value) as unknown as Pair;
  if (isScalar(pair.key)) pair.key.spaceBefore = isTop;
  return pair;
}

/** Lists of plain texts and what is in a list are short; the rest is easier to edit line by line. */
function makeValue(document: Document.Parsed, key: string, value: unknown): Node {
  const isShort = key === 'localNetworks';
  const node = document.createNode(value, { flow: isShort }) as Node;
  if (isSeq(node)) for (const item of node.items) if (isMap(item)) item.flow = true;
  if (isMap(node))
    for (const { value: inner } of node.items) if (isMap(inner) || isSeq(inner)) inner.flow = true;
  return node;
}

/** A comment of the operator's stays. Where the key is the first of its map, the parser gives it to the map. */
function comment(map: YAMLMap, pair: Pair, { comment: text, comments = [] }: ConfigEntry): void {
  if (!isScalar(pair.key)) return;
  const isFirst = map.items[0] === pair;
  const holder = isFirst && map.commentBefore ? map : pair.key;
  const now = holder.commentBefore;
  const ours = [text, ...comments].map(formatComment);
  if (!now || ours.includes(now)) holder.commentBefore = formatComment(text);
}

function formatComment(text: string): string {
  return text
    .split('\n')
    .map((line) => ` ${line}`)
    .join('\n');
}
