// The first question of a connection, before `ari-client` is started: what it answers with its own
// end and an unreadable word, this tells by its status.

import type { AriAddress } from './ari-options.ts';
import { explainNetworkError, explainStatus } from './ari-reasons.ts';

export interface FirstAnswer {
  /** Why it makes no sense to go on; '' when ARI is there and the login good. */
  readonly reason: string;
  /** Asking again soon cannot help. */
  readonly isRefused: boolean;
}

export async function askFirst(
  { url, username, password }: AriAddress,
  deadlineMs: number,
  stop: AbortSignal,
): Promise<FirstAnswer> {
  const { host, origin } = new URL(url);
  const login = Buffer.from(`${username}:${password}`).toString('base64');
  try {
    const response = await fetch(`${origin}/ari/asterisk/info?only=system`, {
      headers: { authorization: `Basic ${login}` },
      redirect: 'manual',
      signal: AbortSignal.any([stop, AbortSignal.timeout(deadlineMs)]),
    });
    await response.body?.cancel();
    if (response.ok) return { reason: '', isRefused: false };
    const isRefused = response.status === 401 || response.status === 403;
    return { reason: explainStatus(response.status, host, username), isRefused };
  } catch (error) {
    return { reason: explainNetworkError(error, host, deadlineMs), isRefused: false };
  }
}
