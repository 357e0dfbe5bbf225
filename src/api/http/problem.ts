// Failures as problem documents (RFC 9457 §3), each with one sentence for a person.

import { STATUS_CODES } from 'node:http';
import type { Context, Next } from 'hono';
import type { z } from 'zod';
import type { Problem } from './answer-schemas.ts';

export const PROBLEM_TYPE = 'application/problem+json';

/** @param status 400 to 599 */
export function answerProblem(status: number, detail: string): Response {
  const problem: Problem = {
    type: 'about:blank',
    title: STATUS_CODES[status] ?? '',
    status,
    detail,
  };
  return new Response(JSON.stringify(problem), {
    status,
    headers: { 'content-type': PROBLEM_TYPE },
  });
}

/** For a question of which a value is not what the route takes. */
export function refuseQuestion(
  result: { readonly success: true } | { readonly success: false; readonly error: z.ZodError },
): Response | undefined {
  if (result.success) return undefined;
  const sentences = result.error.issues.map(({ path, message }) =>
    path.length === 0 ? message : `${path.join('.')}: ${message}`,
  );
  return answerProblem(400, sentences.join('; '));
}

/** No question of this API has a body; one that comes is not read. */
export async function refuseBody({ req }: Context, next: Next): Promise<Response | undefined> {
  const length = req.header('content-length') ?? '0';
  if (length !== '0' || req.header('transfer-encoding') !== undefined) {
    const refusal = answerProblem(413, 'a question has no body: what is asked stands in its path');
    refusal.headers.set('connection', 'close');
    return refusal;
  }
  await next();
  return undefined;
}
