// The scene of the sipvicious tests: a phone at work behind farend, and an attacker on the internet.

import type { AsteriskFlavour } from '../asterisk/flavours.ts';
import type { Farend } from '../farend.ts';
import { createFarendOffice } from '../farend-office.ts';
import { PBX_ADDRESS } from '../network/pbx-network.ts';
import type { Office } from '../office.ts';
import type { Phone } from '../phone/phone.ts';
import { findPeers } from '../provision/peers.ts';
import { type Sipvicious, type SipviciousOptions, startSipvicious } from './sipvicious.ts';

export type Attack = Pick<SipviciousOptions, 'tool' | 'words' | 'passwords' | 'userAgent'>;

export const ATTACKER = '203.0.113.66';

/** Words that lead a tool to Asterisk itself: what it finds without farend. */
export const STRAIGHT = ['-p', '5080'];

/** What an attacker who has read one page about it sends. */
export const DISGUISE = { userAgent: 'Deskphone 2.1' };

/** The machine is busy: a phone that waits as RFC 3261 wants it. */
const PATIENT = { retransmits: true, t1Ms: 500, timeoutMs: 8000 };

/** The phone is 4001, registered; 4002 is an endpoint too, at no phone. */
export async function createAttackScene(flavour: AsteriskFlavour): Promise<AttackScene> {
  const endpoints = ['4001', '4002'].map((name) => ({ name, qualifyFrequency: 1 }));
  const { office, farend } = await createFarendOffice({ flavour, endpoints });
  const namespace = await office.pbx.addHost(ATTACKER);
  const phone = await office.startPhone({ username: '4001', rport: false, ...PATIENT });
  await phone.register();
  return new AttackScene(office, farend, phone, namespace);
}

export class AttackScene {
  readonly office: Office;
  readonly farend: Farend;
  readonly phone: Phone;
  /** The attacker's machine. */
  readonly namespace: string;
  #lastPort = 5060;

  constructor(office: Office, farend: Farend, phone: Phone, namespace: string) {
    this.office = office;
    this.farend = farend;
    this.phone = phone;
    this.namespace = namespace;
  }

  /** Several may run at once: each sends from a port of its own. */
  start(attack: Attack): Sipvicious {
    this.#lastPort += 1;
    return startSipvicious({
      root: findPeers().sipvicious ?? { python: [], env: {} },
      namespace: this.namespace,
      address: ATTACKER,
      port: this.#lastPort,
      ...attack,
      words: [...attack.words, PBX_ADDRESS],
    });
  }

  /** To its end; what it printed. */
  async attack(attack: Attack): Promise<string> {
    return await this.start(attack).finish();
  }

  /** The phone registers anew, calls and hangs up; the status codes of both. */
  async usePhone(): Promise<readonly (number | undefined)[]> {
    const { statusCode } = await this.phone.register();
    const call = await this.phone.call('9002');
    await call.waitUntilConfirmed();
    await call.hangUp();
    return [statusCode, call.statusCodes.at(-1)];
  }

  /** Ends farend; how many datagrams went nowhere, by reason. */
  async countDrops(): Promise<Readonly<Record<string, number>>> {
    await this.farend.terminate();
    const { drops } = await this.farend.waitForLog(({ event }) => event === 'stopped');
    return drops as Record<string, number>;
  }
}
