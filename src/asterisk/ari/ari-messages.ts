// What the two sides of the worker thread say to each other. Each side checks what it gets: only this
// file must stay the same if another client takes the place of `ari-client`.

import { z } from 'zod';

/** The last words of a worker that is sent too much; Node has them too, for its heap. */
export const OUT_OF_MEMORY = 'reaching memory limit';

/** How the worker begins. */
export const workerDataSchema = z.object({
  url: z.string(),
  username: z.string(),
  password: z.string(),
  applications: z.array(z.string()).min(1),
});

export type AriWorkerData = z.infer<typeof workerDataSchema>;

const id = z.int().positive();

export const questionSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('call'),
    id,
    resource: z.string(),
    operation: z.string(),
    args: z.record(z.string(), z.unknown()),
  }),
  /** Answered when both the WebSocket and ARI itself have answered. */
  z.object({ kind: z.literal('heartbeat'), id }),
]);

export type AriQuestion = z.infer<typeof questionSchema>;

export const reportSchema = z.discriminatedUnion('kind', [
  /** Events come from now on, and calls may be made. */
  z.object({ kind: z.literal('open'), isReadOnly: z.boolean() }),
  z.object({ kind: z.literal('event'), event: z.record(z.string(), z.unknown()) }),
  z.object({ kind: z.literal('answer'), id, value: z.unknown() }),
  /** Asterisk's own words. */
  z.object({ kind: z.literal('refusal'), id, said: z.string() }),
  /** The connection did not come about, or ended; `said` is what is known of the reason. */
  z.object({ kind: z.literal('closed'), said: z.string() }),
]);

export type AriReport = z.infer<typeof reportSchema>;
