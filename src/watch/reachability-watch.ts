// Whether phones answer the OPTIONS that Asterisk qualifies them with, for those who see the wire only:
// each change from one to the other.

import { RecentMap } from '../base/recent-map.ts';
import type { OpenRequest } from './open-requests.ts';
import { describeRequest, type Producer, type Tell } from './seen-of-dialog.ts';
import type { WatchedMessage } from './watched-message.ts';

const MAX_PHONES = 16_384;

export class ReachabilityWatch {
  private readonly producer: Producer;
  private readonly tell: Tell;
  /** By address:port: whether the last one was answered. */
  private readonly phones = new RecentMap<string, boolean>(MAX_PHONES);

  constructor(producer: Producer, tell: Tell) {
    this.producer = producer;
    this.tell = tell;
  }

  onUnanswered(request: OpenRequest): void {
    if (isQualify(request)) this.phones.set(request.source, false);
  }

  takeAnswer({ view, time }: WatchedMessage, request: OpenRequest): void {
    const { startLine } = view;
    if (this.producer === 'proxy' || !isQualify(request) || startLine.kind === 'request') return;
    const { source, method, since } = request;
    if (this.phones.get(source) === true) return;
    this.phones.set(source, true);
    this.tell({
      ...describeRequest(request, time, this.producer),
      kind: 'answered',
      method,
      statusCode: startLine.statusCode,
      roundTripMs: Math.max(time - since, 0),
    });
  }
}

function isQualify({ method, sentBy, isInDialog }: OpenRequest): boolean {
  return method === 'OPTIONS' && sentBy === 'asterisk' && !isInDialog;
}
