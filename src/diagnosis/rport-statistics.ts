// Where each firmware offers rport and where it does not: one that offers it at other addresses, and at
// none of the phones here, lost it on the way.

import { readAddress } from '../correlation/address-text.ts';
import type { DeviceRecord } from '../correlation/device-record.ts';
import type { PhoneModel } from '../devices/device-catalogue.ts';

/** Addresses where phones of the same firmware offer it; fewer may be chance. */
const ENOUGH_ADDRESSES = 3;
/** More are not needed. */
const MAX_ADDRESSES = 16;

interface Tally {
  readonly offering: Set<string>;
  readonly missing: Set<string>;
}

export class RportStatistics {
  private tallies: ReadonlyMap<string, Tally> = new Map();

  /** Once in a while: counts anew. */
  count(phones: Iterable<{ readonly record: DeviceRecord; readonly model: PhoneModel }>): void {
    const tallies = new Map<string, Tally>();
    for (const { record, model } of phones) {
      const { wire, isRegistered } = record;
      if (!isRegistered || wire === undefined || model.firmware === '') continue;
      const tally = tallies.get(keyOf(model)) ?? { offering: new Set(), missing: new Set() };
      tallies.set(keyOf(model), tally);
      const addresses = wire.rport === 'offered' ? tally.offering : tally.missing;
      if (addresses.size < MAX_ADDRESSES) addresses.add(readAddress(wire.source));
    }
    this.tallies = tallies;
  }

  /**
   * At how many other addresses phones of this firmware offer rport.
   *
   * @returns 0 where it is missing anywhere else, too, or offered here by another phone
   */
  offeredElsewhere(model: PhoneModel, address: string): number {
    const { offering, missing } = this.tallies.get(keyOf(model)) ?? {};
    if (offering === undefined || missing === undefined || offering.has(address)) return 0;
    const isOnlyHere = [...missing].every((each) => each === address);
    return isOnlyHere && offering.size >= ENOUGH_ADDRESSES ? offering.size : 0;
  }
}

function keyOf({ make, model, firmware }: PhoneModel): string {
  return `${make}\n${model}\n${firmware}`;
}
