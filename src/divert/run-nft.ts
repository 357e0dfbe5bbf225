// `nft` as a question: whether it may be used here, and what the table has counted.

import { execFile } from 'node:child_process';
import { z } from 'zod';
import { AppError } from '../base/app-error.ts';
import { counterNames, TABLE } from './ruleset.ts';

const ANSWER_MS = 10_000;

/** Packets since the table was made. */
export interface DivertCounts {
  /** Diverted to farend. */
  readonly toFarend: number;
  /** Of farend, sent with Asterisk's port. */
  readonly fromFarend: number;
}

/** @throws AppError DIVERT_UNAVAILABLE without nft, or without the right to use it */
export async function checkNft(): Promise<void> {
  await runNft(['list', 'tables']).catch((error: NodeJS.ErrnoException) => {
    throw new AppError('DIVERT_UNAVAILABLE', explain(error), { cause: error });
  });
}

function explain({ code, message }: NodeJS.ErrnoException): string {
  if (code === 'ENOENT') return 'there is no nft here: install nftables (apt install nftables)';
  if (/not permitted|must be root|permission/i.test(message))
    return 'nft may not be used: run this as root (sudo), or with the capability CAP_NET_ADMIN';
  const [, reason = message] = message.split('\n');
  return `nft cannot be used: ${reason}; the kernel needs nf_tables`;
}

const countersSchema = z.object({
  nftables: z.array(
    z.object({ counter: z.object({ name: z.string(), packets: z.number() }).optional() }),
  ),
});

/** Undefined when there is no table. */
export async function readCounts(): Promise<DivertCounts | undefined> {
  try {
    const text = await runNft(['-j', 'list', 'counters', 'table', ...TABLE.split(' ')]);
    const counters = countersSchema.parse(JSON.parse(text)).nftables;
    const find = (name: string): number =>
      counters.find(({ counter }) => counter?.name === name)?.counter?.packets ?? 0;
    return { toFarend: find(counterNames.toFarend), fromFarend: find(counterNames.fromFarend) };
  } catch {
    return undefined;
  }
}

/** Whose the table is: one of that name that lacks our counters is somebody else's. */
export async function findTable(): Promise<'none' | 'own' | 'foreign'> {
  const text = await runNft(['-j', 'list', 'table', ...TABLE.split(' ')]).catch(() => undefined);
  if (text === undefined) return 'none';
  const { nftables } = countersSchema.parse(JSON.parse(text));
  const names = nftables.map(({ counter }) => counter?.name);
  return Object.values(counterNames).every((name) => names.includes(name)) ? 'own' : 'foreign';
}

/** @throws AppError DIVERT_UNAVAILABLE */
export async function refuseForeignTable(): Promise<void> {
  if ((await findTable()) !== 'foreign') return;
  throw new AppError(
    'DIVERT_UNAVAILABLE',
    `there is a table ${TABLE} that farend has not made (nft list table ${TABLE}): give it another name, then try again`,
  );
}

/** @returns what it prints; rejects with what it complains of */
export function runNft(args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile('nft', [...args], { timeout: ANSWER_MS }, (error, stdout) => {
      if (error === null) resolve(stdout);
      else reject(error);
    });
  });
}
