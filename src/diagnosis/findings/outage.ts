// A link of farend's that is down for longer than it takes to come back by itself.

import { formatTime } from '../../correlation/plain-words.ts';
import type { KnownLink } from '../facts/farend-facts.ts';

export function hasBeenDown(
  link: KnownLink | undefined,
  forMs: number,
  now: number,
): link is KnownLink {
  return link !== undefined && !link.isUp && now - link.since >= forMs;
}

/** @param name of the link, as a sentence begins */
export function describeOutage(name: string, { since, reason }: KnownLink): string[] {
  return [
    `${name} is down since ${formatTime(since)}`,
    ...(reason === '' ? [] : [`the last attempt: ${reason}`]),
  ];
}
