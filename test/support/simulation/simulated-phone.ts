// A phone behind a router, as the proxy sees it: it registers, refreshes, is switched on and off. How a
// registration goes can be replaced by another way, which is how a phone becomes faulty.

import type { SipObservation } from '../../../src/observation/sip-observation.ts';
import type { Random } from '../torture/random.ts';
import { describeRegister } from './describe-register.ts';
import type { Office } from './office.ts';
import type { PhoneMake } from './phone-makes.ts';
import { registerPlainly } from './register-plainly.ts';
import type { Schedule } from './schedule.ts';
import type { SimulatedAsterisk } from './simulated-asterisk.ts';
import type { SimulationListener } from './simulation-listener.ts';

/** What a phone is part of. */
export interface PhoneWorld {
  readonly schedule: Schedule;
  readonly random: Random;
  readonly asterisk: SimulatedAsterisk;
  readonly listener: SimulationListener;
}

export interface PhonePlace {
  readonly number: string;
  readonly token: string;
  readonly make: PhoneMake;
  readonly office: Office;
  readonly privateAddress: string;
}

interface Flow {
  readonly address: string;
  readonly port: number;
  readonly generation: number;
}

export class SimulatedPhone {
  readonly world: PhoneWorld;
  readonly number: string;
  readonly token: string;
  make: PhoneMake;
  readonly office: Office;
  readonly privateAddress: string;
  callId = '';
  cSeq = 0;
  isOn = false;
  /** Something is wrong with it: nothing else happens to it. */
  isFaulty = false;
  /** It hears nothing that is sent to it unasked. */
  isDeaf = false;
  /** What a registration is like. */
  attempt: (phone: SimulatedPhone) => void = registerPlainly;
  /** Seconds. */
  expires: number;
  /** Where the router lets it out; 0: nowhere yet. */
  private port = 0;
  private generation = -1;
  /** Where farend has it. */
  private flow: Flow | undefined;
  private turn = 0;

  constructor(world: PhoneWorld, place: PhonePlace) {
    this.world = world;
    this.number = place.number;
    this.token = place.token;
    this.make = place.make;
    this.office = place.office;
    this.privateAddress = place.privateAddress;
    this.expires = place.make.expires;
  }

  /** As records are named. */
  get recordId(): string {
    return `${this.number}/${this.token}`;
  }

  get contactUri(): string {
    return `sip:${this.number}@198.51.100.10:5062;fe=${this.token}`;
  }

  get source(): string {
    return `${this.office.address}:${this.port}`;
  }

  /** Whether what Asterisk sends through farend arrives, and is answered. */
  get isReached(): boolean {
    const { flow, office, port } = this;
    return (
      this.isOn &&
      !this.isDeaf &&
      office.isOnline &&
      flow !== undefined &&
      flow.address === office.address &&
      flow.port === port &&
      flow.generation === office.generation
    );
  }

  switchOn(): void {
    this.isOn = true;
    this.callId = `${this.world.random(2 ** 30).toString(16)}-${this.number}@${this.privateAddress}`;
    this.register();
  }

  /** Pulled out of the wall, or started anew: it says nothing before. */
  pull(): void {
    this.isOn = false;
    this.port = 0;
    this.world.asterisk.reconsider(this);
  }

  /** As a softphone does when its window is closed. */
  signOff(): void {
    this.cSeq += 1;
    this.observe({ statusCode: 200, binding: 'removed', expires: undefined });
    this.world.asterisk.say('succeeded', this);
    this.world.asterisk.unregister(this);
    this.isOn = false;
    this.flow = undefined;
  }

  register(): void {
    if (!this.isOn) return;
    if (this.office.isOnline) {
      this.openPort();
      this.attempt(this);
    } else this.plan(30_000 + this.world.random(30_000));
  }

  /** Asterisk has accepted it. */
  confirm(changes: Partial<SipObservation> = {}): void {
    const { office, port, flow, world } = this;
    const isMoved = flow?.address !== office.address || flow.port !== port;
    this.flow = { address: office.address, port, generation: office.generation };
    const known = isMoved ? 'moved' : 'refreshed';
    const binding = flow === undefined ? 'created' : known;
    this.observe({ statusCode: 200, binding, expires: this.expires, ...changes });
    world.asterisk.say('succeeded', this);
    world.asterisk.register(this, this.expires * 1_000);
  }

  /** The next registration, instead of any that was planned. */
  plan(ms: number): void {
    this.turn += 1;
    const { turn } = this;
    this.world.schedule.after(ms, () => {
      if (turn === this.turn) this.register();
    });
  }

  /** Between half and nine tenths of what was granted. */
  planRefresh(): void {
    const { random } = this.world;
    this.plan(this.expires * (500 + random(400)));
  }

  /** The router gives it another port, or one at last. */
  movePort(): void {
    this.port = this.office.givePort();
    this.generation = this.office.generation;
  }

  /** A REGISTER and its answer were seen. */
  observe(changes: Partial<SipObservation>): void {
    this.world.listener.onObservation(describeRegister(this, changes));
  }

  private openPort(): void {
    if (this.port === 0 || this.generation !== this.office.generation) this.movePort();
  }
}
