// Gets the text of the configuration file, or says why there is none to judge.

import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { Complaint } from './complaint.ts';

/** Room for some thousand sites; what is larger is another file. */
const LARGEST_BYTES = 1024 * 1024;

const notAllowed = ['may not be read by this user', 'check its owner and mode'] as const;
const reasons: Readonly<Record<string, readonly [what: string, cure: string]>> = {
  ENOENT: ['does not exist', 'name the file with -c'],
  ENOTDIR: ['does not exist', 'name the file with -c'],
  EACCES: notAllowed,
  EPERM: notAllowed,
};

/** The text without its byte order mark; a Complaint when it cannot be had or is empty. */
export function readConfigText(file: string): string | Complaint {
  try {
    const bytes = readBytes(file);
    return bytes instanceof Complaint ? bytes : decodeText(bytes);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    const [what, cure] = reasons[code] ?? [`cannot be read (${code})`, 'check the file'];
    return new Complaint(what, cure);
  }
}

function readBytes(file: string): Buffer | Complaint {
  // Opening a pipe without a writer must not hang.
  const descriptor = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stats = fstatSync(descriptor);
    if (stats.isDirectory()) return new Complaint('is a directory', 'name the file in it');
    if (!stats.isFile()) return new Complaint('is not a regular file', 'write it to one');
    if (stats.size <= LARGEST_BYTES) return readFileSync(descriptor);
    return new Complaint('is larger than 1 MiB', 'name the configuration file');
  } finally {
    closeSync(descriptor);
  }
}

function decodeText(bytes: Buffer): string | Complaint {
  const text = decodeUtf8(bytes);
  if (text === undefined) return new Complaint('is not UTF-8 text', 'save it as UTF-8');
  if (text.replace(/^\s*#.*$/gm, '').trim() !== '') return text;
  return new Complaint('is empty', 'begin with "proxy:"');
}

function decodeUtf8(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
