// A real systemd as process 1 of a little machine of its own, in the network namespace of the test: its root is
// this machine's with changes in memory, so units, users and files under /etc can be made there for real.

import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { own, release, type Stoppable } from '../process/lifetime.ts';
import { type ManagedProcess, startProcess } from '../process/managed-process.ts';
import { pollUntil } from '../process/poll-until.ts';
import { type CommandResult, runChecked, runCommand } from '../process/run-command.ts';
import { createScratchDirectory } from '../scratch-directory.ts';

const BOOT = join(import.meta.dirname, 'boot.sh');
const REPOSITORY = join(import.meta.dirname, '../../..');
const DEADLINE_MS = 30_000;

/** Inside: the checkout, and node. Any user may read them there. */
export const INSIDE = { farend: '/opt/farend', node: '/opt/node' } as const;

/** A control group of its own, in which systemd is as much at home as on a machine. $1: where; $2: its name; then a command. */
const IN_CONTROL_GROUP = `set -e
  group=$1/$(sed -n 's/^0:://p' /proc/self/cgroup)/$2
  mkdir "$group" && echo $$ > "$group/cgroup.procs"
  shift 2 && exec "$@"`;

/** For root alone: in a user namespace there are no other users. Says what is missing. */
export function canStartSystemd(): boolean {
  const isRoot = /^\s*0\s+0\s+\d{5,}/.test(readFileSync('/proc/self/uid_map', 'utf8'));
  const isThere = existsSync('/lib/systemd/systemd');
  if (!isRoot)
    console.error('*** Only root can have a systemd of its own: its tests are left out.');
  if (!isThere) console.error('*** There is no systemd (package systemd): its tests are left out.');
  return isRoot && isThere;
}

export async function startSystemd(namespace?: string): Promise<Systemd> {
  const scratch = createScratchDirectory('systemd');
  const [groups, root] = ['groups', 'root'].map((name) => join(scratch.path, name)) as [
    string,
    string,
  ];
  for (const directory of [groups, root]) mkdirSync(directory);
  await runChecked(['mount', '-t', 'cgroup2', 'cgroup2', groups]);
  const lines: string[] = [];
  // All namespaces of a machine see the same groups.
  const group = `of-systemd-${randomUUID()}`;
  const boot = ['unshare', '--mount', '--pid', '--cgroup', '--uts', '--fork', '--kill-child'];
  const process_ = startProcess({
    argv: [
      ...['sh', '-c', IN_CONTROL_GROUP, 'sh', groups, group],
      ...[...boot, BOOT, root, REPOSITORY, process.execPath],
    ],
    namespace,
    onStdout: (line) => lines.push(line),
    onStderr: (line) => lines.push(line),
  });
  const systemd = own(
    new Systemd(process_, { groups, group }, () =>
      rmSync(scratch.path, { recursive: true, force: true }),
    ),
  );
  await systemd.waitUntilUp(lines);
  return systemd;
}

interface ControlGroup {
  /** Where the groups of the machine are mounted. */
  readonly groups: string;
  readonly group: string;
}

export class Systemd implements Stoppable {
  readonly #process: ManagedProcess;
  readonly #place: ControlGroup;
  readonly #remove: () => void;

  constructor(process_: ManagedProcess, place: ControlGroup, remove: () => void) {
    this.#process = process_;
    this.#place = place;
    this.#remove = remove;
  }

  async waitUntilUp(lines: readonly string[]): Promise<void> {
    await pollUntil(
      async () => {
        if (this.#process.hasExited) throw new Error(`systemd ended:\n${lines.join('\n')}`);
        const { stdout } = await this.run(['systemctl', 'is-system-running']);
        return stdout.trim() === 'running' ? true : undefined;
      },
      { timeoutMs: DEADLINE_MS, what: `the start of systemd (${lines.join('\n')})` },
    );
  }

  /** Runs a program inside, as root, to its end. */
  run(argv: readonly string[], input = ''): Promise<CommandResult> {
    return runCommand(this.#enter(argv), { input, timeoutMs: DEADLINE_MS });
  }

  /** As `run`, for what has to succeed. @returns what it printed */
  runChecked(argv: readonly string[], input = ''): Promise<string> {
    return runChecked(this.#enter(argv), { input, timeoutMs: DEADLINE_MS });
  }

  /** Its directories are made where they are missing. */
  async write(path: string, text: string, mode = '0644'): Promise<void> {
    const script = 'mkdir -p "$(dirname "$1")" && cat > "$1" && chmod "$2" "$1"';
    await this.runChecked(['sh', '-c', script, 'sh', path, mode], text);
  }

  /** A property of a unit, such as ActiveState or MainPID. */
  async show(unit: string, property: string): Promise<string> {
    return (await this.runChecked(['systemctl', 'show', '-P', property, unit])).trim();
  }

  async stop(): Promise<void> {
    await this.#process.stop(0);
    release(this);
    const { groups, group } = this.#place;
    // The kernel lets go of a group some moments after its last process.
    await pollUntil(
      async () => {
        const find = ['find', groups, '-depth', '-path', `*/${group}*`, '-type', 'd'];
        await runCommand([...find, '-exec', 'rmdir', '{}', ';']);
        return (await runCommand(find)).stdout === '' ? true : undefined;
      },
      { timeoutMs: DEADLINE_MS, what: 'the end of the control group' },
    );
    await runChecked(['umount', groups]);
    this.#remove();
  }

  #enter(argv: readonly string[]): string[] {
    const target = String(findChild(this.#process.pid));
    return ['nsenter', '-t', target, '-m', '-p', '-n', '-C', '-u', '-r', '-w', '--', ...argv];
  }
}

/** Process 1, by its number out here; 0 before it is there. */
function findChild(pid: number): number {
  try {
    return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')[0]);
  } catch {
    return 0;
  }
}
