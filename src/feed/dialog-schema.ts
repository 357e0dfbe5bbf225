// What was seen of a dialog, as it comes in a frame: what JSON leaves out is undefined again.

import { z } from 'zod';
import type { DialogObservation } from '../observation/dialog-observation.ts';

const seen = {
  time: z.int().min(0),
  producer: z.enum(['proxy', 'hep', 'capture']),
  source: z.string(),
  localSocket: z.string(),
  aor: z.string(),
  device: z.string().optional(),
  callId: z.string(),
  userAgent: z.string(),
};
const party = z.enum(['phone', 'asterisk']);
const count = z.int().min(0);
const method = z.string();
const statusCode = z.int();

const kindSchema = z.discriminatedUnion('kind', [
  z.object({
    ...seen,
    kind: z.literal('ack-missing'),
    answeredBy: party,
    repeats: count,
    answeredTo: z.string(),
  }),
  z.object({
    ...seen,
    kind: z.literal('unanswered'),
    method,
    sentBy: party,
    isInDialog: z.boolean(),
    repeats: count,
    size: count,
  }),
  z.object({ ...seen, kind: z.literal('answered'), method, statusCode, roundTripMs: z.number() }),
  z.object({ ...seen, kind: z.literal('ended'), lengthMs: z.number(), endedBy: party }),
  z.object({
    ...seen,
    kind: z.literal('media'),
    unroutableToPhone: z.string().optional(),
    privateOfPhone: z.string().optional(),
  }),
  z.object({
    ...seen,
    kind: z.literal('large'),
    method,
    statusCode,
    sentBy: party,
    size: count,
  }),
  z.object({
    ...seen,
    kind: z.literal('refused'),
    method,
    statusCode,
    isTrunk: z.boolean(),
    username: z.string().optional(),
    nonce: z.string().optional(),
    responseTag: z.string().optional(),
  }),
]);

export const dialogSchema = kindSchema.transform((observation): DialogObservation => {
  const whole = { ...observation, device: observation.device };
  if (whole.kind === 'media') {
    const { unroutableToPhone, privateOfPhone } = whole;
    return { ...whole, unroutableToPhone, privateOfPhone };
  }
  if (whole.kind === 'refused') {
    const { username, nonce, responseTag } = whole;
    return { ...whole, username, nonce, responseTag };
  }
  return whole;
});
