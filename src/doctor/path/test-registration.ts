// A whole registration through farend: asked who is registered, registered, looked after by Asterisk, and
// unregistered again. An account that a phone uses is left alone.

import { randomBytes } from 'node:crypto';
import { formatHost } from '../../base/ip-address.ts';
import { headerName } from '../../sip/header-name.ts';
import type { MessageView } from '../../sip/message-view.ts';
import { type Account, answerChallenge } from './digest-answer.ts';
import type { AccountOutcome, AccountPath, Exchange } from './path-facts.ts';
import type { TestClient } from './test-client.ts';
import { formatTestRequest } from './test-message.ts';

/** Long enough for the test, short enough to be forgotten should it die. */
const EXPIRES_S = 60;
/** Asterisk asks a new contact at once, or not at all (qualify_frequency=0). */
const QUALIFY_MS = 3_000;

interface Target {
  readonly address: string;
  readonly port: number;
}

/** What a REGISTER has beside the account; neither: it only asks who is registered. */
interface Wish {
  readonly contact?: string;
  readonly expires?: number;
}

export async function testRegistration(
  client: TestClient,
  target: Target,
  account: Account,
): Promise<AccountPath> {
  const session = new RegistrationSession(client, target, account);
  const { username } = account;
  const question = await session.register({});
  if (question.answer?.statusCode !== 200) return failed(username, question);
  if (question.answer.contacts.some(isContact)) return told(username, 'in-use', question, false);
  const contact = `sip:${username}@${client.name}`;
  const asked = client.waitForRequest(isFromAsterisk, QUALIFY_MS);
  const registration = await session.register({ contact, expires: EXPIRES_S });
  if (registration.answer?.statusCode !== 200) return failed(username, registration);
  const isQualified = await asked;
  const end = await session.register({ contact, expires: 0 });
  const outcome = end.answer?.statusCode === 200 ? 'registered' : 'not-unregistered';
  return told(username, outcome, registration, isQualified);
}

/** chan_sip shows `<>` where nobody is registered. */
function isContact(value: string): boolean {
  return /sips?:/i.test(value);
}

/** farend's own pings come from `sip:farend@…`. */
function isFromAsterisk(request: MessageView): boolean {
  return !/^[^<]*<?sip:farend@/i.test(request.firstValue(headerName.from) ?? '');
}

/** One Call-ID for all, as RFC 3261 §10.2.4 has it. */
class RegistrationSession {
  private readonly client: TestClient;
  private readonly target: Target;
  private readonly account: Account;
  private readonly callId = randomBytes(16).toString('hex');
  private cSeq = 0;

  constructor(client: TestClient, target: Target, account: Account) {
    this.client = client;
    this.target = target;
    this.account = account;
  }

  /** With the credentials that the challenge asks for; the last answer. */
  async register(wish: Wish): Promise<Exchange> {
    const challenged = await this.send(wish);
    if (challenged.answer?.statusCode !== 401) return challenged;
    const request = { method: 'REGISTER', requestUri: this.requestUri };
    for (const challenge of challenged.answer.challenges) {
      const authorization = answerChallenge(challenge, this.account, request);
      if (authorization !== undefined) return this.send({ ...wish, authorization });
    }
    return challenged;
  }

  private get requestUri(): string {
    return `sip:${formatHost(this.target.address)}`;
  }

  private send(wish: Wish & { readonly authorization?: string }): Promise<Exchange> {
    const { client, callId, requestUri } = this;
    const branch = randomBytes(12).toString('hex');
    this.cSeq += 1;
    const text = formatTestRequest({
      method: 'REGISTER',
      requestUri,
      addressOfRecord: `sip:${this.account.username}@${formatHost(this.target.address)}`,
      sentBy: client.name,
      branch,
      callId,
      cSeq: this.cSeq,
      ...wish,
    });
    return client.ask(text, branch, this.target);
  }
}

function failed(username: string, exchange: Exchange): AccountPath {
  const { answer } = exchange;
  if (answer === undefined) return told(username, 'unanswered', exchange, false);
  const isBare = answer.statusCode === 401 && answer.challenges.length === 0;
  return told(username, isBare ? 'unchallenged' : 'refused', exchange, false);
}

function told(
  username: string,
  outcome: AccountOutcome,
  { answer, roundTripMs }: Exchange,
  isQualified: boolean,
): AccountPath {
  const statusCode = answer?.statusCode ?? 0;
  const path = { username, outcome, statusCode, isQualified };
  return roundTripMs === undefined ? path : { ...path, roundTripMs };
}
