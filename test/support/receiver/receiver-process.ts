// An HTTP server for alerts in a process of its own, in the network namespace of a PBX:
// `receiver-process.ts PORT`. Prints each request as a JSON line; answers 200, until a line on its standard
// input says `hang`, and again from `answer` on.

import { createServer } from 'node:http';
import { createInterface } from 'node:readline';

let isHanging = false;
createInterface({ input: process.stdin }).on('line', (line) => {
  isHanging = line === 'hang';
  console.log(JSON.stringify({ obeyed: line }));
});

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const { method, url: path, headers } = request;
    const body = Buffer.concat(chunks).toString();
    console.log(JSON.stringify({ request: { at: Date.now(), method, path, headers, body } }));
    if (!isHanging) response.end('ok');
  });
});
server.listen(Number(process.argv[2]), '127.0.0.1', () => console.log('{"isReady":true}'));
