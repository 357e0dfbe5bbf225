// baresip as a phone: a real user agent with a configuration of its own, driven by the commands that
// a person would type. Its microphone plays a sine; what it hears is written to a file.

import { appendFileSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EventLog } from '../process/event-log.ts';
import { own, release, type Stoppable } from '../process/lifetime.ts';
import { type ManagedProcess, startProcess } from '../process/managed-process.ts';
import type { BaresipRoot } from '../provision/peers.ts';
import { createScratchDirectory, type ScratchDirectory } from '../scratch-directory.ts';
import { formatSine, readWave, type Wave } from './wave.ts';

export interface BaresipOptions {
  readonly root: BaresipRoot;
  readonly namespace: string;
  readonly address: string;
  readonly username: string;
  readonly password: string;
  /** Where it registers, `address:port`. */
  readonly proxy: string;
  /** Of the sine that it plays. */
  readonly pitchHz: number;
  /** Answers by itself; default: a person has to. */
  readonly answersCalls?: boolean;
}

const DEADLINE_MS = 30_000;
const SIP_PORT = 5060;
/** baresip ends a call when its microphone does. */
const LONGEST_CALL_S = 60;

/** Starts it; resolves when it has registered. */
export async function startBaresip(options: BaresipOptions): Promise<Baresip> {
  const scratch = createScratchDirectory(`baresip-${options.username}`);
  const baresip = own(new Baresip(options, scratch));
  await baresip.start();
  return baresip;
}

export class Baresip implements Stoppable {
  /** What it prints. */
  readonly output = new EventLog<string>();
  readonly #options: BaresipOptions;
  readonly #scratch: ScratchDirectory;
  #process: ManagedProcess | undefined;

  constructor(options: BaresipOptions, scratch: ScratchDirectory) {
    this.#options = options;
    this.#scratch = scratch;
  }

  async start(): Promise<void> {
    const { root, namespace } = this.#options;
    await this.#writeConfiguration();
    const onLine = (line: string): void => {
      appendFileSync(join(this.#scratch.logPath, 'output'), `${line}\n`);
      this.output.append(line);
    };
    this.#process = startProcess({
      argv: [...root.command, '-f', this.#scratch.path],
      namespace,
      hasInput: true,
      onStdout: onLine,
      onStderr: onLine,
    });
    await this.waitForOutput(/200 OK.*\[1 binding/);
  }

  /** A command as it is typed, say `/dial 9002`. */
  type(command: string): void {
    this.#process?.child.stdin?.write(`${command}\n`);
  }

  /** The first line, from index `from` on, that `pattern` matches. */
  waitForOutput(pattern: RegExp, from = 0): Promise<string> {
    const what = `baresip's line ${pattern}`;
    return this.output.waitFor((line) => pattern.test(line), DEADLINE_MS, what, from);
  }

  /** What it has heard in its only call; call it when the call has ended. */
  async listen(): Promise<Wave> {
    const names = await readdir(this.#audioPath);
    const name = names.find((file) => file.endsWith('-dec.wav'));
    if (name === undefined) {
      throw new Error(`baresip heard nothing: ${names.join(', ')}`);
    }
    return readWave(await readFile(join(this.#audioPath, name)));
  }

  async stop(): Promise<void> {
    this.#process?.signal('SIGKILL');
    await this.#process?.exited;
    this.#scratch.remove();
    release(this);
  }

  get #audioPath(): string {
    return join(this.#scratch.path, 'audio');
  }

  get #microphonePath(): string {
    return join(this.#scratch.path, 'microphone.wav');
  }

  async #writeConfiguration(): Promise<void> {
    const { root, username, password, proxy, address, pitchHz, answersCalls } = this.#options;
    const modules = ['stdio', 'g711', 'aufile', 'aubridge', 'sndfile'];
    const config = [
      `module_path ${root.moduleDirectory}`,
      ...modules.map((name) => `module ${name}.so`),
      'module_tmp account.so',
      'module_app menu.so',
      `sip_listen ${address}:${SIP_PORT}`,
      `audio_source aufile,${this.#microphonePath}`,
      'audio_player aubridge,ear',
      `snd_path ${this.#audioPath}`,
    ];
    const answer = answersCalls === true ? 'auto' : 'manual';
    const account = `<sip:${username}@${proxy};transport=udp>;auth_pass=${password};regint=120;answermode=${answer}`;
    await mkdir(this.#audioPath, { recursive: true });
    await writeFile(join(this.#scratch.path, 'config'), `${config.join('\n')}\n`);
    await writeFile(join(this.#scratch.path, 'accounts'), `${account}\n`);
    await writeFile(join(this.#scratch.path, 'contacts'), '');
    await writeFile(this.#microphonePath, formatSine(pitchHz, LONGEST_CALL_S));
  }
}
