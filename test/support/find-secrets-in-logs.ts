// Looks through everything that any farend of the lab logged for what no log may have in it.

import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';

const SECRETS: readonly RegExp[] = [
  /\bresponse="?[0-9a-f]{32}/i,
  /Authorization: Digest/i,
  /a=crypto/,
  /inline:[A-Za-z0-9+/]{20}/,
  // Passwords of endpoints, and of the users of AMI and ARI.
  /\bpw[45]\d{3}\b/,
  /\b(allpw|aripw|ami-secret-\w+|s3cret-\S+)/,
];

/** @returns `file: line` of each place */
export async function findSecretsInLogs(directory: string): Promise<string[]> {
  const found: string[] = [];
  for await (const name of glob('*/farend-*/log', { cwd: directory })) {
    const lines = (await readFile(join(directory, name), 'utf8')).split('\n');
    const bad = lines.filter((line) => SECRETS.some((secret) => secret.test(line)));
    found.push(...bad.map((line) => `${name}: ${line.slice(0, 300)}`));
  }
  return found;
}
