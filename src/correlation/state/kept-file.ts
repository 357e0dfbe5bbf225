// The file behind the store, through everything that befalls it: a disk that is full or read-only, a
// directory that nobody may write, damage. It says what is left to read from, and opens anew.

import { AppError } from '../../base/app-error.ts';
import {
  IN_MEMORY,
  openReadOnly,
  openRecordFile,
  removeCopies,
  setAside,
} from './open-record-file.ts';
import type { RecordFile } from './record-file.ts';
import { explainTrouble, isDamage, isFullDisk, isTaken } from './sqlite-trouble.ts';

export class KeptFile {
  private readonly path: string;
  private file: RecordFile | undefined;

  constructor(path: string) {
    this.path = path;
  }

  /** What there is to read from: the file, or a copy of one that cannot be written. */
  get readable(): RecordFile | undefined {
    return this.file;
  }

  /** The file, opened if it is not. @throws as openRecordFile */
  open(): RecordFile {
    if (this.file !== undefined && !this.file.isReadOnly) return this.file;
    const file = openRecordFile(this.path);
    this.close();
    this.file = file;
    return file;
  }

  /** After an error of it. @returns the trouble in a sentence, with what was done */
  replace(error: unknown): AppError {
    const isCopy = this.file?.isReadOnly === true;
    if (isDamage(error) && !isCopy) return this.beginAnew(error);
    const isStillReadable = isCopy ? !isDamage(error) : isFullDisk(error);
    if (this.file === undefined || !isStillReadable) {
      this.close();
      if (!isTaken(error) && !isCopy) this.file = tryReadOnly(this.path);
    }
    return explainTrouble(this.path, error);
  }

  /** @param olderThanMs see removeCopies */
  removeCopies(olderThanMs?: number): void {
    if (this.path !== IN_MEMORY) removeCopies(this.path, olderThanMs);
  }

  close(): void {
    const { file } = this;
    this.file = undefined;
    try {
      file?.close();
    } catch {
      // it is given up anyway
    }
  }

  private beginAnew(damage: unknown): AppError {
    this.close();
    try {
      const aside = setAside(this.path);
      this.file = openRecordFile(this.path);
      return new AppError(
        'STATE_UNUSABLE',
        `${this.path} was damaged and is ${aside} now: a new one was begun, and devices come back from the proxy and Asterisk`,
        { cause: damage },
      );
    } catch (error) {
      return explainTrouble(this.path, error);
    }
  }
}

function tryReadOnly(path: string): RecordFile | undefined {
  try {
    return path === IN_MEMORY ? undefined : openReadOnly(path);
  } catch {
    return undefined; // nothing to read from
  }
}
