// Asks Asterisk whether it has taken what it was told to load. It loads in its own time, so that it is
// asked again for some seconds.

import { setTimeout as delay } from 'node:timers/promises';
import type { EndpointState } from '../../asterisk/asterisk-event.ts';
import type { AsteriskAccess } from '../asterisk-access.ts';
import {
  type Difference,
  describeDifference,
  type Expectation,
  findDifferences,
  findMissing,
  findMissingAors,
} from './compare-settings.ts';

/** Asterisk takes about a millisecond for an endpoint; one that has calls as well takes longer. */
const PATIENCE_MS = 5_000;
const PATIENCE_PER_ENDPOINT_MS = 3;
const PAUSE_MS = 500;

/** What was there before the change. */
export interface Before {
  readonly endpoints: readonly EndpointState[];
  /** Of those that the change is about. */
  readonly settings: readonly EndpointState[];
}

export interface ReadBack {
  readonly differences: readonly Difference[];
  readonly missing: readonly EndpointState[];
  readonly missingAors: readonly { readonly endpoint: string; readonly aor: string }[];
}

/**
 * @param onProgress may throw, which ends it
 * @returns what is still not as it should be in the end
 * @throws AppError AMI_UNREACHABLE, AMI_REFUSED
 */
export async function readBack(
  access: AsteriskAccess,
  expectations: readonly Expectation[],
  before: Before,
  onProgress: (done: number, of: number) => void,
): Promise<ReadBack> {
  const patienceMs = PATIENCE_MS + PATIENCE_PER_ENDPOINT_MS * before.endpoints.length;
  const deadline = performance.now() + patienceMs;
  let open = expectations;
  let openBefore = before.settings;
  for (let isFirst = true; ; isFirst = false) {
    const result = await readOnce(access, open, { ...before, settings: openBefore }, onProgress);
    // Thousands take longer than that to read; the first of them were perhaps read too soon.
    const isOver = !isFirst && performance.now() >= deadline;
    if (isAsItShouldBe(result) || isOver) return result;
    open = result.differences.map(({ expectation }) => expectation);
    openBefore = before.settings.filter(({ name }) =>
      result.missingAors.some(({ endpoint }) => endpoint === name),
    );
    await delay(PAUSE_MS);
  }
}

function isAsItShouldBe({ differences, missing, missingAors }: ReadBack): boolean {
  return differences.length + missing.length + missingAors.length === 0;
}

/** @param whyNot what may be the reason that a value is not there */
export function describeDifferences({ differences }: ReadBack, whyNot: string): string[] {
  return differences.map((difference) => `${describeDifference(difference)} ${whyNot}`);
}

export function describeMissing({ missing, missingAors }: ReadBack, whyNot: string): string[] {
  return [
    ...missing.map(
      ({ name }) => `Endpoint ${name} was there before, and Asterisk has it no more. ${whyNot}`,
    ),
    ...missingAors.map(
      ({ endpoint, aor }) =>
        `AOR ${aor} of endpoint ${endpoint} was there before, and Asterisk has it no more. ${whyNot}`,
    ),
  ];
}

/** Where Asterisk refused all of thousands, nobody wants thousands of sentences. */
const MAX_REASONS = 20;

export function limitReasons(reasons: readonly string[]): readonly string[] {
  if (reasons.length <= MAX_REASONS) return reasons;
  const rest = reasons.length - MAX_REASONS;
  return [...reasons.slice(0, MAX_REASONS), `The same goes for ${rest} more.`];
}

async function readOnce(
  access: AsteriskAccess,
  expectations: readonly Expectation[],
  before: Before,
  onProgress: (done: number, of: number) => void,
): Promise<ReadBack> {
  const listed = await access.listEndpoints();
  const names = new Set([
    ...expectations.map(({ endpoint }) => endpoint),
    ...before.settings.map(({ name }) => name),
  ]);
  const touched = listed.filter(({ name }) => names.has(name));
  const settings = await access.readSettings(touched, onProgress);
  const generalNat = await readGeneralNat(access, expectations);
  // What goes between the list and the question is missing as well.
  const gone = new Set(findMissing(touched, settings));
  const there = listed.filter((endpoint) => !gone.has(endpoint));
  return {
    differences: findDifferences(expectations, { settings, generalNat }),
    missing: findMissing(before.endpoints, there),
    missingAors: findMissingAors(before.settings, settings),
  };
}

/** The last one counts (chan_sip's reload_config). */
async function readGeneralNat(
  access: AsteriskAccess,
  expectations: readonly Expectation[],
): Promise<string | undefined> {
  if (!expectations.some(({ kind }) => kind === 'general')) return undefined;
  const categories = await access.readConfig('sip.conf');
  const general = categories?.find(({ name }) => name === 'general');
  return general?.variables.findLast(([name]) => name === 'nat')?.[1];
}
