// What the schemas of several answers have in common.

import { z } from 'zod';
import { MAX_STRANGE_NAME } from '../../correlation/cut-name.ts';

/** Exactly these fields, no other. */
export type Fields<Name extends PropertyKey> = Record<Name, z.ZodType>;

/** Longer ones no Asterisk has: its tables for endpoints take 255. */
export const MAX_NAME = 256;

export const nameSchema = z
  .string()
  .min(1, 'a name has one character at least')
  .max(
    MAX_NAME,
    `a name has ${MAX_NAME} characters at most; of a longer one that somebody tried, the first ${MAX_STRANGE_NAME} and … are kept`,
  );

/** ISO 8601, UTC. */
export const timeSchema = z.iso.datetime().describe('ISO 8601, UTC');

export const knownText = z.string().nullable().describe('null: not known');
