// One network namespace of the lab: a machine (a PBX, a router, the phones of an office) with its own
// interfaces, addresses and packet rules.

import { isInsideNamespace } from '../namespace/enter-namespace.ts';
import { own, release, type Stoppable } from '../process/lifetime.ts';
import { runChecked } from '../process/run-command.ts';

let count = 0;

/** Adds a namespace whose loopback is up; the name is `label` and something unique. */
export async function createNetworkNamespace(label: string): Promise<NetworkNamespace> {
  if (!isInsideNamespace()) {
    throw new Error('networks are built only inside the lab: run the tests with `npm test`');
  }
  count += 1;
  const namespace = own(new NetworkNamespace(`${label}-${process.pid}-${count}`));
  await runChecked(['ip', 'netns', 'add', namespace.name]);
  await namespace.configure('link set lo up');
  return namespace;
}

export class NetworkNamespace implements Stoppable {
  readonly name: string;
  #isGone = false;

  constructor(name: string) {
    this.name = name;
  }

  /** Runs commands of `ip`, one a line. */
  async configure(...commands: readonly string[]): Promise<void> {
    await runChecked(['ip', '-n', this.name, '-batch', '-'], { input: `${commands.join('\n')}\n` });
  }

  /** Runs a program inside, to its end. */
  run(argv: readonly string[], input = ''): Promise<string> {
    return runChecked(['ip', 'netns', 'exec', this.name, ...argv], { input });
  }

  /** Sets kernel parameters: `net/ipv4/ip_forward` → `1`. */
  async setParameters(values: Readonly<Record<string, string | number>>): Promise<void> {
    const lines = Object.entries(values).map(
      ([key, value]) => `echo ${value} > /proc/sys/${key}\n`,
    );
    await this.run(['sh', '-e'], lines.join(''));
  }

  async stop(): Promise<void> {
    if (!this.#isGone) {
      this.#isGone = true;
      release(this);
      await runChecked(['ip', 'netns', 'delete', this.name]);
    }
  }
}
