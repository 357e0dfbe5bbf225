// The options that every command has, and the argument that several have.

import { InvalidArgumentError, Option } from '@commander-js/extra-typings';
import { parseDuration } from '../config/duration.ts';

const DEFAULT_FILE = '/etc/farend/farend.yaml';

/** `-c, --config <file>`; a fresh one for each command. */
export function createConfigOption() {
  return new Option('-c, --config <file>', 'the configuration file').default(DEFAULT_FILE);
}

/** `--json`; a fresh one for each command. */
export function createJsonOption() {
  return new Option('--json', 'answer with one JSON document on stdout').default(false);
}

/** `--json` of a service: it answers nothing, and logs in JSON also on a terminal. */
export function createJsonLogOption() {
  return new Option('--json', 'log in JSON, also on a terminal').default(false);
}

/** The name of an endpoint, for `Command.argument`. @throws InvalidArgumentError for what none has */
export function parseEndpoint(name: string): string {
  if (name === '') throw new InvalidArgumentError('An endpoint has a name.');
  // In the path of a question these are steps, and no names.
  if (name === '.' || name === '..') throw new InvalidArgumentError('No endpoint has that name.');
  return name;
}

/** Milliseconds, one at least. @throws InvalidArgumentError */
export function parseDurationArgument(text: string): number {
  const duration = parseDuration(text, 1);
  if (typeof duration === 'number') return duration;
  throw new InvalidArgumentError(`${duration.what}: ${duration.cure}`);
}
