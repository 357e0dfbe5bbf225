// The media of one call: what the phone says of it in SDP, and the RTP that follows from both sides'
// words.

import { randomInt } from 'node:crypto';
import type { Body, MediaCounts, SdpOptions } from './call-options.ts';
import { type MediaStream, openMediaStream } from './media-stream.ts';
import { answerDirection, formatSdp, parseSdp, type RemoteMedia } from './sdp.ts';

export async function openMediaSession(address: string, sdp: SdpOptions): Promise<MediaSession> {
  return new MediaSession(address, sdp, await openMediaStream(address));
}

export class MediaSession {
  readonly #address: string;
  readonly #sdp: SdpOptions;
  readonly #sessionId = randomInt(2 ** 31);
  #version = 0;
  #stream: MediaStream;
  #remote: RemoteMedia | undefined;

  /** `sdp` holds for every description of the call; one of them may say more. */
  constructor(address: string, sdp: SdpOptions, stream: MediaStream) {
    this.#address = address;
    this.#sdp = sdp;
    this.#stream = stream;
  }

  get counts(): MediaCounts {
    return this.#stream.counts;
  }

  offer(sdp: SdpOptions = {}): Body {
    return this.#describe(sdp, 'sendrecv');
  }

  /** The answer to the offer that was taken last. */
  answer(sdp: SdpOptions = {}): Body {
    return this.#describe(sdp, answerDirection(this.#remote?.direction ?? 'sendrecv'));
  }

  /** Takes the peer's description, if there is one in `body`. */
  take(body: string): void {
    const remote = parseSdp(body);
    if (remote !== undefined) {
      this.#remote = remote;
      this.#stream.remote = remote.address;
    }
  }

  /** Opens another socket, where counting begins anew; the old one is silent from now on. */
  async move(): Promise<void> {
    this.#stream.stop();
    this.#stream = await openMediaStream(this.#address);
    this.#stream.remote = this.#remote?.address;
  }

  send(packets: number): void {
    this.#stream.send(packets);
  }

  stop(): void {
    this.#stream.stop();
  }

  waitForPackets(count: number, timeoutMs: number): Promise<MediaCounts> {
    return this.#stream.waitForPackets(count, timeoutMs);
  }

  #describe(sdp: SdpOptions, direction: RemoteMedia['direction']): Body {
    this.#version += 1;
    const identity = {
      address: this.#address,
      port: this.#stream.port,
      sessionId: this.#sessionId,
      version: this.#version,
      direction,
    };
    return { type: 'application/sdp', text: formatSdp({ ...this.#sdp, ...sdp }, identity) };
  }
}
