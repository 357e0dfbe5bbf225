// Slack with an incoming webhook: a message for each notification, in the channel that the webhook was
// made for. Its address is the secret.

import type { Notification } from '../alert.ts';
import { judgeStatus } from './judge-status.ts';
import type { DeliveryOutcome, Notifier } from './notifier.ts';
import { type HttpOptions, sendRequest } from './send-request.ts';
import { readErrorCode, refuse } from './slack-errors.ts';
import { makeSlackMessage } from './slack-message.ts';

export interface SlackWebhookOptions extends HttpOptions {
  readonly receiver: string;
  /** @throws AppError SECRET_UNREADABLE */
  readUrl(): string;
}

export class SlackWebhook implements Notifier {
  readonly receiver: string;
  private readonly options: SlackWebhookOptions;

  constructor(options: SlackWebhookOptions) {
    this.options = options;
    this.receiver = options.receiver;
  }

  async deliver(notification: Notification, signal: AbortSignal): Promise<DeliveryOutcome> {
    const answer = await sendRequest(
      {
        method: 'POST',
        url: this.options.readUrl(),
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(makeSlackMessage(notification)),
        readsBody: true,
      },
      this.options,
      signal,
    );
    const outcome = judgeStatus(answer);
    if (outcome.kind !== 'refused' || answer.kind === 'failure') return outcome;
    return refuse(readErrorCode(answer.body)) ?? outcome;
  }
}
