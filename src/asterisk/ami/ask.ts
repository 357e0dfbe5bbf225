// What a snapshot needs of a session: its questions, by the commands that the AMI user has, and how
// much of Asterisk's time they take.

import { isAppError } from '../../base/app-error.ts';
import type { AmiMessage } from './ami-message.ts';
import type { AmiSession } from './ami-session.ts';
import type { AmiAction } from './ami-text.ts';
import type { Pace } from './pace.ts';

export class Ask {
  private readonly session: AmiSession;
  /** In lower case. Asterisk lists those that exist and that this user may use. */
  private readonly commands: ReadonlySet<string>;

  private readonly pace: Pace;

  constructor(session: AmiSession, commands: ReadonlySet<string>, pace: Pace) {
    this.session = session;
    this.commands = commands;
    this.pace = pace;
  }

  has(action: string): boolean {
    return this.commands.has(action.toLowerCase());
  }

  /** As AmiSession.send, undefined for what Asterisk refuses. */
  async sendOrNothing(action: AmiAction): Promise<AmiMessage | undefined> {
    return await this.pace
      .measure(() => this.session.send(action))
      .catch(overlookRefusal(undefined));
  }

  /** As AmiSession.readList: what `read` makes of each item, where it makes something of it. */
  async list<Item>(
    action: AmiAction,
    items: string,
    complete: string,
    read: (message: AmiMessage) => Item | undefined,
  ): Promise<Item[]> {
    const list: Item[] = [];
    await this.pace.measure(() =>
      this.session.readList(action, [items], complete, (message) => {
        const item = read(message);
        if (item !== undefined) list.push(item);
      }),
    );
    return list;
  }

  /** As AmiSession.list, empty for what is missing or what Asterisk refuses. */
  async listOrNothing(
    action: AmiAction,
    items: readonly string[],
    complete: string,
  ): Promise<AmiMessage[]> {
    if (!this.has(action.Action)) return [];
    return await this.pace
      .measure(() => this.session.list(action, items, complete))
      .catch(overlookRefusal([]));
  }

  /** Waits until Asterisk has had its share of the time that was taken so far. */
  rest(): Promise<void> {
    return this.pace.rest();
  }
}

/** @throws AppError AMI_UNREACHABLE */
export async function readCommands(session: AmiSession): Promise<ReadonlySet<string>> {
  const { headers } = await session.send({ Action: 'ListCommands' });
  return new Set(headers.keys());
}

function overlookRefusal<Nothing>(nothing: Nothing): (error: unknown) => Nothing {
  return (error) => {
    if (isAppError(error, 'AMI_REFUSED')) return nothing;
    throw error;
  };
}
