// The queries of one Asterisk that are being answered, one event of each in turn, and the refusals.
// How many there may be is bounded: who asks faster than Asterisk takes the answers is told so.

import type { DeviceRecord } from '../../correlation/device-record.ts';
import { numberDevices } from '../number-devices.ts';
import { type DiagnosisNames, formatStatus } from './format-status.ts';
import type { Delivery, DeliverySource } from './pacer.ts';
import { isFailure, parseQuery, type Query } from './parse-query.ts';
import type { EventHeaders, UserEvent } from './sender.ts';

export interface QueryAnswersOptions {
  find(endpoint: string): readonly DeviceRecord[];
  readonly diagnosis: DiagnosisNames;
  send(event: UserEvent): Promise<void>;
  now(): number;
}

/** Being answered at a time, and how many of them may be patterns: names find their way in between. */
const MAX_QUERIES = 32;
const MAX_PATTERNS = 4;
/** Refusals that wait; whoever asks on meanwhile gets none. */
const MAX_REFUSALS = 64;

interface Answer {
  readonly isPattern: boolean;
  readonly events: Iterator<UserEvent, undefined>;
}

export class QueryAnswers implements DeliverySource {
  private readonly options: QueryAnswersOptions;
  private readonly refusals: UserEvent[] = [];
  /** The one whose turn it is first. */
  private answers: Answer[] = [];

  constructor(options: QueryAnswersOptions) {
    this.options = options;
  }

  /** @param headers of FarendQuery, names in lower case */
  ask(headers: ReadonlyMap<string, string>): void {
    const query = parseQuery(headers);
    if (isFailure(query)) this.refuse(query.requestId, query.reason);
    else this.accept(query);
  }

  /** Forgets everything: nobody is there to hear it. */
  clear(): void {
    this.answers = [];
    this.refusals.length = 0;
  }

  next(): Delivery | undefined {
    const event = this.refusals.shift() ?? this.nextOfAnswers();
    return event && (() => this.options.send(event));
  }

  private accept(query: Query): void {
    const isPattern = query.endpoint.includes('*');
    const patterns = this.answers.filter((answer) => answer.isPattern).length;
    if (this.answers.length >= MAX_QUERIES || (isPattern && patterns >= MAX_PATTERNS)) {
      this.refuse(query.requestId, 'busy: too many queries at a time, ask again later');
      return;
    }
    this.answers.push({ isPattern, events: answerQuery(query, this.options) });
  }

  private refuse(requestId: string | undefined, reason: string): void {
    if (this.refusals.length < MAX_REFUSALS) this.refusals.push(formatError(requestId, reason));
  }

  private nextOfAnswers(): UserEvent | undefined {
    for (let answer = this.answers.shift(); answer; answer = this.answers.shift()) {
      const { value } = answer.events.next();
      if (value === undefined) continue;
      this.answers.push(answer);
      return value;
    }
    return undefined;
  }
}

/** The records are those of the moment in which the first event goes out. */
function* answerQuery(
  { requestId, endpoint }: Query,
  { find, diagnosis, now }: QueryAnswersOptions,
): Generator<UserEvent, undefined> {
  const isPattern = endpoint.includes('*');
  const found = [...numberDevices(find(endpoint))];
  // Whoever asks for all phones does not mean what scanners tried.
  const devices = isPattern ? found.filter(({ record }) => !record.isStranger) : found;
  if (devices.length === 0 && !isPattern) {
    yield formatError(requestId, `no endpoint ${endpoint} is known`);
    return undefined;
  }
  for (const { record, device } of devices) {
    const place = device === undefined ? '0/0' : `${device.number}/${device.of}`;
    const headers = { ...formatId(requestId), ...formatStatus(record, place, diagnosis, now()) };
    yield { name: 'FarendStatus', headers };
  }
  yield {
    name: 'FarendStatusComplete',
    headers: {
      ...formatId(requestId),
      EventList: 'Complete',
      ListItems: String(devices.length),
    },
  };
  return undefined;
}

function formatError(requestId: string | undefined, Reason: string): UserEvent {
  return { name: 'FarendError', headers: { ...formatId(requestId), Reason } };
}

function formatId(requestId: string | undefined): EventHeaders {
  return requestId === undefined ? {} : { RequestID: requestId };
}
