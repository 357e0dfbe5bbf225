// What a test says about a run of SIPp, and the words of its command line.

import { join } from 'node:path';

/** One row of what SIPp injects: `[field0]` to `[field3]` of the scenarios. */
export interface SippUser {
  readonly name: string;
  readonly password: string;
  /** Where that phone lives. */
  readonly address: string;
  readonly callee?: string;
}

type Scenario = 'register' | 'call' | 'answer' | 'answer-and-hang-up' | 'ask-to-register';

export interface SippOptions {
  /** The words that start the program. */
  readonly command: readonly string[];
  readonly scenario: Scenario;
  readonly namespace: string;
  /** Where it listens, and the address of a user that has none of its own. */
  readonly address: string;
  readonly port: number;
  /** Where its requests go, `address:port`. */
  readonly target: string;
  /** Each does once what the scenario says; where it waits for calls, they are only addresses. */
  readonly users?: readonly SippUser[];
  /** Each user sends from its own address; default: all from `address`. */
  readonly hasSocketPerAddress?: boolean;
  /** New calls a second, default 50. */
  readonly rate?: number;
  /** How long a call lasts; default 0. */
  readonly talkMs?: number;
  /** Seconds; default 120. */
  readonly expires?: number;
  /** The share of packets, in per cent, that it loses on purpose; default none. */
  readonly lostPercent?: number;
  /** Ends it whatever happens; default 60. */
  readonly timeoutS?: number;
}

/** Where it writes, and reads its users from. */
export interface SippFiles {
  readonly users: string;
  readonly statistics: string;
  readonly errors: string;
}

const SCENARIOS = join(import.meta.dirname, '../../fixtures/sipp');
/** More than any test has addresses; its default is more than a process may have open. */
const MOST_SOCKETS = '1000';

export function formatArguments(options: SippOptions, files: SippFiles): string[] {
  const { users = [], hasSocketPerAddress = false } = options;
  return [
    ...['-sf', join(SCENARIOS, `${options.scenario}.xml`)],
    ...['-i', options.address, '-mi', options.address, '-p', String(options.port)],
    ...['-bind_local', '-nostdin', '-t', hasSocketPerAddress ? 'ui' : 'u1'],
    ...['-max_socket', MOST_SOCKETS],
    ...['-d', String(options.talkMs ?? 0), '-key', 'expires', String(options.expires ?? 120)],
    // SIPp's own [local_port] is 0 for the first of several addresses.
    ...['-key', 'own_port', String(options.port)],
    ...['-timeout', `${options.timeoutS ?? 60}s`, '-timeout_error'],
    ...(options.lostPercent === undefined ? [] : ['-lost', String(options.lostPercent)]),
    ...['-trace_stat', '-stf', files.statistics, '-fd', '1'],
    ...['-trace_err', '-error_file', files.errors],
    ...(users.length > 0 ? formatPace(options, users.length, files.users) : []),
    options.target,
  ];
}

function formatPace({ scenario, rate = 50 }: SippOptions, count: number, users: string): string[] {
  const injection = ['-inf', users, '-ip_field', '2'];
  if (scenario.startsWith('answer')) {
    return injection;
  }
  const pace = ['-m', String(count), '-l', String(count), '-r', String(rate)];
  return [...injection, ...pace, '-oocsf', join(SCENARIOS, 'answer-ping.xml')];
}

/** The file from which SIPp takes its users, one after another. */
export function formatUsers(users: readonly SippUser[]): string {
  const rows = users.map(({ name, password, address, callee = '' }) =>
    [name, `[authentication username=${name} password=${password}]`, address, callee].join(';'),
  );
  return `SEQUENTIAL\n${rows.join('\n')}\n`;
}
