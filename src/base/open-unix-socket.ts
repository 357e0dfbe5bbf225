// A server on a Unix socket: its directory, its mode, and what is done about a file that is there
// already.

import { lstat, mkdir, unlink } from 'node:fs/promises';
import { connect, type Server } from 'node:net';
import { dirname } from 'node:path';
import process from 'node:process';
import { AppError, type ErrorCode } from './app-error.ts';
import { giveToOwnerOfDirectory } from './open-state-file.ts';

const DIRECTORY_MODE = 0o750;
/** What is taken away from a file's mode: 0660 is left for the socket. */
const SOCKET_UMASK = 0o117;
/** A living process accepts at once; one that takes longer lives all the same. */
const PROBE_MS = 1_000;

/** By which code each failure is told: they differ by what the socket is for. */
export interface SocketCodes {
  /** Another process serves there. */
  readonly taken: ErrorCode;
  /** The place cannot be used. */
  readonly unavailable: ErrorCode;
}

/**
 * Listens on `path`, mode 0660. A socket file that a killed process left behind is replaced.
 *
 * @throws AppError one of `codes`
 */
export async function openUnixSocket(
  server: Server,
  path: string,
  codes: SocketCodes,
): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true, mode: DIRECTORY_MODE });
    await removeStale(path, codes);
    await listen(server, path);
    await giveToOwnerOfDirectory(path);
  } catch (error) {
    if (error instanceof AppError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') throw taken(path, codes);
    throw new AppError(
      codes.unavailable,
      `${path} cannot be made: ${(error as Error).message}; set run to a directory that farend may write to`,
      { cause: error },
    );
  }
}

function taken(path: string, codes: SocketCodes): AppError {
  return new AppError(
    codes.taken,
    `another farend serves ${path}: stop that one, or set run to another directory`,
  );
}

/** A socket file outlives a process that was killed; nobody accepts on it then. */
async function removeStale(path: string, codes: SocketCodes): Promise<void> {
  const found = await lstat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (found === undefined) return;
  if (!found.isSocket())
    throw new AppError(codes.unavailable, `${path} is no socket: move it away, or change run`);
  if (await isServed(path)) throw taken(path, codes);
  await unlink(path);
}

function isServed(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    const finish = (served: boolean) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(served);
    };
    const timer = setTimeout(() => finish(true), PROBE_MS);
    socket.once('connect', () => finish(true));
    socket.once('error', (error: NodeJS.ErrnoException) =>
      finish(error.code !== 'ECONNREFUSED' && error.code !== 'ENOENT'),
    );
  });
}

/** The mode is right from the first moment: `listen` makes the file before it returns. */
function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    const umask = process.umask(SOCKET_UMASK);
    try {
      server.listen(path, () => {
        server.removeListener('error', reject);
        resolve();
      });
    } finally {
      process.umask(umask);
    }
  });
}
