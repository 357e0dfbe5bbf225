// What a snapshot needs of a session, and which commands the AMI user has.

import { isAppError } from '../../base/app-error.ts';
import type { AmiMessage } from './ami-message.ts';
import type { AmiSession } from './ami-session.ts';
import type { AmiAction } from './ami-text.ts';

export class Ask {
  private readonly session: AmiSession;
  /** In lower case. Asterisk lists those that exist and that this user may use. */
  private readonly commands: ReadonlySet<string>;

  constructor(session: AmiSession, commands: ReadonlySet<string>) {
    this.session = session;
    this.commands = commands;
  }

  has(action: string): boolean {
    return this.commands.has(action.toLowerCase());
  }

  /** As AmiSession.send, undefined for what Asterisk refuses. */
  async sendOrNothing(action: AmiAction): Promise<AmiMessage | undefined> {
    return await this.session.send(action).catch(overlookRefusal(undefined));
  }

  list(action: AmiAction, items: string, complete: string): Promise<AmiMessage[]> {
    return this.session.list(action, items, complete);
  }

  /** As list, empty for what is missing or what Asterisk refuses. */
  async listOrNothing(
    action: AmiAction,
    items: readonly string[],
    complete: string,
  ): Promise<AmiMessage[]> {
    if (!this.has(action.Action)) return [];
    return await this.session.list(action, items, complete).catch(overlookRefusal([]));
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
