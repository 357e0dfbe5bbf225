// Notifications to a webhook: Alertmanager's payload, signed when there is a secret.

import type { Notification } from '../alert.ts';
import { judgeStatus } from './judge-status.ts';
import type { DeliveryOutcome, Notifier } from './notifier.ts';
import { type HttpOptions, sendRequest } from './send-request.ts';
import { readSigningKey, signWebhook } from './sign-webhook.ts';
import { makeWebhookPayload } from './webhook-payload.ts';

export interface WebhookOptions extends HttpOptions {
  readonly receiver: string;
  readonly url: string;
  /** @throws AppError SECRET_UNREADABLE */
  readSecret?(): string;
}

export class Webhook implements Notifier {
  readonly receiver: string;
  private readonly options: WebhookOptions;

  constructor(options: WebhookOptions) {
    this.options = options;
    this.receiver = options.receiver;
  }

  async deliver(notification: Notification, signal: AbortSignal): Promise<DeliveryOutcome> {
    const { url, now, readSecret } = this.options;
    const body = JSON.stringify(makeWebhookPayload(notification));
    const key = readSecret && readSigningKey(readSecret());
    const headers = {
      'Content-Type': 'application/json',
      'X-Farend-Reason': notification.reason,
      ...signWebhook(notification.id, body, key, now()),
    };
    return judgeStatus(
      await sendRequest({ method: 'POST', url, headers, body }, this.options, signal),
    );
  }
}
