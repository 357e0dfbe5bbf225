// An office at work while somebody changes the settings of its phones: registrations through farend and
// past it, a call that is silent, and one with talk all the time.

import type { Call } from '../phone/call/call.ts';
import type { Phone } from '../phone/phone.ts';
import type { PolicyScene } from './policy-scene.ts';

/** Who is where; 4001 and 4003 offer no rport. */
const PHONES = [
  { username: '4001', rport: false },
  { username: '4002', rport: true },
  { username: '4003', rport: false },
  { username: '4005', rport: true, isStraight: true },
] as const;

/** More than a test takes, at fifty a second. */
const PACKETS = 6000;

/** Resolves when all phones are registered and both calls are up. */
export async function startWork(scene: PolicyScene): Promise<OfficeWork> {
  const phones = new Map<string, Phone>();
  for (const { username, ...options } of PHONES) {
    const phone = await scene.startPhone(username, options);
    const { outcome } = await phone.register();
    if (outcome !== 'accepted') throw new Error(`${username} could not register: ${outcome}`);
    phones.set(username, phone);
  }
  const silent = await get(phones, '4001').call('9002');
  const talk = await get(phones, '4003').call('9002');
  await Promise.all([silent.waitUntilConfirmed(), talk.waitUntilConfirmed()]);
  await talk.sendMedia(PACKETS);
  await talk.waitForPackets(10);
  return new OfficeWork(scene, phones, silent, talk);
}

export class OfficeWork {
  readonly #scene: PolicyScene;
  readonly #phones: ReadonlyMap<string, Phone>;
  readonly #silent: Call;
  readonly #talk: Call;

  constructor(scene: PolicyScene, phones: ReadonlyMap<string, Phone>, silent: Call, talk: Call) {
    this.#scene = scene;
    this.#phones = phones;
    this.#silent = silent;
    this.#talk = talk;
  }

  /** Phones that Asterisk knows no more; empty when all is well. */
  async findLost(): Promise<string[]> {
    const lost: string[] = [];
    for (const username of this.#phones.keys())
      if (!(await this.#scene.isRegistered(username))) lost.push(username);
    return lost;
  }

  /** Throws unless both calls go on: talk still comes back, and the other can be put on hold. */
  async checkCalls(): Promise<void> {
    const { received } = await this.#talk.readMedia();
    await this.#talk.waitForPackets(received + 25);
    const { statusCode } = await this.#silent.hold();
    if (statusCode !== 200) throw new Error(`the call was not put on hold: ${statusCode}`);
  }

  /** Ends both calls, one from each side; throws when the other side does not take part. */
  async endCalls(): Promise<void> {
    const { statusCode } = await this.#talk.hangUp();
    if (statusCode !== 200) throw new Error(`the call did not end: ${statusCode}`);
    await this.#scene.asterisk.cli('channel request hangup all');
    await this.#silent.waitForRequest('BYE');
  }

  /** Throws unless every phone may register again, and is called then. */
  async checkPhones(): Promise<void> {
    for (const [username, phone] of this.#phones) {
      const { outcome } = await phone.register();
      if (outcome !== 'accepted') throw new Error(`${username} could not register: ${outcome}`);
      if (username !== '4005') await this.#checkCall(username, phone);
    }
  }

  async #checkCall(username: string, phone: Phone): Promise<void> {
    await this.#scene.call(username);
    const call = await phone.waitForCall();
    await call.waitUntilConfirmed();
    await call.waitForRequest('BYE');
  }
}

function get(phones: ReadonlyMap<string, Phone>, username: string): Phone {
  const phone = phones.get(username);
  if (phone === undefined) throw new Error(`no phone ${username}`);
  return phone;
}
