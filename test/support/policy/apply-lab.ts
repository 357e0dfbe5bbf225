// A plan carried out, or a run taken back, on an Asterisk of the lab, put together as farend's commands
// do it; in the test's own process or in one that it may kill.

import { join } from 'node:path';
import { applyPolicy } from '../../../src/enforcement/apply/apply-policy.ts';
import type { ApplyResult, ApplyStep } from '../../../src/enforcement/apply/apply-step.ts';
import { PolicyJournal } from '../../../src/enforcement/apply/policy-journal.ts';
import { type PolicyLock, takePolicyLock } from '../../../src/enforcement/apply/policy-lock.ts';
import { type Recovery, recoverPolicy } from '../../../src/enforcement/apply/recover-policy.ts';
import { type AmiAccess, openAmiAccess } from '../../../src/enforcement/audit/ami-access.ts';
import { lookUp } from '../../../src/enforcement/audit/look-up.ts';
import { readConfDirectory } from '../../../src/enforcement/files/conf-directory.ts';
import { FileWriter } from '../../../src/enforcement/files/file-writer.ts';
import { undoFiles } from '../../../src/enforcement/files/undo-files.ts';
import type { PolicyWriter } from '../../../src/enforcement/writers/policy-writer.ts';
import { makePlan } from '../../../src/policy/make-plan.ts';

export const AMI_PORT = 5038;

/** Plain data: it goes to another process too. */
export interface ApplyLabSettings {
  /** Asterisk's configuration directory. */
  readonly etcPath: string;
  /** For state and lock. */
  readonly path: string;
  readonly match: string;
  readonly watchForMs: number;
  /** Asterisk is asked at full speed by default; 0.1 is gentle. */
  readonly share?: number;
  readonly patienceMs?: number;
}

export interface ApplyLabHooks {
  readonly onStep?: (step: ApplyStep, detail: string) => void;
  readonly signal?: AbortSignal;
  /** Besides farend's files. */
  readonly writers?: readonly PolicyWriter[];
}

export function openLabAccess(share = 1): Promise<AmiAccess> {
  return openAmiAccess({
    asterisk: 'main',
    host: '127.0.0.1',
    port: AMI_PORT,
    username: 'all',
    secret: 'allpw',
    share,
  });
}

/** Whatever is not as `nat: yes` wants it, of the endpoints that match. */
export async function applyInLab(
  settings: ApplyLabSettings,
  { onStep = () => undefined, signal, writers = [] }: ApplyLabHooks = {},
): Promise<ApplyResult> {
  const { path, match, watchForMs, patienceMs } = settings;
  const lock = await takeLock(path);
  const access = await openLabAccess(settings.share);
  const write = ownPath(settings);
  try {
    const patterns = [{ match, nat: 'yes', maxContacts: 4 }];
    const facts = await lookUp(access, patterns, await readConfDirectory(write), {
      writerFor: () => 'files',
      farendAddresses: [],
      onProgress: () => undefined,
    });
    const plan = makePlan(patterns, { ...facts, isBehindNat: () => undefined });
    const files = new FileWriter(plan, { write, sections: plan.sections, mayPullIn: true });
    return await applyPolicy(plan, {
      access,
      writers: [files, ...writers],
      undo: (_, note) => undoFiles(note),
      journal: openJournal(path),
      lock,
      watchForMs,
      onStep,
      now: Date.now,
      signal: signal ?? new AbortController().signal,
      ...(patienceMs !== undefined && { patienceMs }),
    });
  } finally {
    access.close();
    await lock.release();
  }
}

export async function recoverInLab({ path }: ApplyLabSettings): Promise<Recovery | undefined> {
  const lock = await takeLock(path);
  const access = await openLabAccess().catch(() => undefined);
  try {
    return await recoverPolicy({
      access,
      asterisk: 'main',
      undo: (_, note) => undoFiles(note),
      journal: openJournal(path),
      lock,
      onStep: () => undefined,
    });
  } finally {
    access?.close();
    await lock.release();
  }
}

export function openJournal(path: string): PolicyJournal {
  const author = { by: 'command', user: 'alice' } as const;
  return new PolicyJournal(join(path, 'state', 'policy.ndjson'), author, Date.now);
}

export function ownPath({ etcPath }: ApplyLabSettings): string {
  return join(etcPath, 'farend.d');
}

function takeLock(path: string): Promise<PolicyLock> {
  const socket = join(path, 'run', 'policy.sock');
  return takePolicyLock(socket, { what: 'farend policy apply', now: Date.now() });
}
