// One AMI session, from login to drop: actions, lists collected from their loose events, and a
// heartbeat, since a frozen Asterisk keeps its connections open.

import { randomUUID } from 'node:crypto';
import { AppError } from '../../base/app-error.ts';
import type { AmiMessage } from './ami-message.ts';
import { explainRefusal } from './ami-reasons.ts';
import type { AmiAction } from './ami-text.ts';
import { isError, type ManagerAddress, ManagerConnection } from './manager-connection.ts';

export interface SessionListener {
  onOpen(): void;
  onEvent(message: AmiMessage): void;
  onClose(reason: string, isLoginRefused: boolean): void;
}

interface Collection {
  readonly itemEvents: readonly string[];
  readonly completeEvent: string;
  readonly items: AmiMessage[];
  readonly resolve: (items: AmiMessage[]) => void;
  readonly reject: (error: unknown) => void;
  /** Runs out when nothing of the list has come for the deadline. */
  readonly timer: NodeJS.Timeout;
}

export class AmiSession {
  private readonly connection: ManagerConnection;
  private readonly listener: SessionListener;
  private readonly deadlineMs: number;
  private readonly collections = new Map<string, Collection>();
  private heartbeat: NodeJS.Timeout | undefined;

  constructor(address: ManagerAddress, heartbeatMs: number, listener: SessionListener) {
    this.listener = listener;
    this.deadlineMs = address.deadlineMs;
    this.connection = new ManagerConnection(address, {
      onEvent: (message) => this.take(message),
      onClose: (reason, isLoginRefused) => this.finish(reason, isLoginRefused),
    });
    this.connection.open(() => {
      this.beat(heartbeatMs);
      listener.onOpen();
    });
  }

  /** @throws AppError AMI_REFUSED when Asterisk says no, AMI_UNREACHABLE when it says nothing */
  async send(action: AmiAction): Promise<AmiMessage> {
    const answer = await this.connection.ask(action);
    if (isError(answer)) throw refusal(action, answer);
    return answer;
  }

  /**
   * Sends an action that is answered by events, and collects those named in `itemEvents`.
   *
   * @returns an empty list also where Asterisk calls that an error
   * @throws AppError as send does
   */
  list(
    action: AmiAction,
    itemEvents: string | readonly string[],
    completeEvent: string,
  ): Promise<AmiMessage[]> {
    const id = randomUUID();
    return new Promise((resolve, reject) => {
      this.collections.set(id, {
        itemEvents: typeof itemEvents === 'string' ? [itemEvents] : itemEvents,
        completeEvent,
        items: [],
        resolve,
        reject,
        timer: setTimeout(() => this.abandon(id, action), this.deadlineMs),
      });
      this.connection.ask(action, id).then(
        (answer) => isError(answer) && this.refuse(id, action, answer),
        (error: unknown) => this.remove(id)?.reject(error),
      );
    });
  }

  close(reason: string): void {
    this.connection.close(reason);
  }

  private take(message: AmiMessage): void {
    const id = message.headers.get('actionid');
    const collection = id === undefined ? undefined : this.collections.get(id);
    if (id === undefined || collection === undefined) this.listener.onEvent(message);
    else if (message.event === collection.completeEvent) this.remove(id)?.resolve(collection.items);
    else {
      collection.timer.refresh();
      if (collection.itemEvents.includes(message.event)) collection.items.push(message);
    }
  }

  /** "No Contacts found", "No endpoints found": that is a list of none. */
  private refuse(id: string, action: AmiAction, answer: AmiMessage): void {
    const collection = this.remove(id);
    if (/^No .* found/i.test(answer.headers.get('message') ?? '')) collection?.resolve([]);
    else collection?.reject(refusal(action, answer));
  }

  private abandon(id: string, { Action: name }: AmiAction): void {
    const reason = `${name}: the list stopped before its end`;
    this.remove(id)?.reject(new AppError('AMI_UNREACHABLE', reason));
  }

  private remove(id: string): Collection | undefined {
    const collection = this.collections.get(id);
    this.collections.delete(id);
    clearTimeout(collection?.timer);
    return collection;
  }

  private beat(heartbeatMs: number): void {
    this.heartbeat = setTimeout(() => {
      this.connection.ask({ Action: 'Ping' }).then(
        () => this.beat(heartbeatMs),
        () =>
          this.close('Asterisk does not answer on AMI any more: it hangs, or the way there is cut'),
      );
    }, heartbeatMs);
  }

  private finish(reason: string, isLoginRefused: boolean): void {
    clearTimeout(this.heartbeat);
    this.heartbeat = undefined;
    for (const id of [...this.collections.keys()])
      this.remove(id)?.reject(new AppError('AMI_UNREACHABLE', reason));
    this.listener.onClose(reason, isLoginRefused);
  }
}

function refusal({ Action: name }: AmiAction, answer: AmiMessage): AppError {
  return new AppError('AMI_REFUSED', explainRefusal(name, answer.headers.get('message') ?? ''));
}
