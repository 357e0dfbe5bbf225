// What a record store is told at its start, and what it tells.

import type { AppError } from '../../base/app-error.ts';

export interface RecordStoreOptions {
  /** A file, whose directory is made if there is none; or `:memory:`. */
  readonly path: string;
  /** How long history is kept. */
  readonly keepMs: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

export interface RecordStoreEvents {
  /** The file cannot be written or was damaged: once, until it is written again. */
  onTrouble(error: AppError): void;
  onRecovered(): void;
  /** So many records could not be read and were left out. */
  onSkipped?(rows: number): void;
}
