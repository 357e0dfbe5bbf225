// The proxies that can be measured: how each is started on the ports that it is given.

import { spawnSync } from 'node:child_process';
import { accessSync, constants, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { proxyHeapFlags } from '../../src/app/heap-flags.ts';
import type { BenchOptions, PeerName } from './options.ts';

type CommandLine = readonly [string, ...string[]];

/** Where one proxy listens, and what stands around it; every proxy runs at the same time. */
export interface PeerPorts {
  proxy: number;
  asteriskSide: number;
  asterisk: number;
  firstPhone: number;
}

export interface Peer {
  readonly name: PeerName;
  /** What is being measured, for the report. */
  readonly version: string;
  /** True when it was started with answer-memory.ts, which slows nothing but needs flags. */
  readonly tellsMemory: boolean;
  /** Writes what the proxy needs into `directory`; returns how to start it. */
  prepare(ports: PeerPorts, directory: string): CommandLine;
}

/** The proxies to measure, in the order of their turns. A Kamailio that is not installed is left out. */
export function choosePeers(options: BenchOptions): Peer[] {
  const created: Record<PeerName, Peer | undefined> = {
    command: options.command === undefined ? undefined : createCommandPeer(options.command),
    farend: createFarendPeer(options),
    kamailio: createKamailioPeer(options.kamailio ?? findProgram('kamailio')),
  };
  const missing = options.only?.find((name) => created[name] === undefined);
  if (missing === 'command') throw new Error('--only command needs --command "…"');
  if (missing === 'kamailio') throw new Error('Kamailio is not installed, nor named by --kamailio');
  return Object.values(created).filter(
    (peer) => peer !== undefined && (options.only?.includes(peer.name) ?? true),
  ) as Peer[];
}

/** Ports for the proxy whose turn is number `index`; the first gets those of the documentation. */
export function choosePorts(index: number): PeerPorts {
  const shift = index * 100;
  return {
    proxy: 5060 + shift,
    asteriskSide: 5062 + shift,
    asterisk: 5080 + shift,
    firstPhone: 20_000 + shift,
  };
}

function createFarendPeer(options: BenchOptions): Peer {
  const main = join(import.meta.dirname, '../../src/cli/main.ts');
  const { hasState, cpuProfDirectory, keepAlive } = options;
  const tellsMemory = options.work === 'bindings';
  // As `farend run` starts it.
  const flags = [
    ...proxyHeapFlags,
    ...(cpuProfDirectory === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${cpuProfDirectory}`]),
    ...(tellsMemory ? ['--import', import.meta.resolve('./answer-memory.ts')] : []),
  ];
  return {
    name: 'farend',
    version: `farend on Node ${process.versions.node}${hasState ? '' : ', without state directory'}`,
    tellsMemory,
    prepare(ports, directory) {
      const file = join(directory, 'farend.yaml');
      const state = hasState ? `state: ${JSON.stringify(join(directory, 'state'))}\n` : '';
      writeFileSync(file, formatFarendConfig(ports, directory, keepAlive) + state);
      return [process.execPath, ...flags, main, 'proxy', '-c', file];
    },
  };
}

function formatFarendConfig(ports: PeerPorts, directory: string, keepAlive: string): string {
  return `proxy:
  listen: ["udp://127.0.0.1:${ports.proxy}"]
  asteriskSide: "udp://127.0.0.1:${ports.asteriskSide}"
  asterisk: ["udp://127.0.0.1:${ports.asterisk}"]
  keepAlive: { method: ${keepAlive} }
run: ${JSON.stringify(join(directory, 'run'))}
log: { level: info }
`;
}

function createKamailioPeer(program: string | undefined): Peer | undefined {
  if (program === undefined) return undefined;
  const told = spawnSync(program, ['-v'], { encoding: 'utf8', timeout: 5000 }).stdout ?? '';
  const version = /kamailio ([\d.]+)/.exec(told)?.[1] ?? 'of unknown version';
  return {
    name: 'kamailio',
    version: `Kamailio ${version}, one worker`,
    tellsMemory: false,
    prepare(ports, directory) {
      const runDirectory = join(directory, 'kamailio');
      mkdirSync(runDirectory);
      const asterisk = `ASTERISK="sip:127.0.0.1:${ports.asterisk}"`;
      const listen = `udp:127.0.0.1:${ports.proxy}`;
      const config = join(import.meta.dirname, 'kamailio.cfg');
      const flags = ['-DD', '-E', '-n', '1', '-m', '256', '-Y', runDirectory];
      return [program, '-f', config, ...flags, '-l', listen, '-A', asterisk];
    },
  };
}

function createCommandPeer(command: string): Peer {
  return {
    name: 'command',
    version: command,
    tellsMemory: false,
    prepare: () => ['sh', '-c', `exec ${command}`],
  };
}

/** The full path of an installed program; undefined when there is none. */
function findProgram(name: string): string | undefined {
  const directories = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin'];
  return directories.map((directory) => join(directory, name)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
