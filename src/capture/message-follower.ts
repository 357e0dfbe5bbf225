// Follows captured messages, whoever captured them: REGISTERs are joined with their answers, all others
// go to the watch over dialogs, once each and on the leg to the phone. Pure, and bounded.

import { RecentMap } from '../base/recent-map.ts';
import { SeededHash } from '../base/seeded-hash.ts';
import type { DialogObservation } from '../observation/dialog-observation.ts';
import type { SipObservation } from '../observation/sip-observation.ts';
import { DialogWatch } from '../watch/dialog-watch.ts';
import type { CapturedMessage } from './captured-message.ts';
import { type CapturedSip, readCapturedSip } from './captured-sip.ts';
import { ExchangeJoiner, type JoinerOptions, type Unjoined } from './exchange-joiner.ts';
import { Legs } from './legs.ts';
import { PhoneBook } from './phone-book.ts';
import { type WatchedNetworks, watchCaptured } from './watched-capture.ts';

export interface FollowerOptions extends JoinerOptions, WatchedNetworks {}

export interface FollowerHandlers {
  /** Each REGISTER: with its final answer, or with 0 when none came in 64·T1. */
  readonly onObservation: (observation: SipObservation) => void;
  readonly onDialog: (observation: DialogObservation) => void;
  /** The reason of each message that leads to nothing. */
  readonly onLeftOut: (why: Unjoined) => void;
}

/** As much as the proxy takes: no phone sends more in one datagram. */
const MAX_BYTES = 16_384;
/** Calls whose agent is remembered. */
const MAX_CALLS = 16_384;

export class MessageFollower {
  private readonly options: FollowerOptions;
  private readonly handlers: FollowerHandlers;
  private readonly joiner: ExchangeJoiner;
  private readonly watch: DialogWatch;
  private readonly legs: Legs;
  private readonly phones = new PhoneBook();
  private readonly hash = new SeededHash();
  /** Who showed the first message of a call: another one shows the same packets again. */
  private readonly agents = new RecentMap<number, string>(MAX_CALLS);

  constructor(options: FollowerOptions, handlers: FollowerHandlers) {
    this.options = options;
    this.handlers = handlers;
    this.joiner = new ExchangeJoiner(options, handlers.onObservation, handlers.onLeftOut);
    this.watch = new DialogWatch(options, handlers.onDialog);
    this.legs = new Legs(options);
  }

  /** In the order of time. The bytes may be overwritten afterwards. */
  take(message: CapturedMessage): void {
    if (message.bytes.length > MAX_BYTES) {
      this.handlers.onLeftOut('too-large');
      return;
    }
    const sip = readCapturedSip(message.bytes);
    if (sip === undefined) this.handlers.onLeftOut('malformed-sip');
    else if (sip.mandatory.cSeq.method === 'REGISTER') this.takeRegister(message, sip);
    else this.takeOther(message, sip);
  }

  /** Whenever time has passed, at least each half second of the messages' time. */
  passTime(nowMs: number): void {
    this.joiner.passTime(nowMs);
    this.watch.passTime(nowMs);
  }

  private takeRegister(message: CapturedMessage, sip: CapturedSip): void {
    const leg = this.legs.find(message, sip);
    if (leg?.sentBy === 'phone') this.phones.note(leg.phone, sip);
    this.joiner.take(message, sip);
  }

  private takeOther(message: CapturedMessage, sip: CapturedSip): void {
    const leg = this.legs.find(message, sip);
    if (leg === undefined || !this.isFirstAgent(message, sip)) {
      this.handlers.onLeftOut('other-leg');
      return;
    }
    const entry = this.phones.find(leg.phone);
    this.watch.take(watchCaptured(message, sip, leg, entry, this.options));
  }

  private isFirstAgent({ agent }: CapturedMessage, { view, mandatory }: CapturedSip): boolean {
    const key = this.hash.number(view.value(mandatory.lines.callIdLine));
    const first = this.agents.get(key);
    if (first === undefined) this.agents.set(key, agent);
    return first === undefined || first === agent;
  }
}
