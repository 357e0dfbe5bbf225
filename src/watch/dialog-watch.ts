// Follows calls and other dialogs over their messages, and tells what an operator should hear of:
// see src/observation/dialog-observation.ts. It takes each message other than REGISTER, once, on the
// leg to the phone; who saw it does not matter. Pure, bounded, and nothing in a message makes it throw.

import { SeededHash } from '../base/seeded-hash.ts';
import type { DialogObservation } from '../observation/dialog-observation.ts';
import { makeDialogReadable } from '../observation/readable-dialog.ts';
import { headerName } from '../sip/header-name.ts';
import { CallWatch } from './call-watch.ts';
import { ReachabilityWatch } from './reachability-watch.ts';
import { RefusalWatch } from './refusal-watch.ts';
import { RequestWatch } from './request-watch.ts';
import { SizeWatch } from './size-watch.ts';
import type { WatchedMessage } from './watched-message.ts';

export interface WatchOptions {
  readonly producer: DialogObservation['producer'];
}

export class DialogWatch {
  private readonly hash = new SeededHash();
  private readonly requests: RequestWatch;
  private readonly calls: CallWatch;
  private readonly refusals: RefusalWatch;
  private readonly sizes: SizeWatch;
  private readonly reachability: ReachabilityWatch;

  constructor({ producer }: WatchOptions, tell: (observation: DialogObservation) => void) {
    const tellReadable = (observation: DialogObservation) => tell(makeDialogReadable(observation));
    this.calls = new CallWatch(producer, tellReadable);
    this.refusals = new RefusalWatch(producer, tellReadable);
    this.sizes = new SizeWatch(producer, tellReadable);
    this.reachability = new ReachabilityWatch(producer, tellReadable);
    this.requests = new RequestWatch(producer, tellReadable, (request) =>
      this.reachability.onUnanswered(request),
    );
  }

  /** In the order in which messages passed. */
  take(message: WatchedMessage): void {
    const { view, mandatory, sentBy } = message;
    const { method, sequence } = mandatory.cSeq;
    const { callIdLine } = mandatory.lines;
    const callId = view.value(callIdLine);
    const callKey = this.hash.number(callId);
    const isRequest = view.startLine.kind === 'request';
    const isOfPhone = isRequest === (sentBy === 'phone');
    // The sum of a key of 52 bits and of a number of 32 is whole, and no text is made for it.
    const requestKey = this.hash.number(method, callKey + 2 * sequence + (isOfPhone ? 1 : 0));
    if (message.size > SizeWatch.LIMIT)
      this.sizes.take(message, callId, this.hash.number(`${sentBy} ${method}`, callKey));
    if (isRequest) this.takeRequest(message, callId, callKey, requestKey);
    else this.takeResponse(message, callId, callKey, requestKey);
  }

  /** Whenever time has passed, at least each half second: tells what did not happen. */
  passTime(nowMs: number): void {
    this.requests.passTime(nowMs);
    this.calls.passTime(nowMs);
    this.refusals.passTime(nowMs);
  }

  private takeRequest(
    message: WatchedMessage,
    callId: string,
    callKey: number,
    requestKey: number,
  ): void {
    const { view, mandatory } = message;
    const { method } = mandatory.cSeq;
    const answersChallenge =
      view.find(headerName.authorization) >= 0 || view.find(headerName.proxyAuthorization) >= 0;
    if (answersChallenge) this.refusals.onCredentials(callKey);
    const call = this.calls.find(callKey);
    this.calls.takeRequest(message, callId, callKey, call);
    if (method !== 'ACK' && method !== 'CANCEL')
      this.requests.takeRequest(message, callId, requestKey, call);
  }

  private takeResponse(
    message: WatchedMessage,
    callId: string,
    callKey: number,
    requestKey: number,
  ): void {
    const request = this.requests.takeAnswer(requestKey);
    this.calls.takeResponse(message, callId, callKey, request);
    if (request === undefined) return;
    this.refusals.takeAnswer(message, callKey, request);
    this.reachability.takeAnswer(message, request);
  }
}
