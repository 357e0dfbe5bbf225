// What is diverted at this moment, as `farend divert status`, `farend status` and the doctor tell it.

import { z } from 'zod';
import type { FarendConfig } from '../config/farend-config.ts';
import { type DivertWish, readWish } from './divert-wish.ts';
import { askGuard } from './guard-socket.ts';

const guardStatusSchema = z.object({
  pid: z.int(),
  /** The table stands. */
  isOn: z.boolean(),
  /** Since when it does, or does not: milliseconds since 1970. */
  since: z.int(),
  /** Why it does not, as a sentence; '' where it does. */
  reason: z.string(),
  /** CIDR text; empty: everybody. */
  from: z.array(z.string()),
  except: z.array(z.object({ network: z.string(), source: z.string() })),
  /** Names of trunks that could not be resolved lately. */
  unresolved: z.array(z.string()),
  /** Packets since the table was made. */
  counts: z.object({ toFarend: z.number(), fromFarend: z.number() }).optional(),
});

export type GuardStatus = z.infer<typeof guardStatusSchema>;

export interface DivertState {
  /** What was asked for; undefined: nothing, SIP stays with Asterisk. */
  readonly wish: DivertWish | undefined;
  /** Undefined: no guard runs, and so there is no table. */
  readonly guard: GuardStatus | undefined;
}

/** @throws AppError STATE_UNUSABLE */
export async function readDivertState(config: FarendConfig): Promise<DivertState> {
  return { wish: await readWish(config), guard: await askGuardStatus(config) };
}

/** Undefined when no guard answers. */
export async function askGuardStatus({ run }: FarendConfig): Promise<GuardStatus | undefined> {
  return guardStatusSchema.safeParse(await askGuard(run, 'status')).data;
}

/** Has the guard read again what was asked for; its status then, undefined when no guard answers. */
export async function reloadGuard({ run }: FarendConfig): Promise<GuardStatus | undefined> {
  return guardStatusSchema.safeParse(await askGuard(run, 'reload')).data;
}
