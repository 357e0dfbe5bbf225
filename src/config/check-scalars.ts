// What is odd about how a value is written, or kept: text cut at ` #`, secrets that others can read.

import { statSync } from 'node:fs';
import type { z } from 'zod';
import { Complaint, type ConfigPath, formatPath, type PlacedComplaint } from './complaint.ts';
import { isSection, type RawValue, valueAt } from './raw-value.ts';
import { findNote, findSchema } from './schema-walk.ts';
import type { Place } from './yaml-tree.ts';

/** A value in the file for which the schema has a note, with the note's flags. */
interface Noted {
  readonly path: ConfigPath;
  readonly value: RawValue;
  readonly isFreeText: boolean;
  readonly isSecret: boolean;
}

function listNoted(
  schema: z.core.$ZodType | undefined,
  value: RawValue,
  path: ConfigPath = [],
): Noted[] {
  if (schema === undefined) return [];
  const note = findNote(schema);
  const own = { path, value, isFreeText: note?.freeText === true, isSecret: note?.secret === true };
  const steps = Array.isArray(value) ? [...value.keys()] : [];
  const keys = isSection(value) ? Object.keys(value) : [];
  const parts = [...steps, ...keys].flatMap((step) =>
    listNoted(findSchema(schema, [step]), valueAt(value, [step]), [...path, step]),
  );
  return [own, ...parts];
}

/** Text that ends at ` #`, where no blank follows: hardly a comment, and never a whole secret. */
export function checkCutText(
  schema: z.ZodType,
  value: RawValue,
  text: string,
  places: ReadonlyMap<string, Place>,
): PlacedComplaint[] {
  return listNoted(schema, value).flatMap(({ path, value: own, isFreeText }) => {
    const place = places.get(formatPath(path));
    if (!isFreeText || typeof own !== 'string' || place?.isPlain !== true) return [];
    const isCut = /^[ \t]+#[^\s#]/.test(text.slice(place.end, place.end + 200));
    return isCut ? [{ path, complaint: cutAtHash }] : [];
  });
}

const cutAtHash = new Complaint(
  'ends before # since that begins a comment',
  'put the value in quotes, or write a blank after the # of a comment',
);

/** Secrets that every user of the machine can read: in the file itself, or in a file of their own. */
export function warnOfExposed(
  schema: z.ZodType,
  value: RawValue,
  file: string | undefined,
): PlacedComplaint[] {
  return listNoted(schema, value).flatMap(({ path, value: own, isSecret }) => {
    if (!isSecret) return [];
    const isInline = typeof own === 'string';
    const holder = isInline ? file : secretFile(own);
    if (holder === undefined || !isReadableByAll(holder)) return [];
    const what = isInline
      ? 'is a secret in a file that everyone may read'
      : 'is in a file that everyone may read';
    return [{ path, complaint: new Complaint(what, `run chmod o= ${holder}`) }];
  });
}

function secretFile(value: RawValue): string | undefined {
  const file = valueAt(value, ['file']);
  return typeof file === 'string' ? file : undefined;
}

function isReadableByAll(file: string): boolean {
  const stats = statSync(file, { throwIfNoEntry: false });
  return stats !== undefined && (stats.mode & 0o004) !== 0;
}
