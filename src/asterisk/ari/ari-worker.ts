// ARI of one Asterisk through the package `ari-client`: the only file that knows it. It runs in a
// thread of its own, since the package keeps the login in a global, prints to stdout, and throws where
// nobody can catch it: whatever ends this thread is for the other side a connection that ended.

import http, { type ClientRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import https from 'node:https';
import { getHeapStatistics } from 'node:v8';
import { parentPort, workerData } from 'node:worker_threads';
import { type Client, connect } from 'ari-client';
import {
  type AriQuestion,
  type AriReport,
  OUT_OF_MEMORY,
  questionSchema,
  workerDataSchema,
} from './ari-messages.ts';
import { redactText, redactValue } from './redact.ts';

/** What the other side wants to hear of; Asterisk is asked to send nothing else. */
const EVENT_TYPES: ReadonlySet<string> = new Set([
  'ContactStatusChange',
  'PeerStatusChange',
  'ApplicationReplaced',
]);

/**
 * An answer is kept in buffers until it is whole, and these are outside the heap that the limit of
 * this thread counts. The API documents of Asterisk have 300 KB in all.
 */
const MAX_BUFFERS = 64 * 1024 * 1024;
const BUFFER_CHECK_MS = 250;
/** Characters. Of 3 of them an object of 56 bytes can be made, and of 20 MB a heap that ends the process. */
const MAX_JSON_LENGTH = 4 * 1024 * 1024;

type Operation = (args: Readonly<Record<string, unknown>>) => Promise<unknown>;

const { url, username, password, applications } = workerDataSchema.parse(workerData);
if (new URL(url).protocol === 'https:') stayWithTls(new URL(url));
limitJson();
setInterval(checkBuffers, BUFFER_CHECK_MS).unref();
run().catch((error: unknown) => report({ kind: 'closed', said: describe(error) }));

async function run(): Promise<void> {
  const client = await connect(url, username, password);
  client.on('*' as 'ContactStatusChange', (event) => {
    if (EVENT_TYPES.has(event.type)) report({ kind: 'event', event: { ...event } });
  });
  // It would connect again by itself, for ever, and say nothing of what it missed.
  client.on('WebSocketReconnecting', (error?: Error) =>
    report({ kind: 'closed', said: error === undefined ? '' : describe(error) }),
  );
  parentPort?.on('message', (message: unknown) => answer(client, questionSchema.parse(message)));
  await client.start([...applications], true);
  report({ kind: 'open', isReadOnly: !(await mayWrite(client)) });
}

/** While JSON is parsed nothing can end this thread, and no limit of its heap is kept. */
function limitJson(): void {
  const { parse } = JSON;
  JSON.parse = (text, reviver) => {
    // The package hands over a Buffer of the WebSocket, too.
    const json = String(text);
    return json.length > MAX_JSON_LENGTH ? giveUp() : parse(json, reviver);
  };
}

function checkBuffers(): void {
  if (getHeapStatistics().external_memory > MAX_BUFFERS) giveUp();
}

/** Packages may catch what is thrown, but not what is said. */
function giveUp(): never {
  report({ kind: 'closed', said: OUT_OF_MEMORY });
  throw new Error(OUT_OF_MEMORY);
}

/** Asterisk's API documents say `http://` of themselves also over TLS, and the package believes them. */
function stayWithTls({ hostname, port }: URL): void {
  const address = { host: hostname.replace(/^\[|\]$/g, ''), port: port === '' ? 443 : port };
  const request = (
    options: RequestOptions,
    onResponse: (response: IncomingMessage) => void,
  ): ClientRequest => https.request({ ...options, ...address }, onResponse);
  http.request = request as typeof http.request;
}

/** Asks for these events alone: each call is dozens of others, in an application that hears all. */
async function mayWrite(client: Client): Promise<boolean> {
  // Asterisk before 16.3 has no filter.
  if (findOperation(client, 'applications', 'filter') === undefined) return true;
  const allowed = [...EVENT_TYPES].map((type) => ({ type }));
  try {
    for (const applicationName of applications)
      await callOperation(client, 'applications', 'filter', {
        applicationName,
        filter: { allowed },
      });
    return true;
  } catch (error) {
    if (/denied/i.test(describe(error))) return false;
    throw error;
  }
}

function answer(client: Client, question: AriQuestion): void {
  const { id } = question;
  const work =
    question.kind === 'heartbeat'
      ? beat(client)
      : callOperation(client, question.resource, question.operation, question.args);
  work.then(
    (value) => report({ kind: 'answer', id, value: redactValue(value) }),
    (error: unknown) => report({ kind: 'refusal', id, said: describe(error) }),
  );
}

async function callOperation(
  client: Client,
  resource: string,
  name: string,
  args: Readonly<Record<string, unknown>>,
): Promise<unknown> {
  const operation = findOperation(client, resource, name);
  if (operation === undefined) throw new Error(`this Asterisk has no ${resource}.${name}`);
  return await operation(args);
}

/** Only what the API's documents brought: other properties of the client are its own. */
function findOperation(source: Client, resource: string, name: string): Operation | undefined {
  const own = (object: unknown, key: string): unknown =>
    typeof object === 'object' && object !== null
      ? Object.getOwnPropertyDescriptor(object, key)?.value
      : undefined;
  if (resource.startsWith('_')) return undefined;
  const operation = own(own(source, resource), name);
  return typeof operation === 'function' ? (operation as Operation) : undefined;
}

async function beat(client: Client): Promise<void> {
  const pong = new Promise((resolve) => client.once('pong' as 'ContactStatusChange', resolve));
  client.ping();
  await Promise.all([pong, callOperation(client, 'asterisk', 'getInfo', { only: 'system' })]);
}

/** The package rejects with an Error that has the body of the answer, with the answer, or with text. */
function describe(error: unknown): string {
  if (error instanceof Error) return redactText(readBody(error.message), username, password);
  if (typeof error === 'object' && error !== null && 'status' in error)
    return `status ${String(error.status)}`;
  return redactText(String(error), username, password);
}

function readBody(text: string): string {
  return /"message"\s*:\s*"((?:[^"\\]|\\.)*)"/.exec(text)?.[1] ?? text;
}

function report(message: AriReport): void {
  parentPort?.postMessage(message);
}
