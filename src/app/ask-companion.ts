// One question to the running companion, over its API, for a command that waits for the answer.

import { type IncomingMessage, request } from 'node:http';
import type { z } from 'zod';
import { problemSchema } from '../api/http/answer-schemas.ts';
import { AppError } from '../base/app-error.ts';
import { readConfig } from './read-config.ts';
import { apiPath } from './socket-paths.ts';

const DEADLINE_MS = 10_000;

export interface CompanionQuestion<Answer> {
  readonly method: 'GET' | 'DELETE' | 'POST';
  readonly path: string;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Default: 10 s. */
  readonly deadlineMs?: number;
  readonly schema: z.ZodType<Answer>;
}

/**
 * @throws AppError COMPANION_UNREACHABLE when none runs there, COMPANION_REFUSED with its sentence;
 *   those of the configuration
 */
export async function askCompanion<Answer>(
  file: string,
  question: CompanionQuestion<Answer>,
): Promise<Answer> {
  const { config } = readConfig(file);
  const socketPath = apiPath(config.run);
  const { statusCode, text } = await exchange(socketPath, question);
  const document = readJson(text);
  const answer = question.schema.safeParse(document);
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
  { method, path, body, deadlineMs = DEADLINE_MS }: CompanionQuestion<unknown>,
): Promise<{ statusCode: number | undefined; text: string }> {
  const text = body === undefined ? '' : JSON.stringify(body);
  const headers = {
    'content-length': Buffer.byteLength(text),
    ...(body !== undefined && { 'content-type': 'application/json' }),
  };
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(deadlineMs);
    const refuse = (error: Error) =>
      reject(unreachable(socketPath, explain(error, deadlineMs), error));
    const options = { socketPath, method, path, headers, agent: false, signal } as const;
    const asked = request(options, (response) => {
      readText(response).then(
        (answer) => resolve({ statusCode: response.statusCode, text: answer }),
        refuse,
      );
    });
    asked.on('error', refuse);
    asked.end(text);
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
function explain(error: Error, deadlineMs: number): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT' || code === 'ECONNREFUSED')
    return 'none is running there: start farend run with the same configuration file';
  if (code === 'EACCES' || code === 'EPERM')
    return 'you may not use that socket: ask as its user, or as one of its group (ls -l shows both)';
  if (code === 'ABORT_ERR' || code === 'ETIMEDOUT')
    return `it did not answer within ${deadlineMs / 1_000} s: its log says why`;
  return `${error.message}: its log says why`;
}
