// Questions to farend's API, over its Unix socket, as any HTTP client asks them.

import { request } from 'node:http';

export interface ApiAnswer {
  readonly status: number;
  readonly text: string;
}

const DEADLINE_MS = 10_000;

export function askApi(socketPath: string, path: string, method = 'GET'): Promise<ApiAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<ApiAnswer>();
  const asked = request(
    { socketPath, path, method, signal: AbortSignal.timeout(DEADLINE_MS) },
    (response) => {
      response.setEncoding('utf8');
      let text = '';
      response.on('data', (piece: string) => {
        text += piece;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
      response.on('error', reject);
    },
  );
  asked.on('error', reject).end();
  return promise;
}
