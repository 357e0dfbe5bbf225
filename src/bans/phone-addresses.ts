// The addresses at which a phone is registered: they are never banned, since it would be banned too.

import { readAddress } from '../correlation/address-text.ts';
import type { DeviceRecord } from '../correlation/device-record.ts';

export class PhoneAddresses {
  /** By the id of the record. */
  private readonly addressOf = new Map<string, string>();
  private readonly phones = new Map<string, number>();

  /** @param isRemoved the record is gone */
  note({ id, isRegistered, wire }: DeviceRecord, isRemoved: boolean): void {
    const address = isRegistered && !isRemoved ? readAddress(wire?.source ?? '') : '';
    const before = this.addressOf.get(id) ?? '';
    if (before === address) return;
    if (before !== '') this.add(before, -1);
    if (address === '') this.addressOf.delete(id);
    else {
      this.addressOf.set(id, address);
      this.add(address, 1);
    }
  }

  has(address: string): boolean {
    return this.phones.has(address);
  }

  private add(address: string, count: number): void {
    const sum = (this.phones.get(address) ?? 0) + count;
    if (sum > 0) this.phones.set(address, sum);
    else this.phones.delete(address);
  }
}
