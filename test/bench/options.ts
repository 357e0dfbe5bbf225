// The command line of the bench.

import { parseArgs } from 'node:util';

const peerNames = ['command', 'farend', 'kamailio'] as const;
export type PeerName = (typeof peerNames)[number];

const works = ['bindings', 'call', 'correlation', 'footprint', 'register', 'state'] as const;
/** What the phones and Asterisk do; docs/reference/performance.md says it in full. */
export type Work = (typeof works)[number];

const pingMethods = ['options', 'crlf', 'none'] as const;

export interface BenchOptions {
  work: Work;
  /** Phones; several numbers are measured in turn in one run. */
  users: readonly number[];
  rounds: number;
  seconds: number;
  window: number;
  /** Requests a second for an open loop; undefined: closed loop. */
  rate: number | undefined;
  only: readonly PeerName[] | undefined;
  command: string | undefined;
  kamailio: string | undefined;
  /** Whether farend keeps its bindings on disk. */
  hasState: boolean;
  /** How farend keeps bindings open; Kamailio does not. */
  keepAlive: (typeof pingMethods)[number];
  cpuProfDirectory: string | undefined;
  json: boolean;
}

export const usage = `usage: npm run bench -- [options]
SIP transactions through farend on one core, beside Kamailio with one worker where installed.
  --work register    REGISTER, half of them challenged (the default)
  --work call        calls from INVITE to BYE, each INVITE challenged, half of the BYEs from Asterisk
  --work bindings    refreshes and OPTIONS from Asterisk, with 1,000, 10,000 and 100,000 phones
  --work correlation the companion's records alone: 100,000 devices, --rate observations/s (5000)
  --work footprint   memory and CPU of farend run with a real Asterisk, 300 and 10,000 phones
  --work state       the companion's file: 10,000 and 100,000 devices, --rate changes/s (5000)
  --rounds N         rounds per proxy, taken in turn (5)
  --seconds N        length of a round (4; footprint: 60)
  --users N          phones (10000); several numbers separated by commas are measured in turn
  --window N         requests or calls in flight (64)
  --rate N           an open loop of N requests a second instead of a window
  --only NAMES       farend, kamailio, command; several separated by commas
  --kamailio PATH    which Kamailio (default: found in PATH or /usr/sbin)
  --command "…"      bench this proxy too: listens on 127.0.0.1:5060, relays to 127.0.0.1:5080
  --no-state         farend without its state directory
  --keep-alive HOW   farend pings every phone each 25 s: options, crlf or none (none)
  --cpu-prof DIR     farend's CPU profile, written to DIR when it stops
  --json             one JSON document on stdout
  --help`;

/** Phones that are measured without being told how many. */
const usualUsers: Readonly<Record<Work, string>> = {
  bindings: '1000,10000,100000',
  call: '10000',
  correlation: '100000',
  footprint: '300,10000',
  register: '10000',
  state: '10000,100000',
};
export const DEFAULT_OBSERVATION_RATE = 5_000;
const MAX_USERS = 1_000_000;

const definitions = {
  work: { type: 'string', default: 'register' },
  rounds: { type: 'string', default: '5' },
  seconds: { type: 'string' },
  users: { type: 'string' },
  window: { type: 'string', default: '64' },
  rate: { type: 'string' },
  only: { type: 'string' },
  kamailio: { type: 'string' },
  command: { type: 'string' },
  'no-state': { type: 'boolean', default: false },
  'keep-alive': { type: 'string', default: 'none' },
  'cpu-prof': { type: 'string' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

/** The options, or undefined when help is asked for; throws a TypeError or RangeError on bad ones. */
export function parseBenchOptions(words: readonly string[]): BenchOptions | undefined {
  const { values } = parseArgs({ args: [...words], options: definitions });
  if (values.help) return undefined;
  const work = parseWord('work', values.work, works);
  const users = values.users ?? usualUsers[work];
  return {
    work,
    users: users.split(',').map((count) => parseCount('users', count, MAX_USERS)),
    rounds: parseCount('rounds', values.rounds, 1000),
    seconds: parseCount('seconds', values.seconds ?? (work === 'footprint' ? '60' : '4'), 600),
    window: parseCount('window', values.window, 65_536),
    rate: values.rate === undefined ? undefined : parseCount('rate', values.rate, 10_000_000),
    only: values.only?.split(',').map((name) => parseWord('only', name, peerNames)),
    command: values.command,
    kamailio: values.kamailio,
    hasState: !values['no-state'],
    keepAlive: parseWord('keep-alive', values['keep-alive'], pingMethods),
    cpuProfDirectory: values['cpu-prof'],
    json: values.json,
  };
}

function parseCount(option: string, text: string, highest: number): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1 && count <= highest) return count;
  throw new RangeError(`--${option} '${text}': a whole number from 1 to ${highest} is wanted`);
}

function parseWord<Word extends string>(
  option: string,
  text: string,
  words: readonly Word[],
): Word {
  const word = words.find((known) => known === text);
  if (word !== undefined) return word;
  throw new RangeError(`--${option} '${text}': one of ${words.join(', ')} is wanted`);
}
