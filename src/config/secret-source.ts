// Where a secret is found: written in the file, in an environment variable or in a file of its own.
// It is read at the moment of use only, and shows itself nowhere: not in logs, not in JSON.

import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { AppError } from '../base/app-error.ts';

export type SecretPlace =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'env'; readonly name: string }
  | { readonly kind: 'file'; readonly file: string };

/** Holds the place of a secret; only {@link readSecret} gets the secret itself out. */
export class SecretSource {
  readonly #place: SecretPlace;

  constructor(place: SecretPlace) {
    this.#place = place;
  }

  /** For {@link readSecret}. Never print it. */
  static placeOf(source: SecretSource): SecretPlace {
    return source.#place;
  }

  /** `[secret]`, or the name of its variable or file: safe to print. */
  toString(): string {
    const place = this.#place;
    if (place.kind === 'text') return '[secret]';
    return place.kind === 'env' ? `[secret: env ${place.name}]` : `[secret: file ${place.file}]`;
  }

  toJSON(): string {
    return this.toString();
  }

  [inspect.custom](): string {
    return this.toString();
  }
}

/**
 * The secret itself; line ends at the end of a file are left out.
 *
 * @throws AppError SECRET_UNREADABLE when the variable is unset, the file unreadable, or either empty
 */
export function readSecret(source: SecretSource): string {
  const place = SecretSource.placeOf(source);
  if (place.kind === 'text') return place.text;
  return place.kind === 'env' ? readVariable(place.name) : readSecretFile(place.file);
}

function readVariable(name: string): string {
  const value = process.env[name];
  if (value !== undefined && value !== '') return value;
  const state = value === '' ? 'empty' : 'not set';
  throw new AppError(
    'SECRET_UNREADABLE',
    `The environment variable ${name} is ${state}: set it where farend is started.`,
  );
}

function readSecretFile(file: string): string {
  const text = readText(file).replace(/[\r\n]+$/, '');
  if (text !== '') return text;
  throw new AppError(
    'SECRET_UNREADABLE',
    `The secret file ${file} is empty: write the secret into it.`,
  );
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw toUnreadable(file, cause);
  }
}

function toUnreadable(file: string, cause: unknown): AppError {
  const reason = cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : '';
  return new AppError(
    'SECRET_UNREADABLE',
    `The secret file ${file} cannot be read${reason}: it must exist and be readable by the user that runs farend.`,
    { cause },
  );
}
