// ARI's dynamic configuration as a program of the operator's own uses it: objects of chan_pjsip in AstDB.

import { request } from 'node:http';
import { startTcpRelay } from '../../network/tcp-relay.ts';
import type { Attributes } from './database-phones.ts';

type ObjectKind = 'endpoint' | 'aor' | 'auth';

const HTTP_PORT = 8088;
const DEADLINE_MS = 20_000;

export async function openLabAri(namespace: string): Promise<LabAri> {
  return new LabAri(await startTcpRelay(namespace, HTTP_PORT));
}

export class LabAri {
  readonly #socketPath: string;

  constructor(socketPath: string) {
    this.#socketPath = socketPath;
  }

  async put(kind: ObjectKind, id: string, attributes: Attributes): Promise<void> {
    const fields = Object.entries(attributes).map(([attribute, value]) => ({ attribute, value }));
    await this.#send('PUT', `${kind}/${id}`, JSON.stringify({ fields }));
  }

  async delete(kind: ObjectKind, id: string): Promise<void> {
    await this.#send('DELETE', `${kind}/${id}`, '');
  }

  #send(method: string, object: string, body: string): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const asked = request(
      {
        socketPath: this.#socketPath,
        path: `/ari/asterisk/config/dynamic/res_pjsip/${object}`,
        method,
        auth: 'ari:aripw',
        headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
        signal: AbortSignal.timeout(DEADLINE_MS),
      },
      (response) => {
        const isDone = response.statusCode !== undefined && response.statusCode < 300;
        response.resume().on('end', () => {
          if (isDone) resolve();
          else reject(new Error(`ARI refuses ${method} ${object}: ${response.statusCode}`));
        });
      },
    );
    asked.on('error', reject).end(body);
    return promise;
  }
}
