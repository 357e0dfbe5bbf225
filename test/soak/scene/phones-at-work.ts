// The phones that must keep working: behind NAT, one of them without rport, they register again and
// again, call each other, and are asked by Asterisk whether they are there. One more belongs to the
// attacker.

import { setTimeout as delay } from 'node:timers/promises';
import type { Phone } from '../../support/phone/phone.ts';
import type { PhoneOptions } from '../../support/phone/phone-options.ts';
import { startPhone } from '../../support/phone/start-phone.ts';
import {
  DEVICE_SIDE,
  MALLORY,
  MALLORY_ADDRESS,
  MALLORY_VICTIM_PORT,
  PHONES,
  VICTIM,
} from './places.ts';
import type { SoakScene } from './scene.ts';

const REST_MS = 400;
const FIRST_HOST = 50;
const MALLORY_PORT = 5090;
/** An extension of the lab's Asterisk. */
const ECHO = '9002';
const CALL_DEADLINE_MS = 10_000;
/** No exchange of these phones takes longer, a call included. */
const EXCHANGE_MS = 3000;
const MAX_OVERHEARD = 20;
/** A phone is patient: what is counted is whether it works, not how fast. */
const patience = {
  t1Ms: 200,
  timeoutMs: 10_000,
  calls: { final: 'answer' },
} satisfies Partial<PhoneOptions>;

export interface WorkTally {
  readonly registered: number;
  /** Calls from phone to phone, answered and hung up. */
  readonly called: number;
  /** What went wrong, a line each. */
  readonly failures: readonly string[];
  /** Phones that Asterisk reached since the attacks began. */
  readonly reached: number;
  readonly phones: number;
}

export class PhonesAtWork {
  readonly #phones: readonly Phone[];
  #isAtWork = true;
  #registered = 0;
  #called = 0;
  readonly #failures: string[] = [];
  #work: Promise<unknown> = Promise.resolve();
  #seenFrom: number[];

  constructor(phones: readonly Phone[]) {
    this.#phones = phones;
    this.#seenFrom = phones.map(() => 0);
  }

  get tally(): WorkTally {
    return {
      registered: this.#registered,
      called: this.#called,
      failures: this.#failures,
      reached: this.#phones.filter((phone, index) => this.#isReached(phone, index)).length,
      phones: this.#phones.length,
    };
  }

  /** Registers all of them once; a phone that cannot makes the soak pointless. */
  async begin(): Promise<void> {
    for (const phone of this.#phones) {
      const { outcome, statusCode } = await phone.register();
      if (outcome !== 'accepted')
        throw new Error(`a phone could not register before the attacks: ${statusCode ?? outcome}`);
      await phone.waitForRequest('OPTIONS');
    }
    this.#seenFrom = this.#phones.map((phone) => phone.datagrams.items.length);
    const [first, second, third] = this.#phones as [Phone, Phone, Phone];
    this.#work = Promise.all([
      ...this.#phones.map((phone) => this.#keepRegistering(phone)),
      this.#keepCalling(first, PHONES[1] ?? ''),
      this.#keepCalling(second, ECHO),
      this.#keepCalling(third, MALLORY),
    ]);
  }

  async end(): Promise<void> {
    this.#isAtWork = false;
    await this.#work;
  }

  /**
   * The newest datagrams of the phones' wires whose exchange is over. Who forges the answer to a request
   * that is open, or ends a dialog whose tags he has seen, breaks a call of any Asterisk.
   */
  overhear(): string[] {
    return this.#phones.flatMap(({ datagrams: { items } }) => {
      const overAtMs = (items.at(-1)?.atMs ?? 0) - EXCHANGE_MS;
      return items
        .filter(({ atMs }) => atMs < overAtMs)
        .slice(-MAX_OVERHEARD)
        .map(({ text }) => text);
    });
  }

  async #keepRegistering(phone: Phone): Promise<void> {
    while (this.#isAtWork) {
      const { outcome, statusCode } = await phone.register();
      if (outcome === 'accepted') this.#registered += 1;
      else this.#failures.push(`a registration failed: ${statusCode ?? outcome}`);
      await delay(REST_MS);
    }
  }

  /** Only the caller knows which call is his: the odd Asterisk calls these phones as well. */
  async #keepCalling(caller: Phone, number: string): Promise<void> {
    while (this.#isAtWork) {
      try {
        const call = await caller.call(number);
        await call.waitUntilConfirmed(CALL_DEADLINE_MS);
        const { statusCode } = await call.hangUp();
        if (statusCode === 200) this.#called += 1;
        else this.#failures.push(`BYE of a call to ${number} was answered ${statusCode}`);
      } catch (error) {
        this.#failures.push(`a call to ${number} failed: ${(error as Error).message}`);
      }
      await delay(REST_MS);
    }
  }

  #isReached(phone: Phone, index: number): boolean {
    return phone.datagrams.items
      .slice(this.#seenFrom[index])
      .some(({ direction, text }) => direction === 'received' && text.startsWith('OPTIONS '));
  }
}

export async function startPhonesAtWork({
  site,
  outsideNamespace,
}: SoakScene): Promise<PhonesAtWork> {
  const office = PHONES.map((username, index) => ({
    ...patience,
    namespace: site.hostNamespace,
    address: `192.168.1.${FIRST_HOST + index}`,
    proxy: DEVICE_SIDE,
    username,
    rport: index > 0,
  }));
  const mallory = { ...describeMallory(), namespace: outsideNamespace };
  const phones: Phone[] = [];
  for (const options of [...office, mallory]) phones.push(await startPhone(options));
  return new PhonesAtWork(phones);
}

/** He has a password, and claims in every place to live at the victim's. */
function describeMallory(): PhoneOptions {
  const victim = `${VICTIM}:${MALLORY_VICTIM_PORT}`;
  return {
    ...patience,
    username: MALLORY,
    address: MALLORY_ADDRESS,
    port: MALLORY_PORT,
    proxy: DEVICE_SIDE,
    rport: false,
    viaAddress: victim,
    contact: `<sip:${MALLORY}@${victim}>`,
    extraHeaders: [`Path: <sip:${victim};lr>`, `Record-Route: <sip:${victim};lr>`],
  };
}
