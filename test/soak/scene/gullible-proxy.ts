// A proxy that believes everything: it sends a copy of each datagram to every victim that a line of it
// names. Against it, each attack must succeed; otherwise it could find nothing at farend either.

import { createSocket } from 'node:dgram';
import { ASTERISK_SIDE, DEVICE_SIDE, FAREND, VICTIM } from './places.ts';

for (const name of [DEVICE_SIDE, ASTERISK_SIDE]) {
  const socket = createSocket('udp4');
  socket.on('message', (bytes) => {
    for (const port of findVictims(bytes.toString('latin1'))) socket.send(bytes, port, VICTIM);
  });
  socket.bind(Number(name.split(':')[1]), FAREND, () => console.log(`listening on ${name}`));
}

/** The ports that stand beside the victim's address, in a line or anywhere in the body. */
function findVictims(text: string): Set<number> {
  const [head = '', body = ''] = text.split('\r\n\r\n');
  const lines = [...head.split('\r\n'), body].filter((line) => line.includes(VICTIM));
  return new Set(
    lines.flatMap((line) => [...line.matchAll(/\b70\d\d\b/g)].map(([port]) => Number(port))),
  );
}
