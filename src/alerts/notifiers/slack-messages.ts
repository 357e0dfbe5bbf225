// Which Slack message tells of which group, so that news of the group change that message. In the file
// of the alerts, beside the outbox.

import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';

/** For the list of migrations of that file. `written`: milliseconds since 1970. */
export const slackMessageTable = `
  CREATE TABLE slack_message (
    receiver TEXT NOT NULL,
    group_key TEXT NOT NULL,
    channel TEXT NOT NULL,
    channel_id TEXT NOT NULL,
    ts TEXT NOT NULL,
    written INTEGER NOT NULL,
    PRIMARY KEY (receiver, group_key)
  );
`;

/** Groups that never end are forgotten in time: their next news is a new message. */
const MAX_MESSAGES = 1_000;

const row = z.object({ channel_id: z.string(), ts: z.string() });

export interface SlackMessageKey {
  readonly receiver: string;
  readonly groupKey: string;
  /** As in the configuration. */
  readonly channel: string;
}

export interface SlackMessagePlace {
  readonly channelId: string;
  /** Slack's name for the message in its channel. */
  readonly ts: string;
}

export class SlackMessages {
  private readonly statements;

  /** @param database with `slackMessageTable` in it */
  constructor(database: DatabaseSync) {
    this.statements = {
      select: database.prepare(
        'SELECT channel_id, ts FROM slack_message WHERE receiver = ? AND group_key = ? AND channel = ?',
      ),
      replace: database.prepare(
        `INSERT OR REPLACE INTO slack_message (receiver, group_key, channel, channel_id, ts, written)
         VALUES (?, ?, ?, ?, ?, ?)`,
      ),
      trim: database.prepare(
        `DELETE FROM slack_message WHERE rowid IN (
           SELECT rowid FROM slack_message ORDER BY written DESC LIMIT -1 OFFSET ${MAX_MESSAGES})`,
      ),
      delete: database.prepare('DELETE FROM slack_message WHERE receiver = ? AND group_key = ?'),
    };
  }

  /** Undefined where there is none, or one in another channel. */
  find({ receiver, groupKey, channel }: SlackMessageKey): SlackMessagePlace | undefined {
    const found = this.statements.select.get(receiver, groupKey, channel);
    if (found === undefined) return undefined;
    const { channel_id, ts } = row.parse(found);
    return { channelId: channel_id, ts };
  }

  keep(
    { receiver, groupKey, channel }: SlackMessageKey,
    { channelId, ts }: SlackMessagePlace,
    nowMs: number,
  ): void {
    this.statements.replace.run(receiver, groupKey, channel, channelId, ts, nowMs);
    this.statements.trim.run();
  }

  forget({ receiver, groupKey }: SlackMessageKey): void {
    this.statements.delete.run(receiver, groupKey);
  }
}
