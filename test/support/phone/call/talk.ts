// Two sides of a call have media of each other: whoever is between them has joined them.

import type { Call } from './call.ts';
import type { MediaCounts } from './call-options.ts';

const PACKETS = 20;
/** Ten seconds of them: Asterisk takes its time to learn where media comes from. */
const ENOUGH = 500;

/** Confirmed, and each has heard so many packets more of the other; with the counts at the end. */
export async function talk(...calls: readonly Call[]): Promise<MediaCounts[]> {
  await Promise.all(calls.map((call) => call.waitUntilConfirmed()));
  const before = await Promise.all(calls.map((call) => call.readMedia()));
  await Promise.all(calls.map((call) => call.sendMedia(ENOUGH)));
  return await Promise.all(
    calls.map((call, n) => call.waitForPackets((before[n]?.received ?? 0) + PACKETS)),
  );
}
