// Runs a command where it may build networks: in mount, network and process namespaces of its own.
// No root is needed, nothing outside is touched, and nothing survives the command.

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { runCommand } from '../process/run-command.ts';

/** Set for everything that runs inside. */
const INSIDE_VARIABLE = 'FAREND_LAB';

/**
 * Ways in, best first: plain namespaces (root; inside a user namespace even root may not write to a
 * checkout that belongs to somebody else), then a user namespace (anybody). `--kill-child` and the
 * process namespace end every leftover with the command.
 */
const WAYS_IN: readonly (readonly string[])[] = [
  ['unshare', '--mount', '--net', '--pid', '--fork', '--kill-child'],
  ['unshare', '--map-root-user', '--mount', '--net', '--pid', '--fork', '--kill-child'],
];

/**
 * `ip netns` keeps its names under /run: it gets a private one, and temporary files that vanish with
 * it. A container may refuse a /proc of our own; only the process numbers shown there are wrong then.
 * The shell stays, as process 1.
 */
const SETUP = `mount -t proc proc /proc 2>/dev/null
  mount -t tmpfs tmpfs /run && mkdir -m 1777 /run/tmp && export TMPDIR=/run/tmp && ip link set lo up`;

/** What a lab needs of a namespace: another one in it, a pair of cables, a router's rules. */
const PROBE = `ip netns add probe && ip link add probe0 type veth peer name probe1 netns probe &&
  echo "table ip probe" | nft -f - && ip netns exec probe true`;

export interface NamespaceEntry {
  /** The words before a command. */
  readonly prefix: readonly string[];
}

/** True when this process runs inside already. */
export function isInsideNamespace(): boolean {
  return process.env[INSIDE_VARIABLE] === '1';
}

/** How to get in with the tools on `toolPath`; otherwise the reason why this machine refuses. */
export async function findNamespaceEntry(toolPath: string): Promise<NamespaceEntry | string> {
  const env = { ...process.env, PATH: toolPath };
  let refusal = '';
  for (const way of WAYS_IN) {
    const probe = await runCommand([...way, 'sh', '-c', `${SETUP} && ${PROBE}`], { env });
    if (probe.exitCode === 0) {
      return { prefix: [...way, 'sh', '-c', `${SETUP} && "$@"`, 'sh'] };
    }
    refusal = probe.stderr.trim().split('\n')[0] ?? '';
  }
  return refusal === '' ? 'unshare fails' : refusal;
}

/**
 * Runs `argv` inside, on this terminal, and returns its exit code.
 *
 * @param output `lines`: the terminal is shared with others, and gets whole lines
 */
export function runInNamespace(
  entry: NamespaceEntry,
  argv: readonly string[],
  env: NodeJS.ProcessEnv,
  output: 'inherit' | 'lines' = 'inherit',
): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const [file = '', ...args] = [...entry.prefix, ...argv];
  const stdio = output === 'inherit' ? output : 'pipe';
  const child = spawn(file, args, { stdio, env: { ...env, [INSIDE_VARIABLE]: '1' } });
  forwardLines(child.stdout, process.stdout);
  forwardLines(child.stderr, process.stderr);
  process.once('exit', () => child.kill('SIGKILL'));
  process.once('SIGTERM', () => process.exit(143));
  child.on('error', reject);
  child.on('exit', (code) => resolve(code ?? 1));
  return promise;
}

function forwardLines(from: Readable | null, to: NodeJS.WritableStream): void {
  if (from === null) return;
  createInterface({ input: from }).on('line', (line) => to.write(`${line}\n`));
}
