// Whether the proxy answers on a socket: one STUN binding request from this machine.

import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { isIpv6 } from '../base/ip-address.ts';
import { HEADER_BYTES, MAGIC_COOKIE, messageType } from '../stun/stun-numbers.ts';

const TRANSACTION_AT = 8;

/** False when there is no right answer within that time, in milliseconds; never rejects. */
export function pingSocket(address: string, port: number, timeoutMs: number): Promise<boolean> {
  const request = createBindingRequest();
  const socket = createSocket(isIpv6(address) ? 'udp6' : 'udp4');
  return new Promise((resolve) => {
    const finish = (isAnswered: boolean) => {
      clearTimeout(timer);
      socket.close();
      resolve(isAnswered);
    };
    const timer = setTimeout(() => finish(false), timeoutMs);
    // ECONNREFUSED comes at once, when nobody listens there.
    socket.once('error', () => finish(false));
    socket.on('message', (answer) => {
      if (isAnswerTo(answer, request)) finish(true);
    });
    socket.connect(port, address, () => socket.send(request));
  });
}

/** RFC 5389 §6: no attributes. */
function createBindingRequest(): Buffer {
  const request = Buffer.alloc(HEADER_BYTES);
  request.writeUInt16BE(messageType.bindingRequest, 0);
  request.writeUInt32BE(MAGIC_COOKIE, 4);
  randomBytes(HEADER_BYTES - TRANSACTION_AT).copy(request, TRANSACTION_AT);
  return request;
}

function isAnswerTo(answer: Buffer, request: Buffer): boolean {
  return (
    answer.length >= HEADER_BYTES &&
    answer.readUInt16BE(0) === messageType.bindingSuccess &&
    answer.subarray(TRANSACTION_AT, HEADER_BYTES).equals(request.subarray(TRANSACTION_AT))
  );
}
