// The user event FarendQuery: what is asked, by whom it wants to be recognised.

import { z } from 'zod';

export interface Query {
  /** Undefined where the client named none: a dialplan, most of all. */
  readonly requestId: string | undefined;
  /** A name, `*`, or a pattern with `*` in it. */
  readonly endpoint: string;
}

export interface QueryFailure {
  readonly requestId: string | undefined;
  /** A sentence for whoever asked. */
  readonly reason: string;
}

const MAX_REQUEST_ID_BYTES = 200;
/** chan_pjsip's own limit is 80. */
const MAX_ENDPOINT_BYTES = 200;
/** Each one makes a comparison with every endpoint dearer. */
const MAX_STARS = 4;

const oneLine = /^\P{Cc}+$/u;

const requestIdSchema = z
  .string()
  .regex(oneLine, 'RequestID is empty or has control characters')
  .refine((id) => Buffer.byteLength(id) <= MAX_REQUEST_ID_BYTES, {
    error: `RequestID is longer than ${MAX_REQUEST_ID_BYTES} bytes`,
  });

const endpointSchema = z
  .string({ error: 'Endpoint is missing: write a name, * or a pattern such as 40*' })
  .regex(oneLine, 'Endpoint is empty: write a name, * or a pattern such as 40*')
  .refine((name) => Buffer.byteLength(name) <= MAX_ENDPOINT_BYTES, {
    error: `Endpoint is longer than ${MAX_ENDPOINT_BYTES} bytes`,
  })
  .refine((name) => name.split('*').length - 1 <= MAX_STARS, {
    error: `Endpoint has more than ${MAX_STARS} *`,
  });

/** @param headers names in lower case; without `requestid`, the client's `actionid` stands for it */
export function parseQuery(headers: ReadonlyMap<string, string>): Query | QueryFailure {
  const id = headers.get('requestid') || headers.get('actionid') || undefined;
  const requestId = requestIdSchema.optional().safeParse(id);
  if (!requestId.success) return { requestId: undefined, reason: tell(requestId.error) };
  const endpoint = endpointSchema.safeParse(headers.get('endpoint')?.trim());
  if (!endpoint.success) return { requestId: requestId.data, reason: tell(endpoint.error) };
  return { requestId: requestId.data, endpoint: endpoint.data };
}

export function isFailure(query: Query | QueryFailure): query is QueryFailure {
  return 'reason' in query;
}

function tell(error: z.ZodError): string {
  return error.issues[0]?.message ?? 'the query cannot be read';
}
