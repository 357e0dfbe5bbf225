// Messages that are too large for UDP: what is longer than a packet is sent in fragments, and many
// routers lose those.

import { RecentMap } from '../base/recent-map.ts';
import { Budget } from './budget.ts';
import { describeMessage, type Producer, type Tell } from './seen-of-dialog.ts';
import type { WatchedMessage } from './watched-message.ts';

/** Calls with large messages that are remembered as told. */
const MAX_TOLD = 4_096;
const PER_SECOND = 100;

export class SizeWatch {
  /** RFC 3261 §18.1.1: 1300 bytes where the path MTU is not known. */
  static readonly LIMIT = 1_300;

  private readonly producer: Producer;
  private readonly tell: Tell;
  private readonly told = new RecentMap<number, true>(MAX_TOLD);
  private readonly budget = new Budget(PER_SECOND);

  constructor(producer: Producer, tell: Tell) {
    this.producer = producer;
    this.tell = tell;
  }

  /** @param key the same for all messages of one call, method and direction */
  take(message: WatchedMessage, callId: string, key: number): void {
    if (this.told.get(key) !== undefined || !this.budget.admits(message.time)) return;
    this.told.set(key, true);
    const { view, mandatory, sentBy, size } = message;
    const { startLine } = view;
    this.tell({
      ...describeMessage(message, callId, this.producer, undefined),
      kind: 'large',
      method: mandatory.cSeq.method,
      statusCode: startLine.kind === 'response' ? startLine.statusCode : 0,
      sentBy,
      size,
    });
  }
}
