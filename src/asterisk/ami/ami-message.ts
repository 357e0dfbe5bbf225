// One message of Asterisk as it leaves the parser: header names in lower case, the first value of
// each, no password and no digest in it.

/** Lower-case name → value. */
export type AmiHeaders = ReadonlyMap<string, string>;

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

/** Reads what the package parsed: an object of texts, with a list where a header stood twice. */
export function readMessage(raw: unknown): AmiMessage {
  const headers = new Map<string, string>();
  if (typeof raw === 'object' && raw !== null) {
    for (const [name, value] of Object.entries(raw)) {
      const first: unknown = Array.isArray(value) ? value.find(isText) : value;
      if (isText(first) && !SECRETS.has(name)) headers.set(name, first);
    }
  }
  const event = headers.get('event') ?? '';
  if (event !== '') headers.delete('response');
  return { event, headers };
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
