// Looks at the registrations for some time after a change: a setting that Asterisk has taken may still
// be one that phones cannot live with.

import { setTimeout as delay } from 'node:timers/promises';
import type { ContactState } from '../../asterisk/asterisk-event.ts';
import type { ApplyRun } from './apply-run.ts';
import { confirmValues } from './confirm-values.ts';

const PAUSE_MS = 3_000;
/** Between two lists Asterisk has this many times as long for its phones as the list took. */
const REST_SHARE = 9;
/** An Asterisk that is started anew is back within that time; it reads the change from its files. */
const AWAY_MS = 30_000;

/** @returns why the change must be taken back, one sentence; none when the phones are there */
export async function watchRegistrations(run: ApplyRun): Promise<readonly string[]> {
  const { watchForMs, now, signal, onStep } = run.options;
  const end = performance.now() + watchForMs;
  let pauseMs = PAUSE_MS;
  for (;;) {
    await delay(Math.max(0, Math.min(pauseMs, end - performance.now())), undefined, { signal });
    const { contacts, tookMs, wasAway } = await listContacts(run);
    if (wasAway) {
      const reasons = await confirmValues(run);
      if (reasons.length > 0) return reasons;
    }
    run.watch.take(contacts, now());
    const leftMs = end - performance.now();
    if (run.watch.isSurelyTooMuch(now())) return [describeLoss(run)];
    if (leftMs <= 0) return run.watch.isTooMuch ? [describeLoss(run)] : [];
    pauseMs = Math.max(PAUSE_MS, REST_SHARE * tookMs);
    onStep('watch', describeProgress(run, leftMs));
  }
}

interface Listing {
  readonly contacts: readonly ContactState[];
  readonly tookMs: number;
  readonly wasAway: boolean;
}

/** @throws AppError when Asterisk is away for too long */
async function listContacts({ options }: ApplyRun): Promise<Listing> {
  const { access, signal } = options;
  const giveUpAt = performance.now() + AWAY_MS;
  for (let tries = 1; ; tries += 1) {
    const from = performance.now();
    try {
      const contacts = await access.listContacts();
      return { contacts, tookMs: performance.now() - from, wasAway: tries > 1 };
    } catch (error) {
      if (performance.now() >= giveUpAt) throw error;
      await delay(PAUSE_MS / 3, undefined, { signal });
    }
  }
}

function describeProgress({ watch }: ApplyRun, leftMs: number): string {
  return `${watch.count} registrations, ${watch.lost.length} endpoints miss theirs, ${Math.ceil(leftMs / 1_000)} s to go; Ctrl-C takes the change back`;
}

function describeLoss({ watch }: ApplyRun): string {
  const { lost, count } = watch;
  return `Endpoints lost their registration, or do not answer Asterisk any more, after the change, of ${count} registrations: ${lost.slice(0, 20).join(', ')}${lost.length > 20 ? ` and ${lost.length - 20} more` : ''}.`;
}
