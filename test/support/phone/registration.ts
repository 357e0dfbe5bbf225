// One registration of the phone: what stays the same from one REGISTER to the next, and the dialogue
// of challenge and answer.

import { randomBytes } from 'node:crypto';
import { formatDefaultPassword } from '../asterisk/asterisk-options.ts';
import { type Challenge, formatAuthorization, parseChallenge } from './digest.ts';
import type { PhoneOptions, RegisterOptions, RegisterOutcome } from './phone-options.ts';
import { formatRegister, formatRegistrarUri } from './phone-request.ts';
import { findHeaderValue, readStatusCode, type SipText } from './sip-text.ts';

/** Sends a request, again if need be; resolves with its final answer, if one came. */
export type Transact = (text: string) => Promise<SipText | undefined>;

export interface FinalAnswer {
  readonly outcome: RegisterOutcome;
  readonly response: SipText | undefined;
}

/** Credentials are sent at most this often: a refusal must not loop. */
const MAX_ATTEMPTS = 3;

export class Registration {
  readonly #options: PhoneOptions;
  readonly #transact: Transact;
  readonly #fromTag = createToken();
  #callId: string;
  #cSeq = 0;
  #challenge: Challenge | undefined;
  #nonceCount = 0;

  constructor(options: PhoneOptions, transact: Transact, callId?: string) {
    this.#options = options;
    this.#transact = transact;
    this.#callId = callId ?? createCallId(options);
  }

  get callId(): string {
    return this.#callId;
  }

  /** REGISTER, and REGISTER again with credentials when it is challenged. */
  async register(wanted: RegisterOptions, port: number): Promise<FinalAnswer> {
    if (wanted.newCallId === true) {
      this.#callId = createCallId(this.#options);
    }
    let credentialsAreFresh = false;
    let hasCredentials = wanted.reuseChallenge === true && this.#challenge !== undefined;
    let response: SipText | undefined;
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
      const answer = await this.#send(wanted, port, hasCredentials);
      if (answer === undefined) {
        return { outcome: 'timeout', response };
      }
      response = answer;
      const challenge = readChallenge(answer);
      if (challenge === undefined || this.#options.ignoresChallenges === true) break;
      if (credentialsAreFresh && !challenge.isStale) break;
      this.#challenge = challenge;
      this.#nonceCount = 0;
      credentialsAreFresh = true;
      hasCredentials = true;
    }
    const isAccepted = response !== undefined && (readStatusCode(response) ?? 0) < 300;
    return { outcome: isAccepted ? 'accepted' : 'refused', response };
  }

  #send(
    wanted: RegisterOptions,
    port: number,
    withCredentials: boolean,
  ): Promise<SipText | undefined> {
    this.#cSeq += 1;
    const text = formatRegister(this.#options, wanted, {
      callId: this.#callId,
      fromTag: this.#fromTag,
      cSeq: this.#cSeq,
      branch: `z9hG4bK${createToken()}`,
      port,
      authorization: withCredentials ? this.#authorize() : undefined,
    });
    return this.#transact(text);
  }

  #authorize(): string | undefined {
    const { username, password = formatDefaultPassword(username), digest } = this.#options;
    this.#nonceCount += 1;
    return (
      this.#challenge &&
      formatAuthorization(
        { ...this.#challenge, ...digest },
        {
          username,
          password,
          method: 'REGISTER',
          uri: formatRegistrarUri(this.#options),
          nonceCount: this.#nonceCount,
        },
      )
    );
  }
}

export function createToken(): string {
  return randomBytes(8).toString('hex');
}

function createCallId(options: PhoneOptions): string {
  return `${createToken()}@${options.address}`;
}

function readChallenge(answer: SipText): Challenge | undefined {
  return readStatusCode(answer) === 401
    ? parseChallenge(findHeaderValue(answer, 'www-authenticate') ?? '')
    : undefined;
}
