// A plain AMI client: a socket, a login, and what comes, message by message. It knows nothing of
// src/asterisk, so that it catches its mistakes.

import { connect, type Socket } from 'node:net';
import { EventLog } from '../process/event-log.ts';
import { own, release, type Stoppable } from '../process/lifetime.ts';

const DEADLINE_MS = 15_000;

export interface AmiSocketOptions {
  /** Or the path of a Unix socket that leads there. */
  readonly port: number | string;
  readonly host?: string;
  /** Default: the user of the lab that may do everything. */
  readonly username?: string;
  readonly secret?: string;
}

/** The lines of one message. */
export type AmiBlock = readonly string[];

/** Resolves once it is logged in. */
export async function openAmiSocket(options: AmiSocketOptions): Promise<AmiSocket> {
  const { port, host = '127.0.0.1', username = 'all', secret = 'allpw' } = options;
  const socket = typeof port === 'string' ? connect(port) : connect(port, host);
  const client = own(new AmiSocket(socket));
  client.send({ Action: 'Login', Username: username, Secret: secret });
  await client.waitFor((block) => block.includes('Message: Authentication accepted'));
  return client;
}

export class AmiSocket implements Stoppable {
  readonly blocks = new EventLog<AmiBlock>();
  private readonly socket: Socket;
  private rest = '';

  constructor(socket: Socket) {
    this.socket = socket.setEncoding('utf8');
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => this.take(String(chunk)));
  }

  send(headers: Readonly<Record<string, string>>): void {
    this.sendText(
      Object.entries(headers)
        .map(([name, value]) => `${name}: ${value}\r\n`)
        .join(''),
    );
  }

  /** Lines with their ends, as they are. */
  sendText(lines: string): void {
    this.socket.write(`${lines}\r\n`);
  }

  waitFor(
    accepts: (block: AmiBlock) => boolean,
    from = 0,
    timeoutMs = DEADLINE_MS,
  ): Promise<AmiBlock> {
    return this.blocks.waitFor(accepts, timeoutMs, 'the awaited AMI message', from);
  }

  /** The first user event of that name from `from` on, and what else is asked of it. */
  async waitForUserEvent(
    name: string,
    headers: Readonly<Record<string, string>> = {},
    from = 0,
    timeoutMs = DEADLINE_MS,
  ): Promise<Record<string, string>> {
    const lines = Object.entries({ UserEvent: name, ...headers }).map(
      ([key, value]) => `${key}: ${value}`,
    );
    return readBlock(
      await this.waitFor((block) => lines.every((line) => block.includes(line)), from, timeoutMs),
    );
  }

  /** All user events of that name up to now. */
  userEvents(name: string): Record<string, string>[] {
    return this.blocks.items.filter((block) => block.includes(`UserEvent: ${name}`)).map(readBlock);
  }

  stop(): Promise<void> {
    this.socket.destroy();
    release(this);
    return Promise.resolve();
  }

  private take(chunk: string): void {
    const parts = `${this.rest}${chunk}`.split('\r\n\r\n');
    this.rest = parts.pop() ?? '';
    for (const part of parts) this.blocks.append(part.split('\r\n').filter((line) => line !== ''));
  }
}

/** Name → value; a name that stands twice has its last value. */
function readBlock(block: AmiBlock): Record<string, string> {
  return Object.fromEntries(
    block.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon), line.slice(colon + 1).replace(/^ /, '')];
    }),
  );
}
