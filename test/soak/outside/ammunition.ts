// The endless row of hostile messages, the same for the same seed as long as nothing is learnt.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { mutate } from '../../support/torture/mutate.ts';
import { createRandom, pick, type Random } from '../../support/torture/random.ts';
import { type Attack, type Known, nothingKnown } from '../attack/aim.ts';
import { asteriskAttacks } from '../attack/asterisk-attacks.ts';
import { phoneAttacks } from '../attack/phone-attacks.ts';
import { FIRST_VICTIM_PORT, VICTIM } from '../scene/places.ts';

const FIXTURES = join(import.meta.dirname, '../../fixtures/sip');

/** All of them; the index is that of the victim's port. */
export const allAttacks: readonly Attack[] = [...phoneAttacks, ...asteriskAttacks];

export interface Shot {
  readonly name: string;
  readonly side: Attack['side'];
  /** One character per byte. */
  readonly text: string;
}

export class Ammunition {
  known: Known = nothingKnown;
  private readonly random: Random;
  private readonly fixtures: readonly string[];
  private readonly runId: string;
  private count = 0;

  constructor(seed: number) {
    this.random = createRandom(seed);
    this.runId = `soak${seed.toString(16)}`;
    this.fixtures = readdirSync(FIXTURES, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.sip'))
      .sort()
      .map((file) => readFileSync(join(FIXTURES, file), 'latin1'));
  }

  /** Every attack in turn, and a mutant after every second one. */
  next(source: string): Shot {
    this.count += 1;
    if (this.count % 3 === 0) return this.makeMutant();
    const index = (this.count - Math.ceil(this.count / 3)) % allAttacks.length;
    const attack = allAttacks[index] as Attack;
    const text = attack.write({
      victim: `${VICTIM}:${FIRST_VICTIM_PORT + index}`,
      victimHost: VICTIM,
      victimPort: FIRST_VICTIM_PORT + index,
      source,
      callId: this.nextCallId(attack.name),
      random: this.random,
      known: this.known,
    });
    return { name: attack.name, side: attack.side, text };
  }

  /** One more REGISTER of a user that is not there. */
  nextOfFlood(source: string): Shot {
    const callId = this.nextCallId('flood');
    const uri = `<sip:${this.random(100_000)}@${VICTIM}>`;
    const text = [
      'REGISTER sip:example.com SIP/2.0',
      `Via: SIP/2.0/UDP ${source};branch=z9hG4bK${callId}`,
      `From: ${uri};tag=1`,
      `To: ${uri}`,
      `Call-ID: ${callId}`,
      'CSeq: 1 REGISTER',
      `Contact: ${uri}`,
      'Max-Forwards: 70',
      'Content-Length: 0',
      '\r\n',
    ].join('\r\n');
    return { name: 'flood', side: 'phone', text };
  }

  /** Of a fixture, or of something that was seen; half of them name a victim wherever they can. */
  private makeMutant(): Shot {
    const { random, known } = this;
    const port = FIRST_VICTIM_PORT + random(allAttacks.length);
    const seen = known.datagrams.length > 0 && random(3) === 0;
    const text = mutate(pick(seen ? known.datagrams : this.fixtures, random), random);
    const aimed =
      random(2) === 0
        ? text
        : text.replaceAll(/(?<=[@ <:])(?:\d+\.){3}\d+(?::\d+)?/g, `${VICTIM}:${port}`);
    return { name: 'mutant', side: random(4) === 0 ? 'asterisk' : 'phone', text: aimed };
  }

  private nextCallId(name: string): string {
    return `${name}.${this.runId}-${this.count}-${this.random(0x7fffffff).toString(36)}`;
  }
}
