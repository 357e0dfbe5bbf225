// The guard's Unix socket, `divert.sock` in the directory `run`: one word in, one JSON document out.

import { connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { openUnixSocket } from '../base/open-unix-socket.ts';

/** `status`; `reload`: what was asked for has changed; `stop`: the table goes, and the guard ends. */
export type GuardQuestion = 'status' | 'reload' | 'stop';

const questions: ReadonlySet<string> = new Set(['status', 'reload', 'stop']);
/** The guard may wait for nft, and for names of trunks. */
const ANSWER_MS = 15_000;
const MAX_CHARACTERS = 4_000_000;

export function guardSocketPath(runDirectory: string): string {
  return join(runDirectory, 'divert.sock');
}

/** @throws AppError DIVERT_UNAVAILABLE when another guard serves it, or there is no place for it */
export async function serveGuard(
  runDirectory: string,
  answer: (question: GuardQuestion) => Promise<object>,
): Promise<Server> {
  const server = createServer((socket) => serve(socket, answer));
  await openUnixSocket(server, guardSocketPath(runDirectory), {
    taken: 'DIVERT_UNAVAILABLE',
    unavailable: 'DIVERT_UNAVAILABLE',
  });
  return server;
}

function serve(socket: Socket, answer: (question: GuardQuestion) => Promise<object>): void {
  socket.on('error', () => undefined);
  socket.once('data', (bytes) => {
    const question = bytes.toString('latin1').trim();
    if (!questions.has(question)) {
      socket.destroy();
      return;
    }
    answer(question as GuardQuestion).then(
      (document) => socket.end(JSON.stringify(document)),
      () => socket.destroy(),
    );
  });
}

/** The answer, parsed; undefined when no guard answers. */
export function askGuard(runDirectory: string, question: GuardQuestion): Promise<unknown> {
  return new Promise((resolve) => {
    const socket = connect(guardSocketPath(runDirectory)).setEncoding('utf8');
    const timer = setTimeout(() => socket.destroy(), ANSWER_MS);
    let text = '';
    socket.on('connect', () => socket.write(`${question}\n`));
    socket.on('data', (chunk) => {
      text += String(chunk);
      if (text.length > MAX_CHARACTERS) socket.destroy();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearTimeout(timer);
      resolve(parse(text));
    });
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
