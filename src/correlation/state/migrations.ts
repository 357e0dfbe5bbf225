// The tables of the companion's file, version by version.

/** SQL that leads from the version of its place to the next; the first one begins with an empty file. */
export const migrations: readonly string[] = [
  `CREATE TABLE device (
     id TEXT NOT NULL UNIQUE,
     endpoint TEXT NOT NULL,
     record TEXT NOT NULL
   );
   CREATE INDEX device_of_endpoint ON device (endpoint);
   CREATE TABLE history (
     id INTEGER PRIMARY KEY,
     endpoint TEXT NOT NULL,
     record_id TEXT NOT NULL,
     time INTEGER NOT NULL,
     is_stranger INTEGER NOT NULL,
     change TEXT NOT NULL
   );
   CREATE INDEX history_of_endpoint ON history (endpoint, is_stranger, time);
   CREATE INDEX history_by_age ON history (is_stranger, time);
   CREATE TABLE feed_position (
     id INTEGER PRIMARY KEY CHECK (id = 0),
     boot TEXT NOT NULL,
     seq INTEGER NOT NULL
   );`,
];
