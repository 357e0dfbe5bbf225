// The file behind a store, through everything that befalls it: a disk that is full or read-only, a
// directory that nobody may write, damage. It says what is left to read from, and opens anew.

import { statSync } from 'node:fs';
import { AppError } from '../base/app-error.ts';
import type { FileKind, OpenFile } from './file-kind.ts';
import { IN_MEMORY, openFile, openReadOnly, removeCopies, setAside } from './open-file.ts';
import { explainTrouble, isDamage, isFullDisk, isTaken } from './sqlite-trouble.ts';

export class KeptFile<File extends OpenFile> {
  private readonly path: string;
  private readonly kind: FileKind<File>;
  private file: File | undefined;
  /** Of the file that is open. */
  private inode: bigint | undefined;

  /** @param path of a file, whose directory is made if there is none; or `:memory:` */
  constructor(path: string, kind: FileKind<File>) {
    this.path = path;
    this.kind = kind;
  }

  /** What there is to read from: the file, or a copy of one that cannot be written. */
  get readable(): File | undefined {
    return this.file;
  }

  /**
   * The file, opened if it is not.
   *
   * @throws as openFile; AppError STATE_UNUSABLE once when somebody took the open file away
   */
  open(): File {
    if (this.file !== undefined && !this.file.isReadOnly) {
      if (this.findInode() === this.inode) return this.file;
      throw new AppError(
        'STATE_UNUSABLE',
        `${this.path} was removed or replaced while it was in use: what was in it is lost, and it is opened anew`,
      );
    }
    const file = openFile(this.path, this.kind);
    this.close();
    return this.take(file);
  }

  /** After an error of it. @returns the trouble in a sentence, with what was done */
  replace(error: unknown): AppError {
    const isCopy = this.file?.isReadOnly === true;
    if (isDamage(error) && !isCopy) return this.beginAnew(error);
    const isStillReadable = isCopy ? !isDamage(error) : isFullDisk(error);
    if (this.file === undefined || !isStillReadable) {
      this.close();
      if (!isTaken(error) && !isCopy) this.file = tryReadOnly(this.path, this.kind);
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

  private take(file: File): File {
    this.file = file;
    this.inode = this.findInode();
    return file;
  }

  private findInode(): bigint | undefined {
    if (this.path === IN_MEMORY) return undefined;
    return statSync(this.path, { bigint: true, throwIfNoEntry: false })?.ino;
  }

  private beginAnew(damage: unknown): AppError {
    this.close();
    try {
      const aside = setAside(this.path);
      this.take(openFile(this.path, this.kind));
      return new AppError(
        'STATE_UNUSABLE',
        `${this.path} was damaged and is ${aside} now: a new one was begun, and ${this.kind.afterLoss}`,
        { cause: damage },
      );
    } catch (error) {
      return explainTrouble(this.path, error);
    }
  }
}

function tryReadOnly<File extends OpenFile>(path: string, kind: FileKind<File>): File | undefined {
  try {
    return path === IN_MEMORY ? undefined : openReadOnly(path, kind);
  } catch {
    return undefined; // nothing to read from
  }
}
