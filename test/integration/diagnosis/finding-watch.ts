// Asks farend's API once a second what it finds, and keeps every finding that was ever there.

import { setTimeout as delay } from 'node:timers/promises';
import { inspect } from 'node:util';
import type { FindingAnswer } from '../../../src/api/http/finding-schema.ts';
import { findingId } from '../../../src/diagnosis/finding.ts';
import type { Farend } from '../../support/farend.ts';
import { own, release, type Stoppable } from '../../support/process/lifetime.ts';
import { pollUntil } from '../../support/process/poll-until.ts';
import { readFindings } from './read-findings.ts';

const EVERY_MS = 1_000;

export class FindingWatch implements Stoppable {
  /** Each as it was last, by its id. */
  readonly seen = new Map<string, FindingAnswer>();
  /** What holds now. */
  latest: readonly FindingAnswer[] = [];
  readonly #farend: Farend;
  readonly #end = new AbortController();
  readonly #asking: Promise<void>;

  constructor(farend: Farend) {
    this.#farend = farend;
    this.#asking = this.#askAgainAndAgain();
    own(this);
  }

  async waitFor(
    accepts: (finding: FindingAnswer) => boolean,
    what: string,
    timeoutMs: number,
  ): Promise<FindingAnswer> {
    const find = async () => this.latest.find(accepts);
    return await pollUntil(find, { timeoutMs, everyMs: 250, what }).catch(() => {
      throw new Error(`${what} was not found, but:\n${inspect(this.latest, { depth: 9 })}`);
    });
  }

  async waitUntilGone(
    accepts: (finding: FindingAnswer) => boolean,
    what: string,
    timeoutMs: number,
  ): Promise<void> {
    const isGone = async () => (this.latest.some(accepts) ? undefined : true);
    await pollUntil(isGone, { timeoutMs, everyMs: 250, what: `the end of ${what}` });
  }

  async stop(): Promise<void> {
    this.#end.abort();
    await this.#asking;
    release(this);
  }

  async #askAgainAndAgain(): Promise<void> {
    const { signal } = this.#end;
    while (!signal.aborted) {
      // While nobody answers, what was known holds: the companion is busy, or on its way.
      this.latest = await readFindings(this.#farend).catch(() => this.latest);
      for (const finding of this.latest) this.seen.set(findingId(finding), finding);
      await delay(EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}
