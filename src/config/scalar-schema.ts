// The smallest parts of the schema: one YAML scalar each. The reader hands over every scalar as its
// source text, so each kind of value is parsed here and nowhere else.

import { isAbsolute } from 'node:path';
import { z } from 'zod';
import { Complaint, quote } from './complaint.ts';
import { parseDuration } from './duration.ts';
import { isHostName, parseAddress, parsePort } from './host-port.ts';
import { parseNetwork } from './network.ts';
import { SecretSource } from './secret-source.ts';
import { parseTransportUrl, type TransportUrlRules } from './transport-url.ts';

export interface SchemaNote {
  /** The kind of value in a few words, for the page of all keys; sections, lists and words say it themselves. */
  readonly kind?: string;
  /** What to write where the value is missing or of another shape. */
  readonly example: string;
  /** People write what they like there, a `#` too. */
  readonly freeText?: boolean;
  readonly secret?: boolean;
}

/** What the schema alone cannot say about a part of itself. */
export const schemaNotes = z.registry<SchemaNote>();

/** A schema that parses the text of a scalar. */
export function scalar<T>(parse: (text: string) => T | Complaint, note: SchemaNote) {
  return z
    .string()
    .transform((text, context): T => {
      const value = parse(text);
      if (!(value instanceof Complaint)) return value;
      context.addIssue({ code: 'custom', message: value.what, params: { cure: value.cure } });
      return z.NEVER;
    })
    .register(schemaNotes, note);
}

/** One of a few words. */
export function word<const T extends readonly [string, ...string[]]>(
  words: T,
  example?: T[number],
) {
  return z.enum(words).register(schemaNotes, { example: example ?? words[0] });
}

export function text(example: string) {
  return scalar(parseText, { kind: 'text', example, freeText: true });
}

/** Text in which `*` stands for any characters. */
export function pattern(example: string) {
  return scalar(parseText, { kind: 'text, `*` for any characters', example, freeText: true });
}

export function transportUrl(example: string, rules: TransportUrlRules) {
  return scalar((url) => parseTransportUrl(url, rules), { kind: 'URL', example });
}

/** Milliseconds. */
export function duration(example: string, shortestMs?: number, longestMs?: number) {
  const kind = ['duration', ...describeLimits(shortestMs, longestMs)].join(' ');
  return scalar((time) => parseDuration(time, shortestMs, longestMs), { kind, example });
}

function describeLimits(shortestMs = 0, longestMs = Number.POSITIVE_INFINITY): string[] {
  if (shortestMs === 0) return [];
  const least = `\`${shortestMs / 1_000}s\``;
  return longestMs === Number.POSITIVE_INFINITY
    ? ['of at least', least]
    : ['from', least, 'to', `\`${longestMs / 1_000}s\``];
}

export const yesOrNo = scalar(parseYesOrNo, { kind: 'yes or no', example: 'yes' });
export const port = scalar(parsePort, { kind: 'port', example: '5038' });
export const ipAddress = scalar(parseAddress, { kind: 'address', example: '203.0.113.10' });
export const network = scalar(parseNetwork, { kind: 'network', example: '192.168.0.0/16' });
export const networks = z.array(network).register(schemaNotes, { example: '[192.168.0.0/16]' });
export const directory = scalar(parseAbsolutePath, { kind: 'path', example: '/var/lib/farend' });
export const webUrl = scalar(parseWebUrl, {
  kind: 'http or https URL',
  example: 'https://example.com/hook',
  freeText: true,
});
export const host = scalar(parseHostText, { kind: 'address or host name', example: '127.0.0.1' });

const secretPlace = z
  .strictObject({
    env: scalar(parseVariableName, { example: 'FAREND_SECRET' }).exactOptional(),
    file: directory.exactOptional(),
  })
  .transform(({ env, file }, context) => {
    if (env !== undefined && file === undefined)
      return new SecretSource({ kind: 'env', name: env });
    if (file !== undefined && env === undefined) return new SecretSource({ kind: 'file', file });
    context.addIssue({
      code: 'custom',
      message: 'needs exactly one of env and file',
      params: { cure: 'write { env: NAME } or { file: /PATH }' },
    });
    return z.NEVER;
  });

/** `{ env: NAME }`, `{ file: /PATH }` or the text itself. */
export const secret = z
  .union([scalar(parseSecretText, { example: '{ env: FAREND_SECRET }' }), secretPlace])
  .register(schemaNotes, {
    kind: 'secret',
    example: '{ env: FAREND_SECRET }',
    freeText: true,
    secret: true,
  });

function parseText(value: string): string | Complaint {
  if (value.trim() === '') return new Complaint('is empty', 'write some text or take the key out');
  if (!hasControl(value)) return value;
  return new Complaint('holds a line break or another control character', 'write it on one line');
}

function parseSecretText(value: string): SecretSource | Complaint {
  const parsed = parseText(value);
  return parsed instanceof Complaint ? parsed : new SecretSource({ kind: 'text', text: value });
}

function hasControl(value: string): boolean {
  return /\p{Cc}/u.test(value);
}

const yesWords: ReadonlySet<string> = new Set(['yes', 'on', 'true']);
const noWords: ReadonlySet<string> = new Set(['no', 'off', 'false']);

/** True and false in the six spellings of YAML, in any case. */
export function parseYesOrNo(value: string): boolean | Complaint {
  const lower = value.toLowerCase();
  if (yesWords.has(lower)) return true;
  return noWords.has(lower)
    ? false
    : new Complaint(`${quote(value)} is neither yes nor no`, 'write yes or no');
}

/** The path as it is written. */
export function parseAbsolutePath(value: string): string | Complaint {
  if (isAbsolute(value) && !hasControl(value)) return value;
  return new Complaint(`${quote(value)} is not an absolute path`, 'write one that begins with /');
}

function parseVariableName(value: string): string | Complaint {
  if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(value)) return value;
  return new Complaint(
    'is not the name of an environment variable',
    'write one such as FAREND_SECRET',
  );
}

function parseHostText(value: string): string | Complaint {
  if (isHostName(value)) return value.toLowerCase();
  const address = parseAddress(value);
  if (typeof address === 'string') return address;
  return new Complaint(
    `${quote(value)} is neither an address nor a host name`,
    'write one, without a port',
  );
}

/** The address is not shown: those of webhooks hold keys. */
function parseWebUrl(value: string): string | Complaint {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return value;
  return new Complaint('is not a web address', 'write one that begins with http:// or https://');
}
