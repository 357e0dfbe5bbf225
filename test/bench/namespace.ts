// A network namespace for the whole bench: its ports meet nobody else's, and nothing on the machine
// (firewall, connection tracking) sees the load. Where namespaces are refused, plain loopback serves.

import { spawn, spawnSync } from 'node:child_process';

const INSIDE = 'FAREND_BENCH_NAMESPACE';

export type NetworkPlace = 'own namespace' | 'plain loopback';

/** Where this process measures; undefined when it should start itself again in a namespace first. */
export function findNetworkPlace(): NetworkPlace | undefined {
  if (process.env[INSIDE] !== undefined) return 'own namespace';
  const bringUpLoopback = ['-rn', 'ip', 'link', 'set', 'lo', 'up'];
  const probe = spawnSync('unshare', bringUpLoopback, { stdio: 'ignore', timeout: 5000 });
  return probe.status === 0 ? undefined : 'plain loopback';
}

/** Runs this same command line in a new namespace, passes signals on, gives its exit code. */
export function rerunInNamespace(): Promise<number> {
  const script = 'ip link set lo up && exec "$@"';
  const self = [process.execPath, ...process.execArgv, ...process.argv.slice(1)];
  const child = spawn('unshare', ['-rn', 'sh', '-c', script, 'sh', ...self], {
    stdio: 'inherit',
    env: { ...process.env, [INSIDE]: '1' },
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => child.kill(signal));
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}
