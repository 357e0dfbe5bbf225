// A way from the test into a network namespace: a Unix socket, which every namespace sees, to a TCP port
// of loopback inside.

import { join } from 'node:path';
import { EventLog } from '../process/event-log.ts';
import { own, release } from '../process/lifetime.ts';
import { startProcess } from '../process/managed-process.ts';
import { createScratchDirectory } from '../scratch-directory.ts';

const DEADLINE_MS = 20_000;
/** `node -e`: listens on the first argument, connects to the second. */
const RELAY = `
  const { connect, createServer } = require('node:net');
  const [path, port] = process.argv.slice(1);
  createServer((inner) => {
    const outer = connect(Number(port), '127.0.0.1');
    inner.on('error', () => outer.destroy()).pipe(outer);
    outer.on('error', () => inner.destroy()).pipe(inner);
  }).listen(path, () => console.log('ready'));
`;

/** @returns the path of the socket */
export async function startTcpRelay(namespace: string, port: number): Promise<string> {
  const scratch = createScratchDirectory('relay');
  const path = join(scratch.path, 'relay.sock');
  const lines = new EventLog<string>();
  const relay = startProcess({
    argv: [process.execPath, '-e', RELAY, path, String(port)],
    namespace,
    onStdout: (line) => lines.append(line),
  });
  const stoppable = own({
    stop: async () => {
      await relay.stop();
      scratch.remove();
      release(stoppable);
    },
  });
  await lines.waitFor((line) => line === 'ready', DEADLINE_MS, 'the relay');
  return path;
}
