// Readiness by the only proof that counts: an OPTIONS sent to the proxy is answered with a 200 by the
// Asterisk behind it.

import { createSocket } from 'node:dgram';
import { type Child, hasEnded, readLogTail } from './child.ts';

const RESEND_MS = 100;

/** Resolves when the proxy on `port` relays; rejects when it has ended, or after `timeoutMs`. */
export async function awaitRelay(proxy: Child, port: number, timeoutMs = 20_000): Promise<void> {
  const socket = createSocket('udp4');
  let timer: NodeJS.Timeout | undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      const deadline = Date.now() + timeoutMs;
      let cSeq = 0;
      socket.on('error', reject);
      socket.on('message', (response) => {
        if (response.toString('latin1').startsWith('SIP/2.0 200')) resolve();
      });
      socket.bind(0, '127.0.0.1', () => {
        timer = setInterval(() => {
          if (hasEnded(proxy)) reject(new Error(`the proxy ended:\n${readLogTail(proxy)}`));
          else if (Date.now() > deadline)
            reject(new Error(`the proxy does not relay:\n${readLogTail(proxy)}`));
          else socket.send(formatOptions(socket.address().port, ++cSeq), port, '127.0.0.1');
        }, RESEND_MS);
      });
    });
  } finally {
    clearInterval(timer);
    socket.close();
  }
}

function formatOptions(ownPort: number, cSeq: number): string {
  return [
    'OPTIONS sip:pbx.example.com SIP/2.0',
    `Via: SIP/2.0/UDP 127.0.0.1:${ownPort};rport;branch=z9hG4bK-ready-${ownPort}-${cSeq}`,
    'From: <sip:ready@pbx.example.com>;tag=ready',
    'To: <sip:pbx.example.com>',
    `Call-ID: ready-${ownPort}@127.0.0.1`,
    `CSeq: ${cSeq} OPTIONS`,
    `Contact: <sip:ready@127.0.0.1:${ownPort}>`,
    'Max-Forwards: 70',
    'Content-Length: 0',
    '\r\n',
  ].join('\r\n');
}
