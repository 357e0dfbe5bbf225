// What Slack answers instead of taking a message, and what a person can do about it (docs.slack.dev,
// chat.postMessage, chat.update, incoming webhooks).

import type { DeliveryOutcome } from './notifier.ts';

/** Whatever a person has to mend first. */
const cures: Readonly<Record<string, string>> = {
  invalid_auth: 'the token is wrong: copy the Bot User OAuth Token of the app once more',
  not_authed: 'the token is missing: copy the Bot User OAuth Token of the app',
  account_inactive: 'the app was removed from the workspace: install it again',
  token_revoked: 'the token was taken back: install the app again and copy its new token',
  token_expired: 'the token has expired: copy a new one',
  not_allowed_token_type: 'this is no token of a bot: take the one that begins with xoxb-',
  missing_scope: 'the app lacks the scope chat:write: add it and install the app again',
  no_permission: 'the app may not write there: invite it into the channel',
  channel_not_found:
    'there is no such channel, or it is private: check its name, and invite the app',
  not_in_channel: 'the app is not in the channel: invite it there',
  is_archived: 'the channel is archived: write another one into the configuration',
  channel_is_archived: 'the channel is archived: make a webhook for another one',
  restricted_action: 'the workspace does not let the app write there: ask its administrator',
  restricted_action_read_only_channel: 'nobody may write in that channel: choose another one',
  restricted_action_thread_only_channel:
    'only threads may be written in that channel: choose another one',
  action_prohibited: 'the workspace does not let the webhook write there: ask its administrator',
  no_service: 'the webhook was switched off or removed: make a new one',
  no_active_hooks: 'the webhook was switched off: make a new one',
  no_team: 'the workspace is gone: make a webhook in another one',
  team_disabled: 'the workspace is gone: make a webhook in another one',
  invalid_token: 'the address of the webhook is wrong: copy it once more',
  user_not_found: 'whoever made the webhook is gone: make a new one',
  invalid_blocks: 'it does not understand the message: please report this as a fault of farend',
  invalid_payload: 'it does not understand the message: please report this as a fault of farend',
  msg_too_long: 'the message is too long: please report this as a fault of farend',
  msg_blocks_too_long: 'the message is too long: please report this as a fault of farend',
};

/** The message that was to be updated cannot be any more: a new one can be written. */
const GONE: ReadonlySet<string> = new Set([
  'message_not_found',
  'cant_update_message',
  'edit_window_closed',
  'is_inactive',
  'block_mismatch',
  'channel_not_found',
]);

export function isMessageGone(error: string): boolean {
  return GONE.has(error);
}

/** Undefined for what is no known code of a lasting failure. */
export function refuse(error: string): Extract<DeliveryOutcome, { kind: 'refused' }> | undefined {
  const cure = cures[error];
  return cure === undefined
    ? undefined
    : { kind: 'refused', reason: `Slack answers ${error}: ${cure}` };
}

/** A code as Slack writes them, and nothing else that a stranger might have sent; '' for that. */
export function readErrorCode(text: string): string {
  const code = text.trim();
  return /^[a-z_]{1,60}$/.test(code) ? code : '';
}
