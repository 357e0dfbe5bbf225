// The phone's session descriptions: one audio stream, G.711 (RFC 4566, RFC 3264).

import type { MediaDirection, SdpOptions } from './call-options.ts';

export interface SdpIdentity {
  readonly address: string;
  readonly port: number;
  readonly sessionId: number;
  readonly version: number;
  readonly direction: MediaDirection;
}

/** What the peer's description says of its audio. */
export interface RemoteMedia {
  /** `address:port`, undefined where it takes nothing. */
  readonly address: string | undefined;
  readonly direction: MediaDirection;
}

const ANSWERS: Readonly<Record<MediaDirection, MediaDirection>> = {
  sendrecv: 'sendrecv',
  sendonly: 'recvonly',
  recvonly: 'sendonly',
  inactive: 'inactive',
};

/** RFC 3264 §6.1: the direction that answers the offered one. */
export function answerDirection(offered: MediaDirection): MediaDirection {
  return ANSWERS[offered];
}

export function formatSdp(options: SdpOptions, identity: SdpIdentity): string {
  const address = options.address ?? identity.address;
  const port = options.port ?? identity.port;
  const lines = [
    'v=0',
    `o=phone ${identity.sessionId} ${identity.version} IN IP4 ${address}`,
    's=call',
    `c=IN IP4 ${options.connection ?? address}`,
    't=0 0',
    `m=audio ${port} RTP/AVP 0 101`,
    'a=rtpmap:0 PCMU/8000',
    'a=rtpmap:101 telephone-event/8000',
    'a=fmtp:101 0-16',
    'a=ptime:20',
    `a=${options.direction ?? identity.direction}`,
    ...(options.rtcp === true ? [`a=rtcp:${port + 1} IN IP4 ${address}`] : []),
    ...(options.candidates ?? []).map((candidate) => `a=candidate:${candidate}`),
    ...(options.extraLines ?? []),
  ];
  return lines.map((line) => `${line}\r\n`).join('');
}

/** Undefined where there is no audio. */
export function parseSdp(text: string): RemoteMedia | undefined {
  const [session = '', audio] = text.split(/^(?=m=audio )/m);
  if (audio === undefined) {
    return undefined;
  }
  const connection = /^c=IN IP4 (\S+)/m;
  const host = (connection.exec(audio) ?? connection.exec(session))?.[1] ?? '0.0.0.0';
  const port = Number(/^m=audio (\d+)/.exec(audio)?.[1]);
  const direction = /^a=(sendrecv|sendonly|recvonly|inactive)\s*$/m;
  const said = (direction.exec(audio) ?? direction.exec(session))?.[1];
  return {
    address: host === '0.0.0.0' || port === 0 ? undefined : `${host}:${port}`,
    direction: (said ?? 'sendrecv') as MediaDirection,
  };
}
