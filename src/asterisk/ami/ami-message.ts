// One message of Asterisk as it leaves the parser: header names in lower case, the first value of
// each, no password and no digest in it.

/** Lower-case name → value. */
export type AmiHeaders = ReadonlyMap<string, string>;

/** What stands for the digest response of a refused request; undefined where nothing can. */
export type TagResponse = (response: string) => string | undefined;

export interface AmiMessage {
  /** Its name, '' for an answer. */
  readonly event: string;
  readonly headers: AmiHeaders;
}

/** Asterisk tells them in clear: PJSIPShowEndpoint, PJSIPShowRegistrationsOutbound, GetConfig. */
const SECRETS: ReadonlySet<string> = new Set([
  'password',
  'secret',
  'md5secret',
  'remotesecret',
  'md5cred',
  'passworddigest',
  'oauthsecret',
  'refreshtoken',
  // Of ChallengeResponseFailed and InvalidPassword, where `Response` is a digest too.
  'expectedresponse',
  'receivedhash',
]);

/**
 * Events that bring the digest response of the request: under `Response` chan_pjsip's (a digest for an
 * event, the word of success for an answer), under `ReceivedHash` chan_sip's.
 */
const RESPONSE_HEADERS: Readonly<Record<string, string>> = {
  ChallengeResponseFailed: 'response',
  InvalidPassword: 'receivedhash',
};
const TAG_HEADER = 'responsetag';

/**
 * Reads what the package parsed: an object of texts, with a list where a header stood twice. In place
 * of a digest response stands its tag, as `responsetag`.
 */
export function readMessage(raw: unknown, tagResponse?: TagResponse): AmiMessage {
  const headers = readHeaders(raw);
  const event = headers.get('event') ?? '';
  const response = headers.get(RESPONSE_HEADERS[event] ?? '')?.toLowerCase() ?? '';
  const tag = response === '' ? undefined : tagResponse?.(response);
  headers.delete(TAG_HEADER);
  if (tag !== undefined) headers.set(TAG_HEADER, tag);
  for (const name of SECRETS) headers.delete(name);
  if (event !== '') headers.delete('response');
  return { event, headers };
}

function readHeaders(raw: unknown): Map<string, string> {
  const headers = new Map<string, string>();
  if (typeof raw !== 'object' || raw === null) return headers;
  for (const [name, value] of Object.entries(raw)) {
    const first: unknown = Array.isArray(value) ? value.find(isText) : value;
    if (isText(first)) headers.set(name, first);
  }
  return headers;
}

/** Whether an answer says no. */
export function isError(answer: AmiMessage): boolean {
  return answer.headers.get('response')?.toLowerCase() === 'error';
}

/** What it takes in memory, about: a short one is mostly its Map. */
export function estimateBytes({ headers }: AmiMessage): number {
  let bytes = 256;
  for (const [name, value] of headers) bytes += 64 + name.length + value.length;
  return bytes;
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}
