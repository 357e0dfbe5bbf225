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

/** What a person wants to have done is said in a few lines. */
const MAX_BODY_BYTES = 8_192;

/** Only what is posted has a body, and a short one; any other that comes is not read. */
export async function checkBody({ req }: Context, next: Next): Promise<Response | undefined> {
  const refusal = findBodyProblem(req);
  if (refusal !== undefined) {
    const answer = answerProblem(413, refusal);
    answer.headers.set('connection', 'close');
    return answer;
  }
  await next();
  return undefined;
}

function findBodyProblem(req: Context['req']): string | undefined {
  const length = req.header('content-length') ?? '0';
  if (req.header('transfer-encoding') !== undefined)
    return 'a body says its length in Content-Length';
  if (length === '0') return undefined;
  if (req.method !== 'POST') return 'a question has no body: what is asked stands in its path';
  // What is no number is longer, too.
  return Number(length) <= MAX_BODY_BYTES
    ? undefined
    : `a body has ${MAX_BODY_BYTES} bytes at most`;
}
