// Asterisk's console by its control socket, as `asterisk -rx` uses it (netconsole of main/asterisk.c):
// no program of Asterisk is needed. The first line greets with `HOST/PID/VERSION`.

import { connect, type Socket } from 'node:net';
import { AppError } from '../base/app-error.ts';
import type { FoundAsterisk } from './asterisk-survey.ts';
import type { ConsoleCommand } from './console-command.ts';

export interface ConsoleAnswer {
  /** Of the process that answers, as it knows itself. */
  readonly pid: number;
  readonly version: string;
  /** Without the greeting; lines end in a newline. */
  readonly output: string;
}

/** Longer answers are cut: `pjsip show contacts` of 20,000 phones has three megabytes. */
const MAX_BYTES = 16 * 1024 * 1024;
const GREETING = /^[^\n]*\/(\d+)\/([^\n]*)\n/;

/**
 * What one command prints.
 *
 * @param deadlineMs for connection and answer together
 * @throws AppError CONSOLE_UNREACHABLE
 */
export async function askConsole(
  asterisk: Pick<FoundAsterisk, 'controlSocket'>,
  command: ConsoleCommand,
  deadlineMs = 10_000,
): Promise<string> {
  const { output } = await openConsole(asterisk.controlSocket, command, deadlineMs);
  return output;
}

/**
 * The same, with what the greeting says.
 *
 * @throws AppError CONSOLE_UNREACHABLE
 */
export async function openConsole(
  controlSocket: string,
  command: ConsoleCommand,
  deadlineMs: number,
): Promise<ConsoleAnswer> {
  const socket = connect(controlSocket);
  const timer = setTimeout(() => socket.destroy(new Error('ETIMEDOUT')), deadlineMs);
  try {
    socket.write(`cli quit after ${command}\0`);
    return parseAnswer(await readAll(socket), controlSocket);
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError(
      'CONSOLE_UNREACHABLE',
      explain(error as NodeJS.ErrnoException, controlSocket),
      { cause: error },
    );
  } finally {
    clearTimeout(timer);
    socket.destroy();
  }
}

async function readAll(socket: Socket): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of socket as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > MAX_BYTES) break;
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parseAnswer(text: string, controlSocket: string): ConsoleAnswer {
  const greeting = GREETING.exec(text);
  if (greeting === null) {
    throw new AppError(
      'CONSOLE_UNREACHABLE',
      `${controlSocket} does not answer as an Asterisk does: see which program has it (ss -xlp)`,
    );
  }
  const [line, pid, version = ''] = greeting;
  return { pid: Number(pid), version, output: text.slice(line.length) };
}

function explain({ code, message }: NodeJS.ErrnoException, controlSocket: string): string {
  switch (code) {
    case 'ENOENT':
    case 'ECONNREFUSED':
      return `Asterisk does not run, or its control socket is elsewhere than ${controlSocket}: start it, or name its asterisk.conf with --asterisk-conf`;
    case 'EACCES':
    case 'EPERM':
      return `${controlSocket} may not be used by this user: run the command as root, or as the user that Asterisk runs as`;
    default:
      return message === 'ETIMEDOUT'
        ? `Asterisk took the question at ${controlSocket} and did not answer in time: see whether it hangs (asterisk -rx 'core show version')`
        : `${controlSocket} cannot be asked (${code ?? message}): see whether Asterisk runs (asterisk -rx 'core show version')`;
  }
}
