// One question to the running companion, over its API, for a command that waits for the answer.

import { type IncomingMessage, request } from 'node:http';
import type { z } from 'zod';
import { problemSchema } from '../api/http/answer-schemas.ts';
import { AppError } from '../base/app-error.ts';
import { readConfig } from './read-config.ts';
import { apiPath } from './socket-paths.ts';

const DEADLINE_MS = 10_000;

export interface CompanionQuestion<Answer> {
  readonly method: 'GET' | 'DELETE';
  readonly path: string;
  readonly schema: z.ZodType<Answer>;
}

/**
 * @throws AppError COMPANION_UNREACHABLE when none runs there, COMPANION_REFUSED with its sentence;
 *   those of the configuration
 */
export async function askCompanion<Answer>(
  file: string,
  { method, path, schema }: CompanionQuestion<Answer>,
): Promise<Answer> {
  const { config } = readConfig(file);
  const socketPath = apiPath(config.run);
  const { statusCode, text } = await exchange(socketPath, method, path);
  const document = readJson(text);
  const answer = schema.safeParse(document);
  if (statusCode === 200 && answer.success) return answer.data;
  const problem = problemSchema.safeParse(document);
  if (problem.success) throw new AppError('COMPANION_REFUSED', problem.data.detail);
  throw unreachable(
    socketPath,
    'it answers in words that this command does not know: restart farend, so that both are of one version',
  );
}

function exchange(
  socketPath: string,
  method: string,
  path: string,
): Promise<{ statusCode: number | undefined; text: string }> {
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(DEADLINE_MS);
    const refuse = (error: Error) => reject(unreachable(socketPath, explain(error), error));
    const asked = request({ socketPath, method, path, agent: false, signal }, (response) => {
      readText(response).then((text) => resolve({ statusCode: response.statusCode, text }), refuse);
    });
    asked.on('error', refuse);
    asked.end();
  });
}

async function readText(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function unreachable(socketPath: string, reason: string, cause?: Error): AppError {
  const sentence = `the companion cannot be asked at ${socketPath}: ${reason}`;
  return new AppError('COMPANION_UNREACHABLE', sentence, { cause });
}

/** What happened, and the next step. */
function explain(error: Error): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT' || code === 'ECONNREFUSED')
    return 'none is running there: start farend run with the same configuration file';
  if (code === 'EACCES' || code === 'EPERM')
    return 'you may not use that socket: ask as its user, or as one of its group (ls -l shows both)';
  if (code === 'ABORT_ERR' || code === 'ETIMEDOUT')
    return `it did not answer within ${DEADLINE_MS / 1_000} s: its log says why`;
  return `${error.message}: its log says why`;
}
