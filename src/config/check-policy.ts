// What is odd about the section `policy` as a whole: a mode with nothing to do, a writer without what it
// needs, entries that never count. Works on the raw values, as the other cross-checks do.

import { createWildcard } from '../base/wildcard.ts';
import { Complaint, type ConfigPath, type PlacedComplaint, quote } from './complaint.ts';
import { isSection, type RawValue, valueAt } from './raw-value.ts';

const policy = ['policy'];

/** What keeps the policy from being carried out. */
export function checkPolicy(root: RawValue): PlacedComplaint[] {
  return [...checkMode(root), ...listEntries(root).flatMap((path) => checkWriter(root, path))];
}

function checkMode(root: RawValue): PlacedComplaint[] {
  const path = [...policy, 'mode'];
  if (valueAt(root, path) !== 'enforce') return [];
  const complain = (what: string, cure: string) => ({ path, complaint: new Complaint(what, cure) });
  return [
    ...(valueAt(root, ['asterisk']) === undefined
      ? [complain('has no Asterisk to enforce it in', 'add the section asterisk, with ami')]
      : []),
    ...(listEntries(root).length === 0
      ? [
          complain(
            'has nothing to enforce',
            'say in policy.endpoints what you want, or write report',
          ),
        ]
      : []),
  ];
}

function checkWriter(root: RawValue, entry: ConfigPath): PlacedComplaint[] {
  const path = [...entry, 'writer'];
  const writer = valueAt(root, path);
  const complain = (what: string, cure: string) => [{ path, complaint: new Complaint(what, cure) }];
  if (writer === 'files' && !hasDirectory(root))
    return complain('has no directory to write into', 'set policy.write, or take it out');
  if (writer === 'ari' && !hasAri(root))
    return complain('has no way to ARI', 'add ari to the section asterisk, or take it out');
  return [];
}

function hasDirectory(root: RawValue): boolean {
  const write = valueAt(root, [...policy, 'write']);
  return write !== undefined && !(typeof write === 'string' && write.toLowerCase() === 'none');
}

function hasAri(root: RawValue): boolean {
  const asterisk = valueAt(root, ['asterisk']);
  const sections = Array.isArray(asterisk) ? asterisk : [asterisk];
  return sections.some((section) => valueAt(section, ['ari']) !== undefined);
}

/** Entries and options that never have an effect. */
export function warnOfIdle(root: RawValue): PlacedComplaint[] {
  const entries = listEntries(root);
  return entries.flatMap((path, index) => [
    ...warnOfCovered(root, path, entries.slice(0, index)),
    ...warnOfKept(root, path),
  ]);
}

function warnOfCovered(
  root: RawValue,
  entry: ConfigPath,
  earlier: readonly ConfigPath[],
): PlacedComplaint[] {
  const path = [...entry, 'match'];
  const match = valueAt(root, path);
  if (typeof match !== 'string') return [];
  for (const other of earlier) {
    const wider = valueAt(root, [...other, 'match']);
    if (typeof wider !== 'string' || !isCovered(match, wider)) continue;
    const what = `never counts: ${quote(wider)} before it takes all that it matches`;
    return [{ path, complaint: new Complaint(what, 'put it before that one, or take it out') }];
  }
  return [];
}

/**
 * Whatever the one matches, the other matches too: a star of the one can only fall into one of the other.
 * A name without a star may be a trunk's, which a wildcard does not mean.
 */
function isCovered(match: string, wider: string): boolean {
  return match.includes('*') ? createWildcard(wider)(match) : match === wider;
}

function warnOfKept(root: RawValue, entry: ConfigPath): PlacedComplaint[] {
  const section = valueAt(root, entry);
  const nat = valueAt(root, [...entry, 'nat']);
  if (!isSection(section) || typeof nat !== 'string' || nat.toLowerCase() !== 'keep') return [];
  const idle = Object.keys(section).filter((key) => key !== 'match' && key !== 'nat');
  return idle.map((key) => ({
    path: [...entry, key],
    isAboutKey: true,
    complaint: new Complaint('has no effect beside nat: keep', 'take one of the two out'),
  }));
}

function listEntries(root: RawValue): ConfigPath[] {
  const path = [...policy, 'endpoints'];
  const list = valueAt(root, path);
  return Array.isArray(list) ? list.map((_, index) => [...path, index]) : [];
}
