// One AMI session, from login to drop: actions, lists collected from their loose events, and a
// heartbeat, since a frozen Asterisk keeps its connections open.

import { randomUUID } from 'node:crypto';
import { AppError } from '../../base/app-error.ts';
import { type AmiMessage, estimateBytes, isError } from './ami-message.ts';
import { explainRefusal } from './ami-reasons.ts';
import type { AmiAction } from './ami-text.ts';
import type { ConfigReader } from './config-reader.ts';
import { type ManagerAddress, ManagerConnection } from './manager-connection.ts';

export interface SessionListener {
  onOpen(): void;
  onEvent(message: AmiMessage): void;
  onClose(reason: string, isLoginRefused: boolean): void;
}

interface Collection {
  readonly itemEvents: readonly string[];
  readonly completeEvent: string;
  readonly onItem: (message: AmiMessage) => void;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
  /** Runs out when nothing of the list has come for the deadline. */
  readonly timer: NodeJS.Timeout;
  /** Bytes that may still come. */
  room: number;
}

/** Memory of one list, about; a list of 100,000 contacts is smaller. */
const MAX_LIST_BYTES = 256 * 1024 * 1024;

export class AmiSession {
  private readonly connection: ManagerConnection;
  private readonly listener: SessionListener;
  private readonly deadlineMs: number;
  private readonly collections = new Map<string, Collection>();
  private heartbeat: NodeJS.Timeout | undefined;

  /** @param heartbeatMs undefined: without */
  constructor(address: ManagerAddress, heartbeatMs: number | undefined, listener: SessionListener) {
    this.listener = listener;
    this.deadlineMs = address.deadlineMs;
    this.connection = new ManagerConnection(address, {
      onEvent: (message) => this.take(message),
      onClose: (reason, isLoginRefused) => this.finish(reason, isLoginRefused),
    });
    this.connection.open(() => {
      if (heartbeatMs !== undefined) this.beat(heartbeatMs);
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
   * Sends an action that is answered by events, and reads those named in `itemEvents`, each as it
   * comes: a list of thousands is long.
   *
   * @param onItem must not throw
   * @throws AppError as send does; a list of none is no error, though Asterisk calls it one; one
   * without end (256 MiB) ends the session
   */
  readList(
    action: AmiAction,
    itemEvents: readonly string[],
    completeEvent: string,
    onItem: (message: AmiMessage) => void,
  ): Promise<void> {
    const id = randomUUID();
    return new Promise((resolve, reject) => {
      this.collections.set(id, {
        itemEvents,
        completeEvent,
        onItem,
        resolve,
        reject,
        timer: setTimeout(() => this.abandon(id, action), this.deadlineMs),
        room: MAX_LIST_BYTES,
      });
      this.connection.ask(action, id).then(
        (answer) => isError(answer) && this.refuse(id, action, answer),
        (error: unknown) => this.remove(id)?.reject(error),
      );
    });
  }

  /** As readList: all that came. */
  async list(
    action: AmiAction,
    itemEvents: readonly string[],
    completeEvent: string,
  ): Promise<AmiMessage[]> {
    const items: AmiMessage[] = [];
    await this.readList(action, itemEvents, completeEvent, (message) => items.push(message));
    return items;
  }

  /**
   * Sends GetConfig, and reads what it answers with while it comes; one at a time, and throws as send
   * does.
   */
  async readConfig(action: AmiAction, reader: ConfigReader): Promise<void> {
    this.connection.divert((text) => reader.read(text));
    try {
      await this.send(action);
    } finally {
      this.connection.divert(undefined);
    }
  }

  close(reason: string): void {
    this.connection.close(reason);
  }

  private take(message: AmiMessage): void {
    const id = message.headers.get('actionid');
    const collection = id === undefined ? undefined : this.collections.get(id);
    if (id === undefined || collection === undefined) this.listener.onEvent(message);
    else if (message.event === collection.completeEvent) this.remove(id)?.resolve();
    else {
      collection.timer.refresh();
      collection.room -= estimateBytes(message);
      if (collection.room < 0) this.close('Asterisk sends a list without end on AMI');
      else if (collection.itemEvents.includes(message.event)) collection.onItem(message);
    }
  }

  /** "No Contacts found", "No endpoints found": that is a list of none. */
  private refuse(id: string, action: AmiAction, answer: AmiMessage): void {
    const collection = this.remove(id);
    if (/^No .* found/i.test(answer.headers.get('message') ?? '')) collection?.resolve();
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
      // AMI answers one action after the other; a list that stops has a deadline of its own.
      if (this.collections.size > 0) {
        this.beat(heartbeatMs);
        return;
      }
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
