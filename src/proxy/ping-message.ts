// The OPTIONS by which farend itself asks a phone, by the flow that it was last reached by, with the
// phone's own Contact as Request-URI.

import { randomBytes } from 'node:crypto';
import type { KeyedHash } from '../base/keyed-hash.ts';
import type { Binding } from './binding.ts';
import { formatVia, plainToken } from './via-token.ts';

export interface PingMessage {
  /** The part of the branch that stands for this ping. */
  readonly id: string;
  readonly text: string;
}

/**
 * A ping with a branch of its own.
 *
 * @param sentBy `host:port` as the phone shall see us
 * @param device what the answer brings back beside the id: a token, or ''
 */
export function formatPing(
  hash: KeyedHash,
  { contactUri, flow }: Binding,
  sentBy: string,
  device: string,
): PingMessage {
  const id = randomBytes(8).toString('hex');
  const via = formatVia(
    hash,
    sentBy,
    { ...plainToken, kind: 'ping', id, remote: flow.remote, rportOffered: true, device },
    '',
  );
  const text =
    `OPTIONS ${contactUri} SIP/2.0\r\nVia: ${via.value}\r\nMax-Forwards: 70\r\n` +
    `From: <sip:farend@${sentBy}>;tag=${id}\r\nTo: <${contactUri}>\r\n` +
    `Call-ID: ${id}\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n`;
  return { id, text };
}
