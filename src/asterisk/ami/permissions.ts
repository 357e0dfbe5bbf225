// Which classes of manager.conf this AMI user turns out to have. Asterisk tells nobody: a class of
// `write` shows in the list of commands, a class of `read` only by an event of it that comes.

import { randomUUID } from 'node:crypto';
import type { AmiMessage } from './ami-message.ts';
import { explainClasses, type PermissionClass } from './ami-reasons.ts';
import type { AmiSession } from './ami-session.ts';
import { readCommands } from './ask.ts';

/** The user event that farend sends to itself after each login. */
const HELLO = 'FarendHello';

export class Permissions {
  private readonly unread = new Set<PermissionClass>(['system', 'security', 'user']);
  private unwritten: readonly PermissionClass[] = [];
  private readonly hello = randomUUID();

  /** Notes the commands, and asks for an event of the class user. */
  async probe(session: AmiSession): Promise<void> {
    const commands = await readCommands(session);
    const mayTalk = commands.has('userevent');
    this.unwritten = [
      // DBPut is in every Asterisk; PJSIPShowEndpoints of the same class may be missing.
      ...(commands.has('dbput') ? [] : (['system'] as const)),
      ...(mayTalk ? [] : (['user'] as const)),
    ];
    if (mayTalk) await session.send({ Action: 'UserEvent', UserEvent: HELLO, Hello: this.hello });
  }

  /** True for an event that is only a sign of a class. */
  note({ event, headers }: AmiMessage): boolean {
    const privilege = headers.get('privilege') ?? '';
    for (const name of this.unread)
      if (privilege.split(',').includes(name)) this.unread.delete(name);
    return event === 'UserEvent' && headers.get('userevent') === HELLO;
  }

  /** Of `read` those of which no event has come so far. */
  get missing(): Readonly<Record<'read' | 'write', readonly PermissionClass[]>> {
    // Without write=user nothing was sent that could have come back.
    const read = [...this.unread].filter(
      (name) => name !== 'user' || !this.unwritten.includes('user'),
    );
    return { read, write: this.unwritten };
  }

  /** What to change; '' when nothing is missing. */
  explain(username: string): string {
    const { read, write } = this.missing;
    return explainClasses(read, write, username);
  }
}
