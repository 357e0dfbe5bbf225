// What is remembered of one site: the phones that are there.

import type { DeviceFacts } from './device-facts.ts';

export interface SiteFacts {
  readonly kind: 'site';
  readonly subject: string;
  /** Its name, or its public address. */
  readonly name: string;
  readonly devices: Set<DeviceFacts>;
}

export function createSiteFacts(name: string): SiteFacts {
  return { kind: 'site', subject: `site ${name}`, name, devices: new Set() };
}
