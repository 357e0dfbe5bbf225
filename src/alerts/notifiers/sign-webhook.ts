// The signature of a webhook, as Standard Webhooks has it (standardwebhooks.com, version 1.0.0).

import { createHmac } from 'node:crypto';
import { AppError } from '../../base/app-error.ts';

const PREFIX = 'whsec_';

/**
 * The key in a secret: base64 after `whsec_`, else the bytes of the text.
 *
 * @throws AppError SECRET_UNREADABLE where `whsec_` is not followed by base64
 */
export function readSigningKey(secret: string): Buffer {
  if (!secret.startsWith(PREFIX)) return Buffer.from(secret);
  const encoded = secret.slice(PREFIX.length);
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(encoded))
    throw new AppError(
      'SECRET_UNREADABLE',
      `The secret of a webhook begins with ${PREFIX} and goes on with something else than base64: copy it once more.`,
    );
  return Buffer.from(encoded, 'base64');
}

/**
 * The headers that sign a body.
 *
 * @param id the same at each attempt; without a full stop in it
 * @param nowMs of this attempt, milliseconds since 1970
 */
export function signWebhook(
  id: string,
  body: string,
  key: Buffer | undefined,
  nowMs: number,
): Readonly<Record<string, string>> {
  const timestamp = String(Math.floor(nowMs / 1_000));
  const headers = { 'webhook-id': id, 'webhook-timestamp': timestamp };
  if (key === undefined) return headers;
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return { ...headers, 'webhook-signature': `v1,${signature}` };
}
