// The findings that are there, by subject and name: what rules say now is compared with what they said
// before, and what has changed since it was asked last is told.

import { explain, reachesFar } from './explanations.ts';
import { type Finding, type FindingChange, type FindingName, findingId } from './finding.ts';

interface Entry {
  finding: Finding;
  /** It was found by an earlier life of this program, and not again yet. */
  isRecalled: boolean;
}

export class FindingBook {
  private readonly subjects = new Map<string, Map<FindingName, Entry>>();
  private readonly changes = new Map<string, FindingChange>();
  /** What explains others has come or gone. */
  private hasFarChange = false;

  /** Of an earlier life: it stays until it is certain that it is over. */
  recall(finding: Finding): void {
    this.put({ finding, isRecalled: true });
    this.note(finding, 'found');
  }

  *all(): Iterable<Finding> {
    for (const entries of this.subjects.values())
      for (const { finding } of entries.values()) yield finding;
  }

  *of(subject: string): Iterable<Finding> {
    for (const { finding } of this.subjects.get(subject)?.values() ?? []) yield finding;
  }

  /** By name; undefined where nothing is found. */
  about(subject: string): ReadonlyMap<FindingName, Entry> | undefined {
    return this.subjects.get(subject);
  }

  /** A rule says that it is so; `explainedBy` follows later. */
  confirm(found: Finding): void {
    const entry = this.subjects.get(found.subject)?.get(found.name);
    if (entry === undefined) {
      this.put({ finding: found, isRecalled: false });
      this.note(found, 'found');
      return;
    }
    const { explainedBy, since } = entry.finding;
    entry.isRecalled = false;
    this.replace(entry, { ...found, explainedBy, since });
  }

  /** A rule says that it is not so. @param mayForget false while what was recalled stays anyway */
  deny(name: FindingName, subject: string, mayForget: boolean): void {
    const entry = this.subjects.get(subject)?.get(name);
    if (entry !== undefined && (mayForget || !entry.isRecalled)) this.remove(entry.finding);
  }

  /** The subject is no more. */
  forgetSubject(subject: string): void {
    for (const finding of [...this.of(subject)]) this.remove(finding);
  }

  /** What was recalled of subjects that did not come back. @param isThere whether a subject is known */
  forgetRecalled(isThere: (subject: string) => boolean): void {
    for (const subject of [...this.subjects.keys()])
      if (!isThere(subject)) this.forgetSubject(subject);
  }

  /** @param subjects those that were looked at; all others too where it matters to them */
  explain(subjects: Iterable<string>): void {
    const looked = this.hasFarChange ? [...this.subjects.keys()] : subjects;
    this.hasFarChange = false;
    for (const subject of looked)
      for (const entry of this.subjects.get(subject)?.values() ?? []) {
        const explainedBy = explain(entry.finding, (about) => this.about(about));
        if (explainedBy !== entry.finding.explainedBy)
          this.replace(entry, { ...entry.finding, explainedBy });
      }
  }

  /** Since it was asked last. */
  takeChanges(): readonly FindingChange[] {
    const changes = [...this.changes.values()];
    this.changes.clear();
    return changes;
  }

  private put(entry: Entry): void {
    const { name, subject } = entry.finding;
    const entries = this.subjects.get(subject) ?? new Map<FindingName, Entry>();
    entries.set(name, entry);
    this.subjects.set(subject, entries);
  }

  private replace(entry: Entry, finding: Finding): void {
    if (isSame(entry.finding, finding)) return;
    entry.finding = finding;
    this.note(finding, 'changed');
  }

  private remove(finding: Finding): void {
    const { name, subject } = finding;
    const entries = this.subjects.get(subject);
    entries?.delete(name);
    if (entries?.size === 0) this.subjects.delete(subject);
    this.note(finding, 'gone');
  }

  /** Found and gone between two ticks is nothing; gone and found again is a change. */
  private note(finding: Finding, kind: FindingChange['kind']): void {
    if (kind !== 'changed' && reachesFar(finding)) this.hasFarChange = true;
    const id = findingId(finding);
    const before = this.changes.get(id)?.kind;
    if (before === 'found' && kind === 'gone') this.changes.delete(id);
    else if (before === 'found' && kind === 'changed')
      this.changes.set(id, { finding, kind: 'found' });
    else if (before === 'gone' && kind === 'found')
      this.changes.set(id, { finding, kind: 'changed' });
    else this.changes.set(id, { finding, kind });
  }
}

function isSame(before: Finding, finding: Finding): boolean {
  const keys = Object.keys(finding) as (keyof Finding)[];
  return keys.every((key) => isEqual(before[key], finding[key]));
}

function isEqual(a: Finding[keyof Finding], b: Finding[keyof Finding]): boolean {
  if (!Array.isArray(a) || !Array.isArray(b)) return a === b;
  return a.length === b.length && a.every((sentence, at) => sentence === b[at]);
}
