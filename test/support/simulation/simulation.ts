// Offices and homes with phones, farend's proxy and an Asterisk, without a packet: whoever listens hears
// what the companion would hear of them. The same seed gives the same story.

import type { EndpointState } from '../../../src/asterisk/asterisk-event.ts';
import type { NamedSite } from '../../../src/correlation/sites.ts';
import type { LinkState } from '../../../src/diagnosis/world.ts';
import { createRandom, pick, type Random } from '../torture/random.ts';
import { Office } from './office.ts';
import { phoneMakes, softphones } from './phone-makes.ts';
import { Schedule } from './schedule.ts';
import { ASTERISK, SimulatedAsterisk } from './simulated-asterisk.ts';
import { SimulatedPhone } from './simulated-phone.ts';
import type { SimulationListener } from './simulation-listener.ts';

/** Mon, 23 Nov 2026 00:00:00 GMT. */
const MIDNIGHT_MS = 1_795_392_000_000;
export const ASTERISK_SIP = '198.51.100.11:5080';
/** The provider's endpoint. */
const TRUNK = 'provider';
const TICK_MS = 5_000;
const SNAPSHOT_MS = 600_000;
/** Within that all phones that are on come up. */
const COME_UP_MS = 600_000;
const UP: LinkState = { isUp: true, reason: '' };

export interface SimulationOptions {
  readonly seed: number;
  readonly listener: SimulationListener;
  /** At most 20 offices. */
  readonly offices: number;
  readonly phonesPerOffice: number;
  /** At most 200, of one softphone each. */
  readonly homes: number;
  readonly tickMs?: number;
}

export class Simulation {
  readonly schedule = new Schedule(MIDNIGHT_MS);
  readonly random: Random;
  readonly listener: SimulationListener;
  readonly asterisk: SimulatedAsterisk;
  readonly offices: readonly Office[];
  readonly homes: readonly Office[];
  readonly phones: readonly SimulatedPhone[];
  private readonly tickMs: number;
  private ami = UP;
  private proxy = UP;

  constructor(options: SimulationOptions) {
    const { seed, listener, offices, phonesPerOffice, homes, tickMs = TICK_MS } = options;
    this.random = createRandom(seed);
    this.listener = listener;
    this.tickMs = tickMs;
    this.asterisk = new SimulatedAsterisk(this.schedule, this.random, (event) => {
      if (event.kind === 'connection') this.setAmi(event.isUp, event.reason);
      listener.onAsterisk(event);
    });
    this.offices = Array.from({ length: offices }, (_, at) => makeOffice(at));
    this.homes = Array.from({ length: homes }, (_, at) => new Office('', `192.0.2.${at + 1}`));
    this.phones = [
      ...this.offices.flatMap((office, at) =>
        Array.from({ length: phonesPerOffice }, (_, place) => this.makePhone(office, at, place)),
      ),
      ...this.homes.map((office, at) =>
        this.makePhone(office, 50 + Math.floor(at / 100), at % 100),
      ),
    ];
    this.listEndpoints();
  }

  /** farend starts, and the phones come up. */
  start(phones: Iterable<SimulatedPhone> = this.phones): void {
    const { schedule } = this;
    this.tellWorld();
    this.asterisk.connect();
    schedule.every(this.tickMs, () => this.listener.onTick(schedule.now));
    schedule.every(SNAPSHOT_MS, () => this.asterisk.snapshot());
    for (const phone of phones) schedule.after(this.random(COME_UP_MS), () => phone.switchOn());
  }

  /** @param hours after midnight */
  runUntil(hours: number): void {
    this.schedule.runUntil(at(hours));
  }

  /** The feed of the proxy is gone, or back. */
  setProxy(isUp: boolean, reason = ''): void {
    this.proxy = { isUp, reason };
    this.tellWorld();
  }

  private setAmi(isUp: boolean, reason: string): void {
    this.ami = { isUp, reason };
    this.tellWorld();
  }

  private tellWorld(): void {
    this.listener.onWorld({
      time: this.schedule.now,
      proxy: this.proxy,
      asterisks: [{ name: ASTERISK, sip: ASTERISK_SIP, ami: this.ami }],
    });
  }

  private makePhone(office: Office, block: number, place: number): SimulatedPhone {
    const number = `4${String(block).padStart(2, '0')}${String(place).padStart(2, '0')}`;
    const makes = office.name === '' ? softphones : phoneMakes;
    return new SimulatedPhone(this, {
      number,
      token: `f0${number}`.padStart(16, 'a'),
      make: pick(makes, this.random),
      office,
      privateAddress: `192.168.1.${50 + place}`,
    });
  }

  private listEndpoints(): void {
    for (const { number } of this.phones)
      this.asterisk.endpoints.set(number, describeEndpoint(number));
    this.asterisk.endpoints.set(TRUNK, { ...describeEndpoint(TRUNK), isTrunk: true });
  }
}

/** For `sites` of the configuration: a network for each office, with room for another address. */
export function listSites(offices: number): readonly NamedSite[] {
  return Array.from({ length: offices }, (_, place) => ({
    name: `Office ${place + 1}`,
    networks: [`203.0.113.${place * 8}/29`],
  }));
}

/** @param hours after midnight */
export function at(hours: number): number {
  return MIDNIGHT_MS + hours * 3_600_000;
}

function makeOffice(place: number): Office {
  return new Office(`Office ${place + 1}`, `203.0.113.${place * 8 + 1}`);
}

/** As `nat: yes` wants it. */
function describeEndpoint(name: string): EndpointState {
  return {
    name,
    driver: 'chan_pjsip',
    aors: [name],
    forceRport: true,
    rewriteContact: true,
    rtpSymmetric: true,
    directMedia: false,
    autoNat: [],
    aorStates: [],
    qualifyFrequency: undefined,
    hasAuth: true,
    insecure: '',
    host: '',
    isTrunk: false,
  };
}
