// The files and directories that farend uses by its configuration, and which of them hold a secret.

import { resolve } from 'node:path';
import type { FarendConfig } from '../../config/farend-config.ts';
import { SecretSource } from '../../config/secret-source.ts';
import type { FileWish } from '../../doctor/machine/read-files.ts';

/** Each once. */
export function listFiles(config: FarendConfig, configFile: string): FileWish[] {
  const places = listSecrets(config).map((secret) => SecretSource.placeOf(secret));
  const hasSecret = places.some(({ kind }) => kind === 'text');
  const files = new Set(places.flatMap((place) => (place.kind === 'file' ? place.file : [])));
  return [
    { path: resolve(configFile), role: 'configuration', hasSecret },
    ...[...files].map((path): FileWish => ({ path, role: 'secret', hasSecret: true })),
    ...(config.state === undefined
      ? []
      : [{ path: config.state, role: 'state', hasSecret: false } as const]),
    { path: config.run, role: 'run', hasSecret: false },
  ];
}

function listSecrets({ asterisk, alerts, http }: FarendConfig): SecretSource[] {
  const { slack, webhooks } = alerts;
  const all = [
    ...asterisk.flatMap(({ ami, ari }) => [ami.secret, ari?.password]),
    slack && ('token' in slack ? slack.token : slack.webhookUrl),
    ...webhooks.map(({ secret }) => secret),
    http?.tokens.read,
    http?.tokens.admin,
  ];
  return all.filter((secret) => secret !== undefined);
}
