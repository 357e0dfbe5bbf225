// Which processes are farend by a certain farend.yaml: by the words that each was started with.

import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { resolve } from 'node:path';

const SERVICES: readonly string[] = ['run', 'proxy', 'companion'];
/** Where farend looks when it is not told with -c. */
const USUAL_FILE = '/etc/farend/farend.yaml';

interface Found {
  readonly pid: number;
  readonly parent: number;
}

/**
 * Those that a person would end: a parent, and not its children too. One in a container is not ours.
 *
 * @param configFile an absolute path
 */
export function findFarends(configFile: string): number[] {
  const found = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => describe(pid, configFile) ?? []);
  const pids = new Set(found.map(({ pid }) => pid));
  return found.filter(({ parent }) => !pids.has(parent)).map(({ pid }) => pid);
}

/** farend.yaml as the process was given it, undefined for one that is no service of farend's. */
export function readFarendArgv(argv: readonly string[]): string | undefined {
  const at = argv.findIndex((word) => SERVICES.includes(word));
  if (at < 1 || !/farend|\bmain\.(?:ts|js)$/.test(argv[at - 1] ?? '')) return undefined;
  const rest = argv.slice(at + 1);
  const flag = rest.findIndex((word) => word === '-c' || word === '--config');
  if (flag >= 0) return rest[flag + 1];
  const joined = rest.find((word) => word.startsWith('--config='));
  return joined?.slice('--config='.length) ?? USUAL_FILE;
}

function describe(pid: string, configFile: string): Found | undefined {
  try {
    if (readlinkSync(`/proc/${pid}/ns/pid`) !== readlinkSync('/proc/self/ns/pid')) return undefined;
    const argv = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').slice(0, -1);
    const file = readFarendArgv(argv);
    if (file === undefined) return undefined;
    if (resolve(readlinkSync(`/proc/${pid}/cwd`), file) !== configFile) return undefined;
    const parent = /^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return { pid: Number(pid), parent: Number(parent) };
  } catch {
    // It has ended meanwhile, or belongs to somebody whose processes are not shown.
    return undefined;
  }
}
