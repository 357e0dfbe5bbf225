// The API's server: HTTP on a Unix socket, and on nothing else. Whoever may open the socket may ask.

import { createServer, type Server } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { openUnixSocket, type SocketCodes } from '../../base/open-unix-socket.ts';
import type { ApiEvents, ApiOptions } from './api-options.ts';
import { createApi } from './create-api.ts';

const SOCKET_CODES: SocketCodes = { taken: 'API_TAKEN', unavailable: 'API_UNAVAILABLE' };
/** People, scripts and monitoring, and room. */
const MAX_CONNECTIONS = 32;
/** Of the request line and all headers together; longer ones are answered 431. */
const MAX_HEADER_BYTES = 8_192;
const HEADERS_TIMEOUT_MS = 10_000;
/** A reader that takes nothing for so long is given up, at the latest after twice that (node:net). */
const SILENCE_MS = 30_000;
/** For answers on their way, when the companion ends. */
const GOODBYE_MS = 300;

export interface ApiServerOptions extends ApiOptions {
  /** Of the socket. */
  readonly path: string;
}

export class ApiServer {
  private readonly path: string;
  private readonly server: Server;

  constructor({ path, ...options }: ApiServerOptions, events: ApiEvents) {
    this.path = path;
    const api = createApi(options, events);
    const listener = getRequestListener(api.fetch, {
      hostname: 'farend',
      overrideGlobalObjects: false,
    });
    this.server = createServer(
      {
        maxHeaderSize: MAX_HEADER_BYTES,
        headersTimeout: HEADERS_TIMEOUT_MS,
        requestTimeout: HEADERS_TIMEOUT_MS,
      },
      (request, response) => void listener(request, response).catch(events.onFailure),
    );
    this.server.maxConnections = MAX_CONNECTIONS;
    this.server.setTimeout(SILENCE_MS);
  }

  /** @throws AppError API_TAKEN, API_UNAVAILABLE */
  async start(): Promise<void> {
    await openUnixSocket(this.server, this.path, SOCKET_CODES);
    // What goes wrong with accepting later concerns one client, and the next may fare better.
    this.server.on('error', () => undefined);
  }

  async stop(): Promise<void> {
    if (!this.server.listening) return;
    const timer = setTimeout(() => this.server.closeAllConnections(), GOODBYE_MS);
    await new Promise<void>((resolve) => {
      this.server.close(() => resolve());
    });
    clearTimeout(timer);
  }
}
