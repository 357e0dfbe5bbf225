// The ARI adapter against servers that no Asterisk is: on each of them `ari-client` alone would hang
// for ever or end its process.

import { once } from 'node:events';
import {
  createServer as createHttpServer,
  type RequestListener,
  type ServerResponse,
} from 'node:http';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { AriClient } from '../../../../src/asterisk/ari/ari-client.ts';
import { EventLog } from '../../../support/process/event-log.ts';
import { own, stopEverything } from '../../../support/process/lifetime.ts';

const DEADLINE_MS = 20_000;
const PASSWORD = 'ari:secret/4711&x=1';
const FIRST_QUESTION = '/ari/asterisk/info?only=system';
const always = (): boolean => true;

afterEach(stopEverything);

test('gives up a server that takes connections and never answers', async () => {
  const port = await listen(createServer((socket) => socket.on('error', () => undefined)));
  const ari = startAri(port, 300);

  const reason = await ari.reasons.waitFor(always, DEADLINE_MS);

  expect(reason).toContain(`127.0.0.1:${port} does not answer within 300 ms`);
});

test('gives up a server that stops answering after the first question', async () => {
  const { port } = await serve(() => undefined);
  const ari = startAri(port, 1000);

  const reason = await ari.reasons.waitFor(always, DEADLINE_MS);

  expect(reason).toContain('does not open its WebSocket within 1000 ms');
});

interface HostileCase {
  readonly title: string;
  readonly answer: RequestListener;
}

test.each<HostileCase>([
  {
    title: 'a password that is refused after the first question',
    answer: (_request, response) => {
      response.writeHead(401, { 'content-type': 'application/json' }).end('{"message":"no"}');
    },
  },
  {
    title: 'an API document that breaks off',
    answer: (request, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': 4000 });
      response.write('{"apis":[', () => request.socket.destroy());
    },
  },
  {
    title: 'an API document that is no JSON',
    answer: (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end('<html>');
    },
  },
  {
    title: 'a resource without its document',
    answer: (request, response) => {
      const isList = request.url?.endsWith('/resources.json') === true;
      response.writeHead(isList ? 200 : 500, { 'content-type': 'application/json' });
      response.end(
        JSON.stringify({
          swaggerVersion: '1.1',
          basePath: `http://${request.headers.host}/ari`,
          apis: [{ path: '/api-docs/events.{format}', description: 'events' }],
        }),
      );
    },
  },
])('survives $title, and tries again', async ({ answer }) => {
  const { port, questions } = await serve(answer);
  const ari = startAri(port, 60_000);

  const reason = await ari.reasons.waitFor(always, DEADLINE_MS);
  await questions.waitFor(always, DEADLINE_MS, 'a second try', 1);

  expect(reason).toMatch(/^(the ARI client ended \(|Asterisk ended the ARI connection \()/);
  expect(reason).not.toContain(PASSWORD);
  expect(ari.client.isUp).toBe(false);
});

test.each([
  ['without end', 1024 * 1024 * 1024, 'x'.repeat(60_000)],
  ['that would fill the heap', 20 * 1024 * 1024, '[],'.repeat(20_000)],
])('gives up an API document %s, and tries again', async (_title, maxLength, chunk) => {
  const { port, questions } = await serve((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).write('[');
    sendMuch(response, chunk, maxLength);
  });
  const ari = startAri(port, 60_000);

  const reason = await ari.reasons.waitFor(always, DEADLINE_MS);
  await questions.waitFor(always, DEADLINE_MS, 'a second try', 1);

  expect(reason).toContain('the ARI server sends more at once than Asterisk does');
});

test('ends its try to connect when it is stopped', async () => {
  const questions = new EventLog<Socket>();
  const port = await listen(createServer((socket) => questions.append(socket)));
  const ari = startAri(port, 60_000);
  const socket = await questions.waitFor(always, DEADLINE_MS);
  const ended = once(socket.on('error', () => undefined).resume(), 'close');

  await ari.client.stop();

  await ended;
  expect(ari.reasons.items).toEqual([]);
});

interface Ari {
  readonly client: AriClient;
  readonly reasons: EventLog<string>;
}

function startAri(port: number, connectMs: number): Ari {
  const reasons = new EventLog<string>();
  const client = new AriClient(
    {
      asterisk: 'main',
      url: `http://127.0.0.1:${port}`,
      username: 'farend',
      password: PASSWORD,
      timing: { connectMs, firstDelayMs: 10, maxDelayMs: 20 },
    },
    {
      onEvent: () => undefined,
      onConnection: (_isUp, reason) => reasons.append(reason),
      onProblem: (sentence) => reasons.append(sentence),
    },
  );
  own({ stop: () => client.stop() });
  client.start();
  return { client, reasons };
}

/** An HTTP server that lets the first question of each connection pass. */
async function serve(
  answer: RequestListener,
): Promise<{ port: number; questions: EventLog<string> }> {
  const questions = new EventLog<string>();
  const server = createHttpServer((request, response) => {
    if (request.url !== FIRST_QUESTION) return answer(request, response);
    questions.append(request.url);
    response.end('{}');
  });
  return { port: await listen(server), questions };
}

/** As fast as it is read, and then the end of a list. */
function sendMuch(response: ServerResponse, chunk: string, maxLength: number): void {
  let left = Math.ceil(maxLength / chunk.length);
  const fill = (): void => {
    while (left > 0) {
      left -= 1;
      if (!response.write(chunk)) return;
    }
    response.end('[]]');
  };
  response.on('drain', fill);
  fill();
}

async function listen(server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => sockets.add(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  own({
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  });
  return (server.address() as AddressInfo).port;
}
