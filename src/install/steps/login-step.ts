// What was written proves itself: Asterisk lets farend in.

import { AppError, isAppError } from '../../base/app-error.ts';
import { openAmiAccess } from '../../enforcement/audit/ami-access.ts';
import type { InstallStep, StepHandler } from '../install-step.ts';
import { readSecretFile } from './secret-step.ts';

export interface AmiLoginStep extends InstallStep {
  readonly kind: 'ami-login';
  readonly host: string;
  readonly port: number;
  readonly username: string;
  readonly secretFile: string;
}

export interface AriLoginStep extends InstallStep {
  readonly kind: 'ari-login';
  readonly url: string;
  readonly username: string;
  readonly passwordFile: string;
}

const ARI_MS = 10_000;

export const amiLoginHandler: StepHandler<AmiLoginStep> = {
  kind: 'ami-login',
  prepare: async () => ({}),
  async carryOut({ host, port, username, secretFile }) {
    const secret = await readSecretFile(secretFile);
    const options = { asterisk: 'Asterisk', host, port, username, secret, share: 1 };
    (await openAmiAccess(options)).close();
  },
  undo: async () => [],
};

export const ariLoginHandler: StepHandler<AriLoginStep> = {
  kind: 'ari-login',
  prepare: async () => ({}),
  async carryOut({ url, username, passwordFile }) {
    const password = await readSecretFile(passwordFile);
    const status = await askAri(url, `${username}:${password}`);
    if (status === 200) return;
    throw new AppError(
      'ARI_UNREACHABLE',
      `ARI at ${url} answers ${status} where 200 is expected: see http.conf and ari.conf, or go without it (--no-ari)`,
    );
  },
  undo: async () => [],
};

async function askAri(url: string, credentials: string): Promise<number> {
  try {
    const { status } = await fetch(new URL('/ari/asterisk/info?only=system', url), {
      headers: { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` },
      signal: AbortSignal.timeout(ARI_MS),
    });
    return status;
  } catch (error) {
    if (isAppError(error)) throw error;
    throw new AppError(
      'ARI_UNREACHABLE',
      `ARI at ${url} does not answer: see http.conf and ari.conf, or go without it (--no-ari)`,
      { cause: error },
    );
  }
}
