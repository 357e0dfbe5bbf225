// The tables of the outbox, in the file that holds the state of the alerts: what waits to be delivered,
// what never will be without a person, and how each receiver is doing.

/** For the list of migrations of that file. Times are milliseconds since 1970. */
export const outboxTable = `
  CREATE TABLE outbox (
    place INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL,
    receiver TEXT NOT NULL,
    group_key TEXT NOT NULL,
    body TEXT NOT NULL,
    created INTEGER NOT NULL,
    due INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    lease_until INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'dead')),
    last_error TEXT NOT NULL,
    UNIQUE (id, receiver)
  );
  CREATE INDEX outbox_of_group ON outbox (receiver, group_key, place);
  CREATE INDEX outbox_by_due ON outbox (receiver, state, due);
  CREATE TABLE outbox_lane (
    receiver TEXT PRIMARY KEY,
    failures INTEGER NOT NULL,
    paused_until INTEGER NOT NULL,
    dropped INTEGER NOT NULL
  );
`;
