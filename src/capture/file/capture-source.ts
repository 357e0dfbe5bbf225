// The bytes of a capture file, in pieces: from the disk, unpacked where it is packed with gzip.

import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { AppError } from '../../base/app-error.ts';
import { ByteReader } from './byte-reader.ts';

/** How many bytes were read of how many; the size is 0 where nobody knows it, as of a pipe. */
type TellProgress = (bytesRead: number, size: number) => void;

const PIECE_BYTES = 1024 * 1024;
const GZIP_MAGIC = 0x1f8b;

interface OpenCapture {
  readonly reader: ByteReader;
  /** Milliseconds since 1970. */
  readonly writtenAt: number;
}

/** @throws AppError CAPTURE_UNREADABLE, also while its pieces are read */
export async function openCapture(path: string, tell: TellProgress): Promise<OpenCapture> {
  const { size, mtimeMs } = await stat(path).catch((cause) => fail(path, cause));
  const reader = new ByteReader(readPieces(path, size, tell));
  const isPacked = (await reader.fill(2)) && reader.peek(2).readUInt16BE(0) === GZIP_MAGIC;
  return {
    reader: isPacked ? new ByteReader(unpack(reader.rest())) : reader,
    writtenAt: Math.floor(mtimeMs),
  };
}

async function* readPieces(
  path: string,
  size: number,
  tell: TellProgress,
): AsyncGenerator<Buffer, void, undefined> {
  let bytesRead = 0;
  try {
    for await (const piece of createReadStream(path, { highWaterMark: PIECE_BYTES })) {
      bytesRead += piece.length;
      tell(bytesRead, size);
      yield piece;
    }
  } catch (cause) {
    fail(path, cause);
  }
}

/** Throws what zlib throws: `isCutGzip` and `isBadGzip` tell. */
async function* unpack(packed: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, undefined> {
  const gunzip = createGunzip();
  // Whoever reads from it gets the failure.
  const feeding = pipeline(packed, gunzip).catch(() => undefined);
  yield* gunzip;
  await feeding;
}

/** The file ends before the content does. */
export function isCutGzip(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'Z_BUF_ERROR';
}

/** The content is not what its checksums say. */
export function isBadGzip(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'Z_DATA_ERROR';
}

function fail(path: string, cause: unknown): never {
  if (cause instanceof AppError) throw cause;
  const why = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
  const meaning = meanings[why] ?? why;
  throw new AppError('CAPTURE_UNREADABLE', `${path} cannot be read: ${meaning}`, { cause });
}

const meanings: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'you may not read it',
  EISDIR: 'it is a directory; name the files in it',
};
