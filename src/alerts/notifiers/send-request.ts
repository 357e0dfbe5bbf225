// One HTTP request to a receiver: within a time, never to another place than it was meant for, and with
// little of its answer read. What goes wrong is told in words without path, query or credentials of the
// URL: they may be secrets.

import { readRetryAfter } from './read-retry-after.ts';

const TIMEOUT_MS = 10_000;
/** Of an answer; no receiver has to say more than that. */
const MAX_BODY_BYTES = 65_536;

export interface HttpOptions {
  /** For the User-Agent. */
  readonly version: string;
  /** Milliseconds since 1970. */
  now(): number;
  /** Default: 10 s. */
  readonly timeoutMs?: number;
}

export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Whether the body of an answer matters. Default: it is not read. */
  readonly readsBody?: boolean;
}

export interface HttpAnswer {
  readonly kind: 'answer';
  readonly status: number;
  readonly retryAfterMs: number | undefined;
  /** '' where it was not read; cut at 64 KiB. */
  readonly body: string;
}

export interface HttpFailure {
  readonly kind: 'failure';
  /** A sentence, with the name of the host. */
  readonly reason: string;
}

/** Never throws. @param signal gives up */
export async function sendRequest(
  { method, url, headers = {}, body, readsBody = false }: HttpRequest,
  { version, now, timeoutMs = TIMEOUT_MS }: HttpOptions,
  signal: AbortSignal,
): Promise<HttpAnswer | HttpFailure> {
  const place = readPlace(url);
  if (place === undefined)
    return { kind: 'failure', reason: 'its address is no http or https URL' };
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(place.url, {
      method,
      headers: { 'User-Agent': `farend/${version}`, ...place.authorization, ...headers },
      ...(body !== undefined && { body }),
      redirect: 'manual',
      signal: AbortSignal.any([signal, timeout]),
    });
    return {
      kind: 'answer',
      status: response.status,
      retryAfterMs: readRetryAfter(response.headers.get('retry-after'), now()),
      body: readsBody ? await readBody(response) : await leaveBody(response),
    };
  } catch (error) {
    if (timeout.aborted)
      return {
        kind: 'failure',
        reason: `${place.host} did not answer within ${timeoutMs / 1_000} s`,
      };
    return { kind: 'failure', reason: explainFailure(place.host, error) };
  }
}

interface Place {
  readonly url: URL;
  readonly host: string;
  /** fetch refuses a URL with credentials in it. */
  readonly authorization: Readonly<Record<string, string>>;
}

function readPlace(text: string): Place | undefined {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) return undefined;
  const { username, password, host } = url;
  url.username = '';
  url.password = '';
  if (username === '' && password === '') return { url, host, authorization: {} };
  const credentials = `${decode(username)}:${decode(password)}`;
  const basic = Buffer.from(credentials).toString('base64');
  return { url, host, authorization: { Authorization: `Basic ${basic}` } };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a % that stands for itself
  }
}

async function readBody({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body ?? []) {
    chunks.push(chunk);
    length += chunk.length;
    // Leaving the loop closes the connection.
    if (length >= MAX_BODY_BYTES) break;
  }
  return Buffer.concat(chunks).subarray(0, MAX_BODY_BYTES).toString();
}

/** The status says it all, whatever becomes of the rest. */
async function leaveBody({ body }: Response): Promise<''> {
  await body?.cancel().catch(() => undefined);
  return '';
}

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'refuses the connection',
  ECONNRESET: 'ended the connection',
  UND_ERR_SOCKET: 'ended the connection',
  ENOTFOUND: 'is not known to DNS',
  EAI_AGAIN: 'cannot be looked up: DNS does not answer',
  EHOSTUNREACH: 'cannot be reached',
  ENETUNREACH: 'cannot be reached',
  ETIMEDOUT: 'does not answer',
  UND_ERR_CONNECT_TIMEOUT: 'does not answer',
};

/** Only by its code: the message of an error may have the URL in it. */
function explainFailure(host: string, error: unknown): string {
  const code = readCode(error);
  const reason = reasons[code];
  if (reason !== undefined) return `${host} ${reason}`;
  if (code.startsWith('HPE_')) return `${host} does not answer in HTTP`;
  return `${host} cannot be asked (${code === '' ? 'no reason given' : code})`;
}

function readCode(error: unknown): string {
  const { cause = error } = error as { cause?: unknown };
  const { code } = (cause ?? {}) as { code?: unknown };
  return typeof code === 'string' ? code : '';
}
