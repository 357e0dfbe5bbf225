// What the schema has against the values, as complaints: one for each unknown key, the fitting
// alternative of a union only, and an example where a value is missing or of another shape.

import { isIPv6 } from 'node:net';
import type { z } from 'zod';
import { Complaint, type ConfigPath, type PlacedComplaint, quote } from './complaint.ts';
import { findNearest } from './nearest-key.ts';
import { isSection, type RawValue, valueAt } from './raw-value.ts';
import { findNote, findSchema, listKnownKeys, listSchemaKeys } from './schema-walk.ts';

type Issue = z.core.$ZodIssue;

/** Judges the values by the schema. */
export function listComplaints(
  schema: z.ZodType,
  value: RawValue,
  issues: readonly Issue[],
): PlacedComplaint[] {
  const judged = { schema, value, keys: listSchemaKeys(schema).map(({ path }) => path) };
  return issues.flatMap((issue) => describeIssue(issue, [], judged));
}

interface Judged {
  readonly schema: z.ZodType;
  readonly value: RawValue;
  /** Every path that the schema knows. */
  readonly keys: readonly string[];
}

function describeIssue(issue: Issue, above: ConfigPath, judged: Judged): PlacedComplaint[] {
  const path = [...above, ...(issue.path as (string | number)[])];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: [...path, key],
      isAboutKey: true,
      complaint: complainOfUnknownKey(key, path, judged),
    }));
  }
  if (issue.code === 'invalid_union') {
    const fitting = issue.errors.find((errors) => !errors.some(isOtherShape));
    if (fitting !== undefined)
      return fitting.flatMap((inner) => describeIssue(inner, path, judged));
  }
  return [{ path, complaint: describeValue(issue, path, judged) }];
}

function isOtherShape(issue: Issue): boolean {
  return issue.code === 'invalid_type' && issue.path.length === 0;
}

function describeValue(issue: Issue, path: ConfigPath, { schema, value: root }: Judged): Complaint {
  if (issue.code === 'custom') return new Complaint(issue.message, String(issue.params?.cure));
  const value = valueAt(root, path);
  const example = findNote(findSchema(schema, path))?.example ?? 'KEY: VALUE';
  if (value === undefined) return complainOfMissing(path, example);
  if (issue.code === 'invalid_value' && typeof value === 'string') {
    return complainOfWord(value, issue.values.map(String));
  }
  if (issue.code === 'too_small') return new Complaint('is empty', `write for example ${example}`);
  return isBracketed(value)
    ? quoteBrackets
    : new Complaint(`is ${nameShape(value)}`, `write for example ${example}`);
}

const quoteBrackets = new Complaint(
  'YAML reads the brackets of an IPv6 address as a list',
  "put the address in quotes, such as '[::1]:8630'",
);

/** `[::1]` where no list is wanted. */
function isBracketed(value: RawValue): boolean {
  const only = Array.isArray(value) && value.length === 1 ? value[0] : undefined;
  return typeof only === 'string' && isIPv6(only);
}

function complainOfMissing(path: ConfigPath, example: string): Complaint {
  const key = path.at(-1);
  return new Complaint(
    'is missing',
    `add it, for example ${typeof key === 'string' ? `${key}: ` : ''}${example}`,
  );
}

function complainOfWord(value: string, known: readonly string[]): Complaint {
  const nearest = findNearest(value, known);
  const list = known.join(', ');
  const cure =
    nearest === undefined ? `write one of ${list}` : `did you mean ${nearest}? Known: ${list}`;
  return new Complaint(`${quote(value)} is not known here`, cure);
}

function nameShape(value: RawValue): string {
  if (isSection(value)) return 'a section where something else is wanted';
  const shape = Array.isArray(value) ? 'a list' : 'a single value';
  return `${shape} where something else is wanted`;
}

function complainOfUnknownKey(
  key: string,
  parent: ConfigPath,
  { schema, keys }: Judged,
): Complaint {
  const section = findSchema(schema, parent);
  const known = section === undefined ? [] : listKnownKeys(section);
  const nearest = findNearest(key, known);
  if (nearest !== undefined) return new Complaint('is not a known key', `did you mean ${nearest}?`);
  const elsewhere = keys.find((path) => path.split('.').at(-1) === key);
  if (elsewhere !== undefined) {
    return new Complaint('is not a known key here', `did you mean ${elsewhere}?`);
  }
  return new Complaint('is not a known key', `take it out, known here: ${known.join(', ')}`);
}
