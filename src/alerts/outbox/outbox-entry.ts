// A row of the outbox, as people ask for it and as a lane delivers it.

import { z } from 'zod';

const row = z.object({
  place: z.int(),
  id: z.string(),
  receiver: z.string(),
  group_key: z.string(),
  body: z.string(),
  created: z.int(),
  due: z.int(),
  attempts: z.int(),
  state: z.enum(['waiting', 'dead']),
  last_error: z.string(),
});

export interface OutboxEntry {
  /** Where it stands in the order. */
  readonly place: number;
  /** Of the notification. */
  readonly id: string;
  readonly receiver: string;
  readonly groupKey: string;
  /** `dead`: it is not tried again unless a person says so. */
  readonly state: 'waiting' | 'dead';
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  /** When it is tried next, at the earliest. */
  readonly dueAt: number;
  readonly attempts: number;
  /** A sentence with the next step; '' before the first failure. */
  readonly lastError: string;
  /** The notification as JSON. */
  readonly body: string;
}

/** @throws z.ZodError where somebody else changed the file */
export function readEntry(fields: unknown): OutboxEntry {
  const { group_key, created, due, last_error, ...rest } = row.parse(fields);
  return { ...rest, groupKey: group_key, createdAt: created, dueAt: due, lastError: last_error };
}
