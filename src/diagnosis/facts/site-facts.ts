// What is remembered of one site: the phones that are there.

import type { RecordChange } from '../../correlation/device-record.ts';
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

/** Something changed with a phone of the site. */
export function noteSiteChange(_facts: SiteFacts, _change: RecordChange): void {}
