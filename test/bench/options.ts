// The command line of the bench.

import { parseArgs } from 'node:util';

const peerNames = ['command', 'farend', 'kamailio'] as const;
export type PeerName = (typeof peerNames)[number];

export interface BenchOptions {
  rounds: number;
  seconds: number;
  users: number;
  window: number;
  /** Requests a second for an open loop; undefined: closed loop. */
  rate: number | undefined;
  only: readonly PeerName[] | undefined;
  command: string | undefined;
  kamailio: string | undefined;
  cpuProfDirectory: string | undefined;
  json: boolean;
}

export const usage = `usage: npm run bench -- [options]
REGISTER transactions through farend on one core, beside Kamailio with one worker where installed.
  --rounds N         rounds per proxy, taken in turn (5)
  --seconds N        length of a round (4)
  --users N          phones (10000)
  --window N         requests in flight (64)
  --rate N           an open loop of N requests a second instead of a window
  --only NAMES       farend, kamailio, command; several separated by commas
  --kamailio PATH    which Kamailio (default: found in PATH or /usr/sbin)
  --command "…"      bench this proxy too: listens on 127.0.0.1:5060, relays to 127.0.0.1:5080
  --cpu-prof DIR     farend's CPU profile, written to DIR when it stops
  --json             one JSON document on stdout
  --help`;

const definitions = {
  rounds: { type: 'string', default: '5' },
  seconds: { type: 'string', default: '4' },
  users: { type: 'string', default: '10000' },
  window: { type: 'string', default: '64' },
  rate: { type: 'string' },
  only: { type: 'string' },
  kamailio: { type: 'string' },
  command: { type: 'string' },
  'cpu-prof': { type: 'string' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

/** The options, or undefined when help is asked for; throws a TypeError or RangeError on bad ones. */
export function parseBenchOptions(words: readonly string[]): BenchOptions | undefined {
  const { values } = parseArgs({ args: [...words], options: definitions });
  if (values.help) return undefined;
  return {
    rounds: parseCount('rounds', values.rounds, 1000),
    seconds: parseCount('seconds', values.seconds, 600),
    users: parseCount('users', values.users, 99_999),
    window: parseCount('window', values.window, 65_536),
    rate: values.rate === undefined ? undefined : parseCount('rate', values.rate, 10_000_000),
    only: values.only === undefined ? undefined : parsePeerNames(values.only),
    command: values.command,
    kamailio: values.kamailio,
    cpuProfDirectory: values['cpu-prof'],
    json: values.json,
  };
}

function parseCount(option: string, text: string, highest: number): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1 && count <= highest) return count;
  throw new RangeError(`--${option} '${text}': a whole number from 1 to ${highest} is wanted`);
}

function parsePeerNames(text: string): PeerName[] {
  return text.split(',').map((word) => {
    const name = peerNames.find((known) => known === word);
    if (name !== undefined) return name;
    throw new RangeError(`--only '${word}': one of ${peerNames.join(', ')} is wanted`);
  });
}
