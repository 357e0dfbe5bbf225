// The tables of the alerts' file, version by version: alerts, what was told of them, silences, and what
// waits to be delivered, so that a decision and its notifications are one transaction.

import { slackMessageTable } from '../notifiers/slack-messages.ts';
import { outboxTable } from '../outbox/outbox-table.ts';

export const alertMigrations: readonly string[] = [
  `CREATE TABLE alert (fingerprint TEXT PRIMARY KEY, kept TEXT NOT NULL) WITHOUT ROWID;
   CREATE TABLE told (key TEXT PRIMARY KEY, told TEXT NOT NULL) WITHOUT ROWID;
   CREATE TABLE silence (id TEXT PRIMARY KEY, silence TEXT NOT NULL) WITHOUT ROWID;
   CREATE TABLE book (id INTEGER PRIMARY KEY CHECK (id = 0), times TEXT NOT NULL);
   ${outboxTable}
   ${slackMessageTable}`,
];
