// Joins captured REGISTERs with their answers: one observation for each, as the proxy makes them. A
// message may be seen on several legs of its way (phone to proxy, proxy to Asterisk) and by several
// agents; the leg that is nearest to the phone tells of it. Pure, and bounded.

import { SeededHash } from '../base/seeded-hash.ts';
import { makeReadable } from '../observation/readable-observation.ts';
import type { SipObservation } from '../observation/sip-observation.ts';
import { readAskedContacts, readGrant } from './asked-contacts.ts';
import type { CapturedAddress, CapturedMessage } from './captured-message.ts';
import { type CapturedRegister, type CaptureFailure, readRegister } from './captured-register.ts';
import type { CapturedSip } from './captured-sip.ts';
import { describeAnswer } from './describe-answer.ts';
import { type CaptureNetworks, describeRegister } from './describe-register.ts';
import { type Exchange, ExchangeTable } from './exchange-table.ts';

export interface JoinerOptions extends CaptureNetworks {
  readonly producer: 'hep' | 'capture';
  /** What these register is none of a phone's. */
  readonly asterisks: readonly CapturedAddress[];
}

/**
 * Why a message makes no observation. `from-asterisk`: Asterisk registers itself somewhere.
 * `through-farend`: a farend is in the path and tells of it. `no-request`: an answer to something
 * that was not seen. `forgotten`: there was no room for an older one. `other-leg`: a message of a call
 * that is followed elsewhere on its way, or is no phone's.
 */
export type Unjoined =
  | CaptureFailure
  | 'from-asterisk'
  | 'through-farend'
  | 'no-request'
  | 'forgotten'
  | 'other-leg';

type Answer = Pick<SipObservation, 'statusCode' | 'answer'> & Partial<ReturnType<typeof readGrant>>;

/** An answer on a leg behind a proxy, until the same one was seen on its way to the phone. */
interface InnerAnswer {
  readonly answer: Answer;
  readonly due: number;
}

/** 64·T1: after that the phone has given up on this request (RFC 3261 §17.1.2.2). */
const MEMORY_MS = 32_000;
/** So much later a proxy has relayed an answer, and its agent has told of it. */
const INNER_WAIT_MS = 1_000;

export class ExchangeJoiner {
  private readonly options: JoinerOptions;
  private readonly tell: (observation: SipObservation) => void;
  private readonly count: (why: Unjoined) => void;
  private readonly hash = new SeededHash();
  private readonly exchanges = new ExchangeTable();
  private readonly innerAnswers = new Map<number, InnerAnswer>();

  /**
   * @param tell gets each observation: with its final answer, or with 0 when none came in 64·T1
   * @param count gets the reason of each message that makes none
   */
  constructor(
    options: JoinerOptions,
    tell: (observation: SipObservation) => void,
    count: (why: Unjoined) => void,
  ) {
    this.options = options;
    this.tell = (observation) => tell(makeReadable(observation));
    this.count = count;
  }

  /** @param sip what its bytes hold, a REGISTER or an answer to one */
  take(message: CapturedMessage, sip: CapturedSip): void {
    const register = readRegister(sip, this.hash);
    if (typeof register === 'string') this.count(register);
    else if (register.statusCode === 0) this.takeRequest(message, register);
    else if (register.statusCode >= 200) this.takeAnswer(message, register);
  }

  /** Whenever time has passed: tells of what was not answered, or not within sight of the phone. */
  passTime(nowMs: number): void {
    for (const [key, { due, answer }] of this.innerAnswers) {
      if (due > nowMs) break;
      this.finish(key, answer);
    }
    for (const [key, { attempt }] of this.exchanges.takeOlder(nowMs - MEMORY_MS)) {
      this.innerAnswers.delete(key);
      if (attempt !== undefined) this.tell(attempt.observation);
    }
  }

  private takeRequest(message: CapturedMessage, register: CapturedRegister): void {
    const { key, viaCount } = register;
    const why = this.findWhyIgnored(message.source, register);
    const known = this.exchanges.get(key);
    if (why !== undefined) {
      this.count(why);
      this.ignore(key, message.time);
    } else if (known === undefined || isNearer(viaCount, known)) this.open(message, register, 1);
    else if (isAgain(message, viaCount, known)) this.open(message, register, known.requests + 1);
  }

  /**
   * What comes from Asterisk's own port is Asterisk's, and so is what comes from its address without
   * having passed a proxy: of several UDP transports, res_hep shows the port of the first only.
   */
  private findWhyIgnored(
    { address, port }: CapturedAddress,
    { isThroughFarend, viaCount }: CapturedRegister,
  ): Unjoined | undefined {
    // Of what is in a capture file nobody else tells.
    if (isThroughFarend && this.options.producer !== 'capture') return 'through-farend';
    const isAsterisk = this.options.asterisks.some(
      (asterisk) => asterisk.address === address && (asterisk.port === port || viaCount === 1),
    );
    return isAsterisk ? 'from-asterisk' : undefined;
  }

  /** What was seen takes the place of what was seen farther from the phone, or earlier. */
  private open(message: CapturedMessage, register: CapturedRegister, requests: number): void {
    const { producer } = this.options;
    const asked = readAskedContacts(register.view);
    const described = describeRegister(message, register, asked, producer, this.options);
    if (described === undefined) {
      this.count('malformed-sip');
      return;
    }
    const { key, viaCount } = register;
    const before = this.exchanges.get(key);
    // While it waits for its answer its time runs on.
    const since = before?.attempt === undefined ? message.time : before.since;
    const observation = { ...described, retransmissions: requests - 1 };
    const { agent } = message;
    const attempt = { asked, observation };
    this.put(key, { since, viaCount, agent, requests, attempt, isIgnored: false });
  }

  private ignore(key: number, timeMs: number): void {
    const nothing = { viaCount: 0, agent: '', requests: 0, attempt: undefined };
    this.innerAnswers.delete(key);
    this.put(key, { ...nothing, since: timeMs, isIgnored: true });
  }

  private put(key: number, exchange: Exchange): void {
    for (const gone of this.exchanges.put(key, exchange)) {
      this.innerAnswers.delete(gone);
      this.count('forgotten');
    }
  }

  private takeAnswer({ time, destination }: CapturedMessage, register: CapturedRegister): void {
    const { key, viaCount, statusCode, view } = register;
    const exchange = this.exchanges.get(key);
    if (exchange === undefined) {
      this.count('no-request');
      return;
    }
    const { attempt } = exchange;
    if (attempt === undefined) return;
    const grant = statusCode < 300 ? readGrant(attempt.asked, view) : {};
    const described = describeAnswer(destination, register);
    // Behind a proxy that tells where its phones are, nobody saw the answer leave for the phone.
    const isSeen = viaCount === 1 || described.sentTo === attempt.observation.source;
    const answer = { statusCode, answer: isSeen ? described : undefined, ...grant };
    if (viaCount === 1) this.finish(key, answer);
    else if (!this.innerAnswers.has(key))
      this.innerAnswers.set(key, { answer, due: time + INNER_WAIT_MS });
  }

  /** The exchange stays for a while without its attempt, so that retransmissions are counted. */
  private finish(key: number, answer: Answer): void {
    this.innerAnswers.delete(key);
    const exchange = this.exchanges.get(key);
    if (exchange?.attempt === undefined) return;
    const { observation } = exchange.attempt;
    this.put(key, { ...exchange, attempt: undefined });
    this.tell({ ...observation, ...answer });
  }
}

function isNearer(viaCount: number, known: Exchange): boolean {
  return !known.isIgnored && viaCount < known.viaCount;
}

/** A retransmission; another agent at the same place sees what is known already. */
function isAgain({ agent }: CapturedMessage, viaCount: number, known: Exchange): boolean {
  return !known.isIgnored && viaCount === known.viaCount && agent === known.agent;
}
