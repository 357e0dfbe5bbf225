// A service's end of the channel to `farend run`: what the parent is told, and how a service notices
// that its parent is gone. Started by hand or by another supervisor, a service has no such channel.

import type { FarendConfig } from '../config/farend-config.ts';

/** Sent once, when the service is at work. */
export interface ServiceReport {
  /** How the parent, which does not read the file, is to write its log. */
  readonly logFormat: FarendConfig['log']['format'];
}

/**
 * Tells the parent, if there is one.
 *
 * @returns resolves when the parent has ended, in whatever way: the kernel closes the channel for it.
 *   An orphan would hold the ports, and nobody would start it again.
 */
export function joinParent(report: ServiceReport): Promise<void> {
  // A parent that dies meanwhile is noticed below.
  process.send?.(report, undefined, undefined, () => undefined);
  return new Promise((resolve) => {
    if (process.connected === false) resolve();
    process.once('disconnect', () => resolve());
    // A channel alone is no reason to go on.
    process.channel?.unref();
  });
}
