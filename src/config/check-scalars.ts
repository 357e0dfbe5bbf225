// What is odd about how a value is written, or kept: text cut at ` #`, secrets that others can
// read, or that cannot be read at all.

import { accessSync, constants, type Stats, statSync } from 'node:fs';
import { isAbsolute } from 'node:path';
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

/**
 * Secrets that every user of the machine can read, in the file itself or in a file of their own; and
 * files of secrets that whoever asks cannot read.
 */
export function warnOfExposed(
  schema: z.ZodType,
  value: RawValue,
  file: string | undefined,
): PlacedComplaint[] {
  return listNoted(schema, value).flatMap(({ path, value: own, isSecret }) => {
    if (!isSecret) return [];
    const complaint =
      typeof own === 'string' ? findExposed(file, 'is a secret in') : checkSecretFile(own);
    return complaint === undefined ? [] : [{ path, complaint }];
  });
}

function checkSecretFile(value: RawValue): Complaint | undefined {
  const file = valueAt(value, ['file']);
  if (typeof file !== 'string' || !isAbsolute(file)) return undefined;
  return findUnreadable(file) ?? findExposed(file, 'is in');
}

/** farend may run as another user than the one that asks. */
function findUnreadable(file: string): Complaint | undefined {
  const because = explainUnreadable(file);
  if (because === undefined) return undefined;
  return new Complaint(
    `is in a file that you cannot read (${because})`,
    'make sure that the user that runs farend can',
  );
}

/** Undefined where it can be read. */
function explainUnreadable(file: string): string | undefined {
  try {
    accessSync(file, constants.R_OK);
    return findStats(file)?.isDirectory() === true ? 'it is a directory' : undefined;
  } catch (error) {
    return String((error as NodeJS.ErrnoException).code);
  }
}

function findExposed(holder: string | undefined, what: string): Complaint | undefined {
  const mode = holder === undefined ? undefined : findStats(holder)?.mode;
  if (mode === undefined || (mode & 0o004) === 0) return undefined;
  return new Complaint(`${what} a file that everyone may read`, `run chmod o= ${holder}`);
}

/** Undefined where it is not there, or in a directory that is closed. */
function findStats(file: string): Stats | undefined {
  try {
    return statSync(file);
  } catch {
    return undefined;
  }
}
