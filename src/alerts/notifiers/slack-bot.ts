// Slack with the token of a bot: one message for each group, changed as the group changes. When all of
// it has ended that message says so, and what comes later is a new one, since Slack tells nobody of a
// change.

import { z } from 'zod';
import type { Notification } from '../alert.ts';
import { isOfState } from '../outbox/supersede.ts';
import { judgeStatus } from './judge-status.ts';
import { type DeliveryOutcome, delivered, type Notifier } from './notifier.ts';
import { type HttpOptions, sendRequest } from './send-request.ts';
import { isMessageGone, readErrorCode, refuse } from './slack-errors.ts';
import { makeSlackMessage, type SlackMessage } from './slack-message.ts';
import type { SlackMessageKey, SlackMessagePlace, SlackMessages } from './slack-messages.ts';

const SLACK_API = 'https://slack.com/api';

const reply = z.union([
  z.object({ ok: z.literal(true), channel: z.string(), ts: z.string() }),
  z.object({ ok: z.literal(false), error: z.string() }),
]);

export interface SlackBotOptions extends HttpOptions {
  readonly receiver: string;
  /** `#phones`, or the id of a channel. */
  readonly channel: string;
  readonly messages: SlackMessages;
  /** @throws AppError SECRET_UNREADABLE */
  readToken(): string;
  /** Default: Slack's own. */
  readonly apiUrl?: string;
}

type Written =
  | { readonly kind: 'written'; readonly place: SlackMessagePlace }
  | { readonly kind: 'gone' }
  | Exclude<DeliveryOutcome, { kind: 'delivered' }>;

export class SlackBot implements Notifier {
  readonly receiver: string;
  private readonly options: SlackBotOptions;

  constructor(options: SlackBotOptions) {
    this.options = options;
    this.receiver = options.receiver;
  }

  async deliver(notification: Notification, signal: AbortSignal): Promise<DeliveryOutcome> {
    const { messages, receiver, channel } = this.options;
    const key = { receiver, channel, groupKey: notification.groupKey };
    const message = makeSlackMessage(notification);
    const isOfGroup = isOfState(notification);
    const known = isOfGroup ? messages.find(key) : undefined;
    const updated = known && (await this.update(known, message, signal));
    const isToPost = updated === undefined || updated.kind === 'gone';
    const written = isToPost ? await this.post(message, signal) : updated;
    if (written.kind === 'gone') return { kind: 'retry', reason: 'Slack lost the message' };
    if (written.kind !== 'written') return written;
    if (isOfGroup) this.note(key, notification, written.place);
    return delivered;
  }

  private note(key: SlackMessageKey, { status }: Notification, place: SlackMessagePlace): void {
    const { messages, now } = this.options;
    if (status === 'firing') messages.keep(key, place, now());
    else messages.forget(key);
  }

  private async post(message: SlackMessage, signal: AbortSignal): Promise<Written> {
    const { channel } = this.options;
    const quiet = { unfurl_links: false, unfurl_media: false };
    return await this.call('chat.postMessage', { channel, ...quiet, ...message }, signal);
  }

  private async update(
    { channelId, ts }: SlackMessagePlace,
    message: SlackMessage,
    signal: AbortSignal,
  ): Promise<Written> {
    const place = { channel: channelId, ts, parse: 'none' };
    return await this.call('chat.update', { ...place, ...message }, signal);
  }

  private async call(method: string, content: object, signal: AbortSignal): Promise<Written> {
    const { apiUrl = SLACK_API, readToken } = this.options;
    const headers = {
      'Content-Type': 'application/json; charset=utf-8',
      Authorization: `Bearer ${readToken()}`,
    };
    const answer = await sendRequest(
      {
        method: 'POST',
        url: `${apiUrl}/${method}`,
        headers,
        body: JSON.stringify(content),
        readsBody: true,
      },
      this.options,
      signal,
    );
    const outcome = judgeStatus(answer);
    if (outcome.kind !== 'delivered') return outcome;
    return readReply(answer.kind === 'answer' ? answer.body : '', method === 'chat.update');
  }
}

function readReply(body: string, isUpdate: boolean): Written {
  const parsed = reply.safeParse(parseJson(body)).data;
  if (parsed === undefined) return { kind: 'retry', reason: 'Slack answers something unreadable' };
  if (parsed.ok) return { kind: 'written', place: { channelId: parsed.channel, ts: parsed.ts } };
  const error = readErrorCode(parsed.error);
  if (isUpdate && isMessageGone(error)) return { kind: 'gone' };
  return refuse(error) ?? { kind: 'retry', reason: `Slack answers ${error || 'an unknown error'}` };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
