// What goes over the feed, line by line: JSON, one frame a line, of either side. Both sides begin with
// `hello`; a version that differs ends the connection. docs/reference/feed.md shows each frame.

import { z } from 'zod';
import { natTestNames } from '../nat/nat-tests.ts';
import { type NoticeKind, noticeKinds, type ProxyNotice } from '../observation/proxy-notice.ts';
import {
  bindingChanges,
  credentialsVerdicts,
  type SipObservation,
} from '../observation/sip-observation.ts';
import { dialogSchema } from './dialog-schema.ts';

export const FEED_VERSION = 1;

const id = z.int().min(0);
const seq = z.int().min(0);
const time = z.int().min(0);
/** The longest text of an IP address, with a zone; no name is ever this short by chance. */
const address = z.string().min(1).max(64);
/** Ten years: what is longer is a mistake. */
const LONGEST_MS = 315_360_000_000;
/** Below that a ping would be a load; beyond, hardly any router keeps a binding. */
const PING_MS = { shortest: 5_000, longest: 240_000 };

/** The first frame of a client, whatever its version. */
export const anyHelloSchema = z.object({ type: z.literal('hello'), version: z.int() });

export const clientHelloSchema = z.strictObject({
  type: z.literal('hello'),
  version: z.literal(FEED_VERSION),
  /** Whether it wants to be told what happens, or only to direct. */
  events: z.boolean(),
  /** The last frame that it had; without it, everything that is kept. */
  after: z.strictObject({ boot: z.string(), seq }).optional(),
});

/** What a client may ask; `id` comes back with the answer. */
export const directiveSchema = z.union([
  z.strictObject({ type: z.literal('ban'), id, address, untilMs: time }),
  z.strictObject({
    type: z.literal('ban'),
    id,
    address,
    forMs: z.int().min(1).max(LONGEST_MS),
  }),
  z.strictObject({ type: z.literal('unban'), id, address }),
  z.strictObject({ type: z.literal('bans'), id }),
  z.strictObject({
    type: z.literal('ping-interval'),
    id,
    /** The public address of a site. */
    address,
    ms: z.int().min(PING_MS.shortest).max(PING_MS.longest).nullable(),
  }),
]);

const banSchema = z.strictObject({ address, untilMs: time });

const digestUse = z.object({ realm: z.string(), algorithm: z.string() });

/** Every field that there is; those that may be undefined are left out of the JSON then. */
const observationShape = {
  time,
  producer: z.enum(['proxy', 'hep', 'capture']),
  side: z.enum(['device', 'asterisk']),
  source: z.string(),
  localSocket: z.string(),
  transport: z.literal('udp'),
  method: z.string(),
  statusCode: z.int(),
  callId: z.string(),
  cSeq: z.int(),
  aor: z.string(),
  username: z.string().optional(),
  nonce: z.string().optional(),
  topVia: z.string(),
  rportOffered: z.boolean(),
  isExempt: z.boolean(),
  contact: z.string(),
  userAgent: z.string(),
  natTests: z.array(z.enum(natTestNames)),
  size: z.int(),
  retransmissions: z.int(),
  device: z.string().optional(),
  expires: z.int().optional(),
  binding: z.enum(bindingChanges).optional(),
  credentials: z.enum(credentialsVerdicts),
  digest: digestUse.optional(),
  responseTag: z.string().optional(),
  answer: z
    .object({ sentTo: z.string(), hasRport: z.boolean(), challenges: z.array(digestUse) })
    .optional(),
} satisfies Record<keyof SipObservation, z.ZodType>;

const absent = {
  username: undefined,
  nonce: undefined,
  device: undefined,
  expires: undefined,
  binding: undefined,
  digest: undefined,
  responseTag: undefined,
  answer: undefined,
};

const observationSchema = z
  .object(observationShape)
  .transform((seen): SipObservation => ({ ...absent, ...seen }));

const noticeShape = {
  kind: z.enum(Object.keys(noticeKinds) as NoticeKind[]),
  time,
  source: z.string(),
  count: z.int(),
  detail: z.string().exactOptional(),
} satisfies Record<keyof ProxyNotice, z.ZodType>;

/** What the proxy sends. */
export const serverFrameSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('hello'),
    version: z.int(),
    boot: z.string(),
    seq,
    /** Under which the proxy makes `responseTag` in this life of it. */
    tagKey: z.string().min(32).exactOptional(),
  }),
  z.object({ type: z.literal('observation'), seq, observation: observationSchema }),
  z.object({ type: z.literal('dialog'), seq, dialog: dialogSchema }),
  z.object({ type: z.literal('notice'), seq, notice: z.object(noticeShape) }),
  /** The proxy's counters since its start, by name. It has no number: the next one says all again. */
  z.object({ type: z.literal('counts'), counts: z.record(z.string(), z.number()) }),
  /** That many frames are gone; the next one bears the number `seq`. */
  z.object({ type: z.literal('lost'), count: z.int().min(1), seq }),
  z.object({
    type: z.literal('ok'),
    id,
    address: z.string().exactOptional(),
    bans: z.array(banSchema).exactOptional(),
  }),
  /** `id` is null where the frame could not be read. */
  z.object({ type: z.literal('refused'), id: id.nullable(), reason: z.string() }),
]);

/** Name → how many. */
export type Counts = Readonly<Record<string, number>>;
export type ClientHello = z.infer<typeof clientHelloSchema>;
export type Directive = z.infer<typeof directiveSchema>;
export type ServerFrame = z.infer<typeof serverFrameSchema>;
/** What becomes of a directive. */
export type Answer = Extract<ServerFrame, { type: 'ok' | 'refused' }>;

/** The JSON of a line; undefined when it is none. */
export function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** What is wrong with a frame, in one line. */
export function explainRefusal(error: z.ZodError): string {
  const [issue] = error.issues;
  const place = issue?.path.join('.') ?? '';
  return `${place === '' ? 'frame' : place}: ${issue?.message ?? 'not understood'}`;
}
