// Phones with which nothing is wrong: with rport and without, behind routers that pick a port for each
// destination, at one router, and on the internet. They register and call each other.

import type { EndpointOptions } from '../../support/asterisk/asterisk-options.ts';
import type { Phone } from '../../support/phone/phone.ts';
import { LASTING_S, type Place } from './place.ts';

/** With what they need behind a router. */
export const cleanEndpoints: readonly EndpointOptions[] = [
  '4501',
  '4502',
  '4503',
  '4504',
  '4505',
  '4506',
].map((name) => ({
  name,
  rtpSymmetric: true,
  nat: 'force_rport,comedia',
  qualifyFrequency: 10,
}));

const CALLS = { calls: { final: 'answer' } } as const;
const ECHO = '9002';

export class CleanPhones {
  readonly #phones: readonly Phone[];

  constructor(phones: readonly Phone[]) {
    this.#phones = phones;
  }

  /** Each registers, calls the next one, and a number of Asterisk; the status codes of all of it. */
  async playRound(): Promise<(number | undefined)[]> {
    const codes: (number | undefined)[] = [];
    for (const phone of this.#phones)
      codes.push((await phone.register({ expires: LASTING_S })).statusCode);
    for (const [at, phone] of this.#phones.entries()) {
      const next = cleanEndpoints[(at + 1) % cleanEndpoints.length]?.name ?? ECHO;
      for (const target of [next, ECHO]) {
        const call = await phone.call(target);
        await call.waitUntilConfirmed();
        await call.hangUp();
        codes.push(call.statusCodes.at(-1));
      }
    }
    return codes;
  }
}

/** @param places two offices; the first has a machine on the internet, too, and so has the second */
export async function startCleanPhones([first, second]: readonly [
  Place,
  Place,
]): Promise<CleanPhones> {
  const phones = await Promise.all([
    first.startPhone({ username: '4501', ...CALLS }),
    first.startPhone({ username: '4502', rport: false, ...CALLS }),
    second.startPhone({ username: '4503', rport: false, ...CALLS }),
    second.startPhone({ username: '4504', ...CALLS }),
    first.startOnInternet({ username: '4505', ...CALLS }),
    second.startOnInternet({ username: '4506', rport: false, ...CALLS }),
  ]);
  return new CleanPhones(phones);
}
