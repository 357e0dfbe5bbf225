// fail2ban of Debian's package, with the files of asterisk-conf/fail2ban in their places: its commands,
// and its server in a network namespace, where it bans by nftables.

import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EventLog } from '../process/event-log.ts';
import { own } from '../process/lifetime.ts';
import { startProcess } from '../process/managed-process.ts';
import { type CommandResult, runCommand } from '../process/run-command.ts';
import type { Fail2banRoot } from '../provision/peers.ts';

const FILES = join(import.meta.dirname, '../../../asterisk-conf/fail2ban');
const START_MS = 60_000;

export class Fail2ban {
  /** Its configuration, as in /etc/fail2ban. */
  readonly config: string;
  private readonly root: Fail2banRoot;
  private readonly directory: string;

  /** @param directory of the test: what the package enables by itself is left out there */
  constructor(root: Fail2banRoot, directory: string) {
    this.root = root;
    this.directory = directory;
    this.config = join(directory, 'etc');
    cpSync(root.etc, this.config, { recursive: true });
    rmSync(join(this.config, 'jail.d'), { recursive: true, force: true });
    mkdirSync(join(this.config, 'jail.d'));
    cpSync(FILES, this.config, { recursive: true });
    this.write('fail2ban.local', '[DEFAULT]\ndbfile = None\n');
  }

  /** @param name below its configuration */
  write(name: string, text: string): void {
    writeFileSync(join(this.config, name), text);
  }

  run(name: 'regex' | 'client', ...words: readonly string[]): Promise<CommandResult> {
    return runCommand([...this.command(name), ...words], { env: this.env });
  }

  /** Runs until the test ends; resolves when its jails are at work. */
  async start(namespace: string): Promise<void> {
    const lines = new EventLog<string>();
    const words = ['-f', '-s', this.socket, '-p', join(this.directory, 'pid')];
    own(
      startProcess({
        argv: [...this.command('server'), ...words, '--logtarget', 'STDOUT', 'start'],
        namespace,
        env: this.env,
        onStdout: (line) => lines.append(line),
        onStderr: (line) => lines.append(line),
      }),
    );
    await lines.waitFor((line) => line.includes('Server ready'), START_MS, 'the start of fail2ban');
  }

  /** The addresses that a jail bans now. */
  async listBanned(jail: string): Promise<readonly string[]> {
    const { stdout } = await this.run('client', '-s', this.socket, 'get', jail, 'banip');
    return stdout.split(/\s+/).filter((word) => word !== '');
  }

  private get socket(): string {
    return join(this.directory, 'fail2ban.sock');
  }

  private get env(): NodeJS.ProcessEnv {
    return { ...process.env, ...this.root.env };
  }

  /** As the scripts of the package do it, which name a Python that may not be there. */
  private command(name: 'regex' | 'client' | 'server'): string[] {
    const program = `import sys; from fail2ban.client.fail2ban${name} import exec_command_line
sys.argv[0] = 'fail2ban-${name}'; exec_command_line(*[] if '${name}' == 'regex' else [sys.argv])`;
    return [...this.root.python, '-c', program, '-c', this.config];
  }
}
