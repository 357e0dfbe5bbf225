// Asks farend's API once a second what it finds, and keeps every finding that was ever there.

import { setTimeout as delay } from 'node:timers/promises';
import { inspect } from 'node:util';
import { type FindingAnswer, findingListSchema } from '../../../src/api/http/finding-schema.ts';
import { findingId } from '../../../src/diagnosis/finding.ts';
import { askApi } from '../../support/ask-api.ts';
import { own, release, type Stoppable } from '../../support/process/lifetime.ts';
import { pollUntil } from '../../support/process/poll-until.ts';

const EVERY_MS = 1_000;

export class FindingWatch implements Stoppable {
  /** Each as it was last, by its id. */
  readonly seen = new Map<string, FindingAnswer>();
  /** What holds now. */
  latest: readonly FindingAnswer[] = [];
  readonly #apiPath: string;
  readonly #end = new AbortController();
  readonly #asking: Promise<void>;

  constructor(apiPath: string) {
    this.#apiPath = apiPath;
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
      const answer = await askApi(this.#apiPath, '/v1/findings').catch(() => undefined);
      if (answer?.status === 200) this.#take(answer.text);
      await delay(EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  #take(text: string): void {
    this.latest = findingListSchema.parse(JSON.parse(text)).findings;
    for (const finding of this.latest) this.seen.set(findingId(finding), finding);
  }
}
