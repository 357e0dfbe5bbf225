// TCP to one port of a machine is cut: whoever writes there is told that nobody listens.

import { runChecked } from '../process/run-command.ts';

const TABLE = 'inet cut';

export async function cutTcp(namespace: string, port: number): Promise<TcpCut> {
  const cut = new TcpCut(namespace);
  await cut.begin(port);
  return cut;
}

export class TcpCut {
  readonly #namespace: string;

  constructor(namespace: string) {
    this.#namespace = namespace;
  }

  begin(port: number): Promise<string> {
    return this.#nft(`
      table ${TABLE} {
        counter attempts { }
        chain input {
          type filter hook input priority filter
          tcp dport ${port} tcp flags syn / syn,ack counter name attempts
          tcp dport ${port} reject with tcp reset
        }
      }`);
  }

  /** How many connections were tried. */
  async countAttempts(): Promise<number> {
    const counter = await this.#nft(`list counter ${TABLE} attempts`);
    return Number(/packets (\d+)/.exec(counter)?.[1]);
  }

  async heal(): Promise<void> {
    await this.#nft(`delete table ${TABLE}`);
  }

  #nft(commands: string): Promise<string> {
    const argv = ['ip', 'netns', 'exec', this.#namespace, 'nft', '-f', '-'];
    return runChecked(argv, { input: commands });
  }
}
