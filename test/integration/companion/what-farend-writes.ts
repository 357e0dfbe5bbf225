// Everything that farend writes while phones are at work: files, log, feed, AMI events, answers of its
// API and of its commands; and what the phones had that must not be in it.

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { askApi } from '../../support/ask-api.ts';
import { type AmiSocket, openAmiSocket } from '../../support/asterisk/ami-socket.ts';
import { AMI_PORT, type CompanionOffice } from '../../support/companion-office.ts';
import { runFarend } from '../../support/farend.ts';
import { startTcpRelay } from '../../support/network/tcp-relay.ts';
import type { Phone } from '../../support/phone/phone.ts';
import { EventLog } from '../../support/process/event-log.ts';
import { own, release } from '../../support/process/lifetime.ts';
import { pollUntil } from '../../support/process/poll-until.ts';

const DEADLINE_MS = 15_000;
const STATE_FILE = '/companion.sqlite';

export class Witness {
  readonly ami: AmiSocket;
  readonly #scene: CompanionOffice;
  readonly #feed = new EventLog<string>();
  readonly #askFeed: () => void;

  constructor(scene: CompanionOffice, ami: AmiSocket) {
    this.#scene = scene;
    this.ami = ami;
    const socket = connect(scene.farend.feedPath);
    createInterface({ input: socket }).on('line', (line) => this.#feed.append(line));
    socket.on('error', () => undefined).write('{"type":"hello","version":1,"events":true}\n');
    this.#askFeed = () => socket.write('{"type":"bans","id":4711}\n');
    const stoppable = own({
      stop: async () => {
        socket.destroy();
        release(stoppable);
      },
    });
  }

  /** Until the companion's file has that text: what is learned waits for its transaction. */
  async waitForState(text: string): Promise<void> {
    const { statePath } = this.#scene.farend;
    const hasText = async () =>
      readFiles(statePath).some(
        ([path, bytes]) => path.includes(STATE_FILE) && bytes.includes(text),
      )
        ? true
        : undefined;
    await pollUntil(hasText, { timeoutMs: DEADLINE_MS, what: `${text} in the state` });
  }

  /** Where it was written → what. */
  async readAll(endpoints: readonly string[]): Promise<Map<string, string>> {
    const { farend } = this.#scene;
    this.#askFeed();
    await this.#feed.waitFor((line) => line.includes('"id":4711'), DEADLINE_MS, 'the feed’s end');
    const userEvents = this.ami.blocks.items.filter((block) =>
      block.some((line) => line.startsWith('UserEvent: Farend')),
    );
    return new Map([
      ['its log', farend.log.items.map((line) => JSON.stringify(line)).join('\n')],
      ['the feed', this.#feed.items.join('\n')],
      ['AMI', userEvents.flat().join('\n')],
      ...(await this.#askApi(endpoints)),
      ...(await this.#runCommands(endpoints)),
      // Last: records are written down a quarter of a second after they changed.
      ...readFiles(farend.statePath),
    ]);
  }

  async #askApi(endpoints: readonly string[]): Promise<[string, string][]> {
    const paths = ['devices', 'sites', 'ips', 'health', ...endpoints.map((e) => `devices/${e}`)];
    return await Promise.all(
      paths.map(async (path): Promise<[string, string]> => {
        const { text } = await askApi(this.#scene.farend.apiPath, `/v1/${path}`);
        return [`/v1/${path}`, text];
      }),
    );
  }

  async #runCommands(endpoints: readonly string[]): Promise<[string, string][]> {
    const commands = ['status', 'ips', 'bans', ...endpoints.map((e) => `status ${e}`)];
    const { office, farend } = this.#scene;
    const printed: [string, string][] = [];
    for (const command of commands) {
      const words = [...command.split(' '), '-c', farend.configPath, '--json'];
      const { stdout, stderr } = await runFarend(office.pbx.namespace, ...words);
      printed.push([`farend ${command}`, stdout + stderr]);
    }
    return printed;
  }
}

/** Sees what comes, from now on; what the feed still has, too. */
export async function startWitness(scene: CompanionOffice): Promise<Witness> {
  const path = await startTcpRelay(scene.office.pbx.namespace, AMI_PORT);
  return new Witness(scene, await openAmiSocket({ port: path }));
}

/** What only a phone and its Asterisk may know: the password, its hashes, each digest response. */
export function listCredentials(phone: Phone, username: string, password: string): string[] {
  const texts = phone.datagrams.items.map(({ text }) => text);
  const realms = texts.flatMap((text) => /realm="([^"]*)"/.exec(text)?.[1] ?? []);
  const responses = texts.flatMap((text) => /response="([0-9a-f]{32})"/.exec(text)?.[1] ?? []);
  const hashes = [...new Set(realms)].map((realm) =>
    createHash('md5').update(`${username}:${realm}:${password}`).digest('hex'),
  );
  return [password, ...hashes, ...new Set(responses)];
}

/** One character per byte; the signing key is a secret of its own, which belongs there. */
function readFiles(directory: string): [string, string][] {
  return readdirSync(directory, { recursive: true })
    .map((name) => join(directory, String(name)))
    .filter((path) => statSync(path).isFile())
    .map((path) => [path, readFileSync(path, 'latin1')]);
}
