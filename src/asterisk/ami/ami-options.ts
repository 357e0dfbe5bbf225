// What an AMI client is told, whom it tells, and how patient it is.

import type { AsteriskEvent } from '../asterisk-event.ts';
import type { AmiHeaders } from './ami-message.ts';
import type { ManagerAddress } from './manager-connection.ts';

export interface AmiListener {
  onEvent(event: AsteriskEvent): void;
  /** A user event, farend's own too; names of headers in lower case. */
  onUserEvent(name: string, headers: AmiHeaders): void;
  /** A sentence for the log. */
  onProblem(sentence: string): void;
}

export interface AmiTiming {
  /** For connecting, for the login, for the answer to each action. */
  readonly deadlineMs: number;
  /** For the beginning of a list of a snapshot, and from item to item: Asterisk may have much to do. */
  readonly listMs: number;
  readonly heartbeatMs: number;
  /** Between tries to connect, at first and at most: short, since each of them costs little. */
  readonly firstDelayMs: number;
  readonly maxDelayMs: number;
  /** After a login that was refused: fail2ban may count these. */
  readonly refusedDelayMs: number;
  /** When the first snapshot is taken of an Asterisk that does not say that it has booted. */
  readonly bootMs: number;
  /** Between snapshots: "pjsip reload" is announced to nobody. */
  readonly snapshotMs: number;
  /** After a snapshot that failed, at first and at most: each costs Asterisk much. */
  readonly retryMs: number;
  readonly maxRetryMs: number;
  /** Of Asterisk's time that snapshots of thousands may take, above 0, at most 1. */
  readonly snapshotShare: number;
  /** When a class of events that has not shown itself counts as missing. */
  readonly classCheckMs: number;
  /** Permissions hold from login to login: with some missing, it logs in again that much later. */
  readonly recheckMs: number;
}

export interface AmiClientOptions extends Omit<ManagerAddress, 'deadlineMs'> {
  /** Its name in the configuration. */
  readonly asterisk: string;
  readonly timing?: Partial<AmiTiming>;
  readonly now?: () => number;
  readonly random?: () => number;
}

export const DEFAULT_TIMING: AmiTiming = {
  deadlineMs: 5_000,
  listMs: 60_000,
  heartbeatMs: 2_000,
  firstDelayMs: 250,
  maxDelayMs: 2_000,
  refusedDelayMs: 30_000,
  bootMs: 5_000,
  snapshotMs: 600_000,
  retryMs: 1_000,
  maxRetryMs: 300_000,
  snapshotShare: 0.1,
  classCheckMs: 5_000,
  recheckMs: 60_000,
};
