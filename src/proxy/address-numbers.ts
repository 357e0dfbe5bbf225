// A number for each IP address, for tables that hold numbers only. An IPv4 address is one by itself; of
// IPv6 addresses the latest are remembered.

import { ipv4ToNumber } from '../base/ip-address.ts';

const FIRST_IPV6 = 2 ** 32;
const MAX_IPV6 = 16_384;

export class AddressNumbers {
  private readonly numbers = new Map<string, number>();
  private addresses: string[] = [];
  /** The number of the first of `addresses`. */
  private first = FIRST_IPV6;

  /** @param address canonical, without brackets; below 2^53 */
  toNumber(address: string): number {
    const value = ipv4ToNumber(address);
    if (value >= 0) return value;
    const known = this.numbers.get(address);
    if (known !== undefined) return known;
    if (this.addresses.length === MAX_IPV6) this.forgetAll();
    const number = this.first + this.addresses.length;
    this.addresses.push(address);
    this.numbers.set(address, number);
    return number;
  }

  /** Undefined for an IPv6 address that was forgotten, and for a number that is none. */
  toAddress(number: number): string | undefined {
    if (number < 0) return undefined;
    if (number >= FIRST_IPV6) return this.addresses[number - this.first];
    return [24, 16, 8, 0].map((bits) => Math.floor(number / 2 ** bits) % 256).join('.');
  }

  private forgetAll(): void {
    this.first += this.addresses.length;
    this.addresses = [];
    this.numbers.clear();
  }
}
