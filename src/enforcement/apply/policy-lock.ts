// Who may change the settings of Asterisk: one process at a time. The lock is a Unix socket, since the
// kernel frees it when its process is killed; whoever connects is told who has it.

import { connect, createServer, type Server, type Socket } from 'node:net';
import process from 'node:process';
import { z } from 'zod';
import { AppError, isAppError } from '../../base/app-error.ts';
import { openUnixSocket } from '../../base/open-unix-socket.ts';

/** A living process answers at once. */
const ANSWER_MS = 1_000;
const MAX_ANSWER_CHARACTERS = 1_000;

const holderSchema = z.object({
  pid: z.int(),
  /** Milliseconds since 1970. */
  since: z.int(),
  /** `farend policy apply`, `the companion`. */
  what: z.string().max(100),
});

type Holder = z.infer<typeof holderSchema>;

/**
 * @param path `policy.sock` in the directory `run`
 * @param holder what a process that waits for it is told
 * @throws AppError POLICY_BUSY when another process has it, POLICY_UNWRITABLE when there is no place for it
 */
export async function takePolicyLock(
  path: string,
  holder: { readonly what: string; readonly now: number },
): Promise<PolicyLock> {
  const lock = new PolicyLock(path, { pid: process.pid, since: holder.now, what: holder.what });
  await lock.take();
  return lock;
}

export class PolicyLock {
  private readonly path: string;
  private readonly holder: Holder;
  private readonly server: Server;

  constructor(path: string, holder: Holder) {
    this.path = path;
    this.holder = holder;
    this.server = createServer((socket) => answer(socket, holder));
  }

  async take(): Promise<void> {
    try {
      await openUnixSocket(this.server, this.path, {
        taken: 'POLICY_BUSY',
        unavailable: 'POLICY_UNWRITABLE',
      });
      this.server.unref();
    } catch (error) {
      throw isAppError(error, 'POLICY_BUSY') ? busy(await askHolder(this.path)) : error;
    }
  }

  /**
   * Two that find the socket of a killed process at the same moment may both take its place; only one
   * is found there afterwards.
   *
   * @throws AppError POLICY_BUSY when another process has the lock
   */
  async verify(): Promise<void> {
    const found = await askHolder(this.path);
    const { pid, since } = this.holder;
    if (found?.pid !== pid || found.since !== since) throw busy(found);
  }

  release(): Promise<void> {
    return new Promise((resolve) => {
      this.server.close(() => resolve());
    });
  }
}

function answer(socket: Socket, holder: Holder): void {
  socket.on('error', () => undefined);
  socket.end(JSON.stringify(holder));
  socket.resume();
}

/** Undefined when it does not say. */
function askHolder(path: string): Promise<Holder | undefined> {
  return new Promise((resolve) => {
    const socket = connect(path).setEncoding('utf8');
    const timer = setTimeout(() => socket.destroy(), ANSWER_MS);
    let text = '';
    socket.on('data', (chunk) => {
      text += String(chunk);
      if (text.length > MAX_ANSWER_CHARACTERS) socket.destroy();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearTimeout(timer);
      resolve(readHolder(text));
    });
  });
}

function readHolder(text: string): Holder | undefined {
  try {
    return holderSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function busy(holder: Holder | undefined): AppError {
  const who =
    holder === undefined
      ? 'another farend'
      : `${holder.what} (process ${holder.pid}, since ${new Date(holder.since).toISOString()})`;
  return new AppError(
    'POLICY_BUSY',
    `${who} changes the settings of Asterisk at this moment: try again when it has ended`,
  );
}
