// What SQLite complains of, told to a person: which file, why, and what to do.

import { AppError, isAppError } from '../base/app-error.ts';

/** Primary result codes of SQLite (sqlite3.h); the extended ones have them in their low byte. */
const SQLITE_BUSY = 5;
const SQLITE_READONLY = 8;
const SQLITE_CORRUPT = 11;
const SQLITE_FULL = 13;
const SQLITE_CANTOPEN = 14;
const SQLITE_NOTADB = 26;

const cures: Readonly<Record<number, string>> = {
  [SQLITE_BUSY]: 'another process has it open: let each farend have a state directory of its own',
  [SQLITE_READONLY]: 'it cannot be written: check owner, permissions, and how its disk is mounted',
  [SQLITE_CANTOPEN]: 'it cannot be opened: check owner, permissions, and how its disk is mounted',
  [SQLITE_FULL]: 'the disk is full: make room on it',
};

/** The file holds nonsense: no retry mends it. */
export function isDamage(error: unknown): boolean {
  const code = readResultCode(error);
  return code === SQLITE_CORRUPT || code === SQLITE_NOTADB;
}

/** Another process has the file. */
export function isTaken(error: unknown): boolean {
  return readResultCode(error) === SQLITE_BUSY;
}

/** The disk is full: the open file can still be read, and written again once there is room. */
export function isFullDisk(error: unknown): boolean {
  return readResultCode(error) === SQLITE_FULL;
}

/** @returns AppError STATE_UNUSABLE, or the error itself where it is one of ours */
export function explainTrouble(path: string, error: unknown): AppError {
  if (isAppError(error)) return error;
  const reason = error instanceof Error ? error.message : String(error);
  const cure = cures[readResultCode(error) ?? -1] ?? readSystemCure(error);
  return new AppError(
    'STATE_UNUSABLE',
    `${path}: ${cure ?? 'check the disk'}; what is learned meanwhile lives in memory (${reason})`,
    { cause: error },
  );
}

function readSystemCure(error: unknown): string | undefined {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOSPC') return cures[SQLITE_FULL];
  return code === 'EACCES' || code === 'EROFS' || code === 'EPERM'
    ? cures[SQLITE_READONLY]
    : undefined;
}

function readResultCode(error: unknown): number | undefined {
  const { errcode } = (error ?? {}) as { errcode?: unknown };
  return typeof errcode === 'number' ? errcode & 0xff : undefined;
}
