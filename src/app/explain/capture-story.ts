// The messages of one capture, from the first to the last, and what follows from them.

import type { CapturedAddress, CapturedMessage } from '../../capture/captured-message.ts';
import { type CapturedSip, readCapturedSip } from '../../capture/captured-sip.ts';
import type { Unjoined } from '../../capture/exchange-joiner.ts';
import { MessageFollower } from '../../capture/message-follower.ts';
import type { NamedSite } from '../../correlation/sites.ts';
import type { NetworkSet } from '../../nat/networks.ts';
import type { DialogObservation } from '../../observation/dialog-observation.ts';
import type { SipObservation } from '../../observation/sip-observation.ts';
import { CaptureClock } from './capture-clock.ts';
import { CaptureDiagnosis } from './capture-diagnosis.ts';
import { LadderBook } from './ladder-book.ts';
import { PhoneTroubles } from './phone-troubles.ts';
import { ServerFinder } from './server-finder.ts';
import { VantageFinder } from './vantage.ts';

export interface StoryOptions {
  readonly sites: readonly NamedSite[];
  readonly localNetworks: NetworkSet;
  readonly trunks: NetworkSet;
  /** Asterisks that the configuration names; others are found. */
  readonly asterisks: readonly CapturedAddress[];
}

/** So many messages are looked through for servers before any is followed. */
const LOOKED_THROUGH = 2_000;
const LOOKED_THROUGH_BYTES = 4 * 1024 * 1024;
/** 64·T1: by then everybody has given up waiting. */
const LONGEST_WAIT_MS = 32_000;
/** A request that came that often without an answer is lost, also when the capture ends then. */
const LOST_REPEATS = 2;

export class CaptureStory {
  readonly diagnosis: CaptureDiagnosis;
  readonly ladders = new LadderBook();
  readonly vantage = new VantageFinder();
  readonly troubles = new PhoneTroubles();
  readonly servers: ServerFinder;
  messages = 0;
  /** Requests without an answer when the capture ended. */
  openAtEnd = 0;
  /** Times of the first and the last message, milliseconds since 1970. */
  from = 0;
  to = 0;
  private readonly follower: MessageFollower;
  private readonly clock: CaptureClock;
  private readonly onLeftOut: (why: Unjoined) => void;
  private held: CapturedMessage[] | undefined = [];
  private heldBytes = 0;
  private isEnding = false;

  /** @param onLeftOut gets the reason of each message that leads to nothing */
  constructor(options: StoryOptions, onLeftOut: (why: Unjoined) => void) {
    this.onLeftOut = onLeftOut;
    this.servers = new ServerFinder(options.asterisks);
    this.diagnosis = new CaptureDiagnosis(options.sites);
    this.clock = new CaptureClock((nowMs) => this.passTime(nowMs));
    this.follower = new MessageFollower(
      {
        producer: 'capture',
        asterisks: this.servers.servers,
        localNetworks: options.localNetworks,
        trunks: options.trunks,
        // Nothing that bans or moves a phone rests on a capture: what proxies say is believed.
        trustedProxies: { has: () => true },
      },
      {
        onObservation: (observation) => this.hearObservation(observation),
        onDialog: (observation) => this.hearDialog(observation),
        onLeftOut,
      },
    );
  }

  take(message: CapturedMessage): void {
    this.messages += 1;
    if (this.held === undefined) this.follow(message);
    else this.hold(message, this.held);
  }

  /** At the end of the capture. What it leaves open stays so, but for what was asked in vain. */
  close(): void {
    this.release();
    this.isEnding = true;
    this.follower.passTime(this.to + LONGEST_WAIT_MS + 1);
    this.diagnosis.passTime(this.to);
  }

  private hold(message: CapturedMessage, held: CapturedMessage[]): void {
    held.push(message);
    this.heldBytes += message.bytes.length;
    const sip = readCapturedSip(message.bytes);
    if (sip !== undefined) this.servers.note(message, sip);
    if (held.length >= LOOKED_THROUGH || this.heldBytes >= LOOKED_THROUGH_BYTES) this.release();
  }

  private release(): void {
    const held = this.held ?? [];
    this.held = undefined;
    for (const message of held) this.follow(message);
  }

  private follow(message: CapturedMessage): void {
    const { time, bytes } = message;
    if (this.from === 0) this.from = time;
    this.to = Math.max(this.to, time);
    this.clock.advance(time);
    const sip = readCapturedSip(bytes);
    if (sip !== undefined) this.note(message, sip);
    if (sip !== undefined && isCall(sip) && this.servers.isInnerLeg(message))
      this.onLeftOut('other-leg');
    else this.follower.take(message);
  }

  private note(message: CapturedMessage, sip: CapturedSip): void {
    this.servers.note(message, sip);
    this.vantage.note(message, sip);
    this.ladders.note(message, sip);
  }

  private passTime(nowMs: number): void {
    this.follower.passTime(nowMs);
    this.diagnosis.passTime(nowMs);
  }

  private hearObservation(observation: SipObservation): void {
    const { statusCode, retransmissions } = observation;
    if (this.isEnding && statusCode === 0 && retransmissions < LOST_REPEATS) this.openAtEnd += 1;
    else this.diagnosis.hearObservation(observation);
  }

  private hearDialog(observation: DialogObservation): void {
    if (this.isEnding && !isCertain(observation)) {
      this.openAtEnd += 1;
      return;
    }
    const time = Math.min(observation.time, this.to);
    this.troubles.note(observation);
    this.diagnosis.hearDialog({ ...observation, time });
  }
}

function isCall({ mandatory }: CapturedSip): boolean {
  return mandatory.cSeq.method !== 'REGISTER';
}

/** It does not follow from time alone, which has not passed. */
function isCertain(observation: DialogObservation): boolean {
  const { kind } = observation;
  if (kind === 'unanswered' || kind === 'ack-missing') return observation.repeats >= LOST_REPEATS;
  return false;
}
