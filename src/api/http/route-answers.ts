// What the routes have in common: the form of answers and of refusals.

import type { z } from 'zod';
import { problemSchema } from './answer-schemas.ts';
import { PROBLEM_TYPE } from './problem.ts';

export function answers<Schema extends z.ZodType>(description: string, schema: Schema) {
  return { description, content: { 'application/json': { schema } } };
}

export function refuses(description: string) {
  return { description, content: { [PROBLEM_TYPE]: { schema: problemSchema } } };
}

export const badQuestion = refuses('a value is none of those that there are');
