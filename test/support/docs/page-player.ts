// Runs the commands of a page in its scene, from top to bottom, and tells each that does not print what
// the page shows.

import { writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { own } from '../process/lifetime.ts';
import { type ManagedProcess, startProcess } from '../process/managed-process.ts';
import { pollUntil } from '../process/poll-until.ts';
import { runCommand } from '../process/run-command.ts';
import { type ConsoleCommand, listCommands } from './console-block.ts';
import { type DocScene, writeCommands } from './doc-scene.ts';
import { matchOutput } from './match-output.ts';
import { readFileName } from './named-file.ts';
import type { DocPage, PageBlock } from './read-page.ts';

/** They run until they are ended; each takes the place of an earlier one that does the same. */
const SERVICE = /^farend (run|proxy|companion)\b/;
/** They change nothing, and their answer may take a moment to become what the page shows. */
const QUESTION =
  /^(farend (status|ips|alerts|bans|doctor|silence list|divert status|policy plan)\b(?! (add|remove|retry))|asterisk -rx|curl )/;
/** They need no farend that runs, and none of what the scene brings about. */
const NEEDS_NOBODY = /^(farend (check|explain|init|help|--version|--help)|cat|ls|#)/;
/** Nobody answers, or who answers has not met the others: what phones do before that counts for nobody. */
const NOT_YET = /^farend: | is down| is not connected/m;
/** With them systemd ends farend; it starts it again after the first. */
const INSTALLS = /^farend init\b(?!.*--dry-run)/;
const ENDS = /^farend (undo|init)\b(?!.*--dry-run)/;
const DEADLINE_MS = 20_000;
const COMMAND_DEADLINE_S = 60;

/** What one page has changed, the next one finds; so with services that run, and ids. */
export class PagePlayer {
  readonly #scene: DocScene;
  readonly #path: string;
  readonly #names = new Map<string, string>();
  readonly #services = new Map<string, ManagedProcess>();
  #isPopulated = false;

  constructor(scene: DocScene) {
    this.#scene = scene;
    this.#path = [writeCommands(scene), process.env.PATH].join(delimiter);
  }

  /** Plays those blocks of the page that `isPart` takes; what is wrong, in the order of the page. */
  async playPage(page: DocPage, isPart: (block: PageBlock) => boolean): Promise<string[]> {
    const complaints: string[] = [];
    for (const block of page.blocks.filter(isPart)) {
      this.#writeNamed(block);
      const commands = block.language === 'console' ? listCommands(block) : [];
      for (const command of commands) {
        const played = [await this.#play(command), await this.#follow(command.command)];
        for (const complaint of played.filter((each) => each !== undefined))
          complaints.push(`${page.path}:${command.line}: ${complaint}`);
      }
    }
    return complaints;
  }

  #writeNamed(block: PageBlock): void {
    const name = readFileName(block);
    if (name === undefined) return;
    writeFileSync(join(this.#scene.directory, name), `${block.lines.join('\n')}\n`);
  }

  /** What is wrong with it; undefined when it prints what the page shows. */
  async #play({ command, output }: ConsoleCommand): Promise<string | undefined> {
    if (SERVICE.test(command)) return await this.#serve(command);
    await this.#populate(command);
    if (ENDS.test(command)) for (const running of this.#services.values()) await running.stop();
    const deadline = performance.now() + (QUESTION.test(command) ? DEADLINE_MS : 0);
    for (;;) {
      const printed = await this.#run(command);
      const { missing, names } = matchOutput(output, printed);
      for (const [shown, name] of names) this.#names.set(shown, name);
      if (missing === undefined) return undefined;
      if (performance.now() >= deadline)
        return `"${command}" does not print "${missing}", but\n${printed}`;
    }
  }

  /** What systemd and the phones do about it. */
  async #follow(command: string): Promise<string | undefined> {
    const { begins, follow } = this.#scene;
    const restarts = begins !== undefined && this.#services.size > 0 && INSTALLS.test(command);
    const complaint = restarts ? await this.#serve(begins) : undefined;
    await follow?.(command);
    return complaint;
  }

  async #populate(command: string): Promise<void> {
    if (this.#isPopulated || NEEDS_NOBODY.test(command)) return;
    this.#isPopulated = true;
    const { begins } = this.#scene;
    if (begins !== undefined && this.#services.size === 0) await this.#serve(begins);
    await this.#scene.populate?.();
  }

  /** Starts it and waits until it answers: the proxy to `farend bans`, the companion to `farend status`. */
  async #serve(command: string): Promise<string | undefined> {
    const service = SERVICE.exec(command)?.[1] ?? '';
    const isOther = (other: string) => other === service || other === 'run' || service === 'run';
    for (const [other, running] of this.#services) if (isOther(other)) await running.stop();
    const lines: string[] = [];
    const started = startProcess({
      argv: ['sh', '-c', `exec ${this.#translate(command)}`],
      namespace: this.#scene.namespace,
      cwd: this.#scene.directory,
      env: this.#environment,
      onStdout: (line) => lines.push(line),
      onStderr: (line) => lines.push(line),
    });
    this.#services.set(service, own(started));
    const asked = service === 'proxy' ? 'bans' : 'status';
    const question = command.replace(SERVICE, `farend ${asked}`);
    const isServed = async () => (NOT_YET.test(await this.#run(question)) ? undefined : true);
    const what = `an answer to farend ${asked}`;
    return await pollUntil(isServed, { timeoutMs: DEADLINE_MS, what }).then(
      () => undefined,
      (error: Error) => `${error.message}: "${command}" says\n${lines.join('\n')}`,
    );
  }

  get #environment(): NodeJS.ProcessEnv {
    return { ...process.env, PATH: this.#path, NO_COLOR: '1' };
  }

  async #run(command: string): Promise<string> {
    const { namespace, directory: cwd } = this.#scene;
    const script = `exec 2>&1\n${this.#translate(command)}`;
    const limited = ['timeout', '-s', 'KILL', String(COMMAND_DEADLINE_S), 'sh', '-c', script];
    const argv = ['ip', 'netns', 'exec', namespace, ...limited];
    const { stdout } = await runCommand(argv, { cwd, env: this.#environment });
    return this.#translateBack(stdout);
  }

  /** The page's paths and ids become those of the lab. */
  #translate(command: string): string {
    return [...Object.entries(this.#scene.paths ?? {}), ...this.#names].reduce(
      (text, [shown, real]) => text.replaceAll(shown, real),
      command,
    );
  }

  #translateBack(printed: string): string {
    return Object.entries(this.#scene.paths ?? {}).reduce(
      (text, [shown, real]) => text.replaceAll(real, shown),
      printed,
    );
  }
}
