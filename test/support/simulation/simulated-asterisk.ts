// Asterisk as AMI tells of it: endpoints, contacts and whether they answer, who was let in, and its own
// restarts. It asks each contact once a minute, as qualify_frequency=60 does.

import type {
  AsteriskEvent,
  AuthenticationEvent,
  ContactState,
  EndpointState,
} from '../../../src/asterisk/asterisk-event.ts';
import type { Random } from '../torture/random.ts';
import type { Schedule } from './schedule.ts';
import type { SimulatedPhone } from './simulated-phone.ts';

export const ASTERISK = 'main';
const QUALIFY_MS = 60_000;
/** qualify_timeout. */
const TIMEOUT_MS = 3_000;

interface Contact {
  readonly phone: SimulatedPhone;
  status: 'unqualified' | 'reachable' | 'unreachable';
  roundTripUs: number;
  expiresAt: number;
  /** When in each minute it is asked. */
  readonly phaseMs: number;
  isAsked: boolean;
}

type Told = AsteriskEvent extends infer Event
  ? Event extends AsteriskEvent
    ? Omit<Event, 'asterisk' | 'time'>
    : never
  : never;

export class SimulatedAsterisk {
  isUp = true;
  /** Whether AMI hears of it. */
  isHeard = true;
  readonly endpoints = new Map<string, EndpointState>();
  private readonly contacts = new Map<string, Contact>();
  private readonly schedule: Schedule;
  private readonly random: Random;
  private readonly listen: (event: AsteriskEvent) => void;

  constructor(schedule: Schedule, random: Random, listen: (event: AsteriskEvent) => void) {
    this.schedule = schedule;
    this.random = random;
    this.listen = listen;
  }

  /** A REGISTER was accepted. */
  register(phone: SimulatedPhone, expiresMs: number): void {
    const expiresAt = this.schedule.now + expiresMs;
    const known = this.contacts.get(phone.token);
    if (known === undefined) {
      const phaseMs = this.random(QUALIFY_MS);
      this.contacts.set(phone.token, {
        phone,
        status: 'unqualified',
        roundTripUs: 10_000 + this.random(50_000),
        expiresAt,
        phaseMs,
        isAsked: false,
      });
      this.tellContact(phone, 'created');
      this.schedule.after(100, () => this.ask(phone));
    } else known.expiresAt = expiresAt;
    this.schedule.at(expiresAt, () => this.expire(phone));
    this.reconsider(phone);
  }

  unregister(phone: SimulatedPhone): void {
    if (this.contacts.delete(phone.token)) this.tellContact(phone, 'removed');
  }

  /** The phone's line or port may have changed: the next question will show it. */
  reconsider(phone: SimulatedPhone): void {
    const contact = this.contacts.get(phone.token);
    if (contact === undefined || contact.isAsked) return;
    contact.isAsked = true;
    const { now } = this.schedule;
    const next = now + QUALIFY_MS - ((now - contact.phaseMs) % QUALIFY_MS);
    this.schedule.at(next + TIMEOUT_MS, () => {
      contact.isAsked = false;
      this.ask(phone);
    });
  }

  say(outcome: AuthenticationEvent['outcome'], phone: SimulatedPhone, reason = ''): void {
    const account = outcome === 'unknown-account' ? '' : phone.number;
    this.tellWord(outcome, account, phone.callId, reason);
  }

  tellWord(
    outcome: AuthenticationEvent['outcome'],
    account: string,
    callId: string,
    reason = '',
  ): void {
    const word = { kind: 'authentication', driver: 'chan_pjsip', outcome, account } as const;
    this.tell({ ...word, callId, nonce: undefined, responseTag: undefined, reason });
  }

  /** AMI loses it, and has it back, with all that it has. */
  cutAmi(forMs: number, reason: string): void {
    this.tell({ kind: 'connection', isUp: false, reason });
    this.isHeard = false;
    this.schedule.after(forMs, () => this.connect());
  }

  connect(): void {
    this.isHeard = true;
    this.tell({ kind: 'connection', isUp: true, reason: '' });
    this.snapshot();
  }

  snapshot(): void {
    if (!this.isHeard || !this.isUp) return;
    const contacts = [...this.contacts.values()].map(describeContact);
    this.tell({ kind: 'snapshot', endpoints: [...this.endpoints.values()], contacts });
  }

  /** Contacts survive a restart in AstDB; each is asked anew. */
  restart(): void {
    this.isUp = true;
    for (const contact of this.contacts.values()) {
      contact.status = 'unqualified';
      this.schedule.after(this.random(5_000), () => this.ask(contact.phone));
    }
  }

  private ask(phone: SimulatedPhone): void {
    const contact = this.contacts.get(phone.token);
    if (contact === undefined || !this.isUp) return;
    const status = phone.isReached ? 'reachable' : 'unreachable';
    if (status === contact.status) return;
    contact.status = status;
    this.tellContact(phone, status, status === 'reachable' ? contact.roundTripUs : undefined);
  }

  private expire(phone: SimulatedPhone): void {
    const contact = this.contacts.get(phone.token);
    if (contact !== undefined && contact.expiresAt <= this.schedule.now) this.unregister(phone);
  }

  private tellContact(
    phone: SimulatedPhone,
    status: 'created' | 'reachable' | 'unreachable' | 'removed',
    roundTripUs?: number,
  ): void {
    const { number, contactUri: uri } = phone;
    this.tell({ kind: 'contact', endpoint: number, aor: number, uri, status, roundTripUs });
  }

  private tell(event: Told): void {
    if (this.isHeard) this.listen({ ...event, asterisk: ASTERISK, time: this.schedule.now });
  }
}

function describeContact({ phone, status, roundTripUs, expiresAt }: Contact): ContactState {
  return {
    aor: phone.number,
    endpoint: phone.number,
    uri: phone.contactUri,
    callId: phone.callId,
    userAgent: phone.make.userAgent,
    viaAddress: `${phone.privateAddress}:5060`,
    status,
    roundTripUs: status === 'reachable' ? roundTripUs : undefined,
    expiresAt,
  };
}
