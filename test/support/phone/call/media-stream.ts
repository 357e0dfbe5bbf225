// One RTP socket of the phone (RFC 3550): sends a counted number of G.711 packets and counts what
// comes in, by source.

import { randomInt } from 'node:crypto';
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { once } from 'node:events';
import type { MediaCounts } from './call-options.ts';

const PACKET_MS = 20;
const SAMPLES_PER_PACKET = 160;
const RTP_VERSION_2 = 0x80;
const PAYLOAD_TYPE_PCMU = 0;
/** Mu-law silence. */
const SILENCE = 0xff;
const HEADER_LENGTH = 12;

export async function openMediaStream(address: string): Promise<MediaStream> {
  const socket = createSocket('udp4');
  socket.bind(0, address);
  await once(socket, 'listening');
  return new MediaStream(socket);
}

interface Source {
  readonly address: string;
  readonly ssrc: number;
  packets: number;
}

export class MediaStream {
  /** Where its packets go, `address:port`. */
  remote: string | undefined;
  readonly ssrc = randomInt(2 ** 32);
  readonly #socket: Socket;
  readonly #sources = new Map<string, Source>();
  readonly #waiters = new Set<() => void>();
  #sequence = randomInt(2 ** 15);
  #sent = 0;
  #received = 0;
  #sending: NodeJS.Timeout | undefined;

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('message', (packet, source) => this.#receive(packet, source));
    socket.on('error', () => undefined);
  }

  get port(): number {
    return this.#socket.address().port;
  }

  get counts(): MediaCounts {
    const { address, port } = this.#socket.address();
    return {
      local: `${address}:${port}`,
      remote: this.remote,
      ssrc: this.ssrc,
      sent: this.#sent,
      received: this.#received,
      sources: [...this.#sources.values()],
    };
  }

  /**
   * Fifty packets a second, as many as told, to wherever `remote` says when each is due; takes the
   * place of what it was told before.
   */
  send(packets: number): void {
    this.stop();
    const beganAt = performance.now();
    let due = 0;
    this.#sending = setInterval(() => {
      const elapsed = performance.now() - beganAt;
      while (due < packets && due * PACKET_MS <= elapsed) {
        due += 1;
        this.#sendOne();
      }
      if (due >= packets) {
        this.stop();
      }
    }, PACKET_MS);
  }

  /** Sends no more, and still hears. */
  stop(): void {
    clearInterval(this.#sending);
  }

  /** Resolves when it has received so many in all. */
  waitForPackets(count: number, timeoutMs: number): Promise<MediaCounts> {
    const { promise, resolve, reject } = Promise.withResolvers<MediaCounts>();
    const check = (): void => {
      if (this.#received >= count) {
        clearTimeout(timer);
        this.#waiters.delete(check);
        resolve(this.counts);
      }
    };
    const timer = setTimeout(() => {
      this.#waiters.delete(check);
      reject(new Error(`${this.#received} of ${count} RTP packets came in ${timeoutMs} ms`));
    }, timeoutMs);
    this.#waiters.add(check);
    check();
    return promise;
  }

  #sendOne(): void {
    const [address, port] = this.remote?.split(':') ?? [];
    this.#sequence += 1;
    if (address === undefined) {
      return;
    }
    const packet = Buffer.alloc(HEADER_LENGTH + SAMPLES_PER_PACKET, SILENCE);
    packet.writeUInt8(RTP_VERSION_2, 0);
    packet.writeUInt8(PAYLOAD_TYPE_PCMU, 1);
    packet.writeUInt16BE(this.#sequence % 2 ** 16, 2);
    packet.writeUInt32BE((this.#sequence * SAMPLES_PER_PACKET) % 2 ** 32, 4);
    packet.writeUInt32BE(this.ssrc, 8);
    this.#sent += 1;
    this.#socket.send(packet, Number(port), address);
  }

  #receive(packet: Buffer, { address, port }: RemoteInfo): void {
    if (packet.length < HEADER_LENGTH) {
      return;
    }
    const ssrc = packet.readUInt32BE(8);
    const name = `${address}:${port} ${ssrc}`;
    const source = this.#sources.get(name) ?? { address: `${address}:${port}`, ssrc, packets: 0 };
    source.packets += 1;
    this.#sources.set(name, source);
    this.#received += 1;
    for (const check of this.#waiters) {
      check();
    }
  }
}
