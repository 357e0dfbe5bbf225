// The other side of AmiSender: keeps what it is sent, and answers when the test says so.

import type { AmiSender, EventHeaders } from '../../../../src/api/ami-answers/sender.ts';
import { AppError } from '../../../../src/base/app-error.ts';

export interface SentEvent {
  readonly name: string;
  readonly headers: EventHeaders;
}

export class RecordingSender implements AmiSender {
  isUp = true;
  /** False: each event waits until `answer`. */
  answersAtOnce = true;
  readonly events: SentEvent[] = [];
  /** `family/key` → value. */
  readonly database = new Map<string, string>();
  /** `put family/key value` and `delete family/key`, in order. */
  readonly writes: string[] = [];
  lists = 0;
  private readonly unanswered: { resolve(): void; reject(error: Error): void }[] = [];

  get waiting(): number {
    return this.unanswered.length;
  }

  sendUserEvent(name: string, headers: EventHeaders): Promise<void> {
    this.events.push({ name, headers });
    return this.reply();
  }

  listAstDb(family: string): Promise<ReadonlyMap<string, string>> {
    this.lists += 1;
    const rows = [...this.database].filter(([key]) => key.startsWith(`${family}/`));
    return Promise.resolve(new Map(rows.map(([key, value]) => [`/${key}`, value])));
  }

  putAstDb(family: string, key: string, value: string): Promise<void> {
    this.database.set(`${family}/${key}`, value);
    this.writes.push(`put ${family}/${key} ${value}`);
    return this.reply();
  }

  deleteAstDb(family: string, key: string): Promise<void> {
    this.database.delete(`${family}/${key}`);
    this.writes.push(`delete ${family}/${key}`);
    return this.reply();
  }

  answer(count = this.unanswered.length): void {
    for (const { resolve } of this.unanswered.splice(0, count)) resolve();
  }

  /** The connection is gone, and what was not answered with it. */
  drop(): void {
    this.isUp = false;
    for (const { reject } of this.unanswered.splice(0))
      reject(new AppError('AMI_UNREACHABLE', 'Asterisk closed the AMI connection'));
  }

  /** Of the events of that name. */
  headersOf(name: string): EventHeaders[] {
    return this.events.filter((event) => event.name === name).map(({ headers }) => headers);
  }

  private reply(): Promise<void> {
    if (this.answersAtOnce) return Promise.resolve();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.unanswered.push({ resolve, reject });
    return promise;
  }
}
