// Stands between an ARI client and a real Asterisk, and changes one of the API's documents on its way.

import { once } from 'node:events';
import { createServer, request } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { own } from '../process/lifetime.ts';

/** The URL of a proxy to `port` of 127.0.0.1; `edit` gets the document at `path`. */
export async function startAriProxy(
  port: number,
  path: string,
  edit: (document: string) => string,
): Promise<string> {
  const server = createServer((question, response) => {
    const { method, url = '/', headers } = question;
    const forwarded = request({ host: '127.0.0.1', port, method, path: url, headers }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => {
        const body = Buffer.concat(chunks).toString();
        const { 'content-length': _length, 'transfer-encoding': _coding, ...rest } = answer.headers;
        response.writeHead(answer.statusCode ?? 500, rest);
        response.end(url === path ? edit(body) : body);
      });
    });
    forwarded.on('error', () => response.destroy());
    question.pipe(forwarded);
  });
  server.on('upgrade', ({ method, url, rawHeaders }, near) => {
    const far = connect(port, '127.0.0.1');
    const lines = Array.from({ length: rawHeaders.length / 2 }, (_, index) =>
      rawHeaders.slice(index * 2, index * 2 + 2).join(': '),
    );
    far.write(`${method} ${url} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
    near.pipe(far).pipe(near);
    near.on('error', () => far.destroy());
    far.on('error', () => near.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  own({
    stop: () => {
      server.close();
      server.closeAllConnections();
      return Promise.resolve();
    },
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
