// The password of the account that the doctor registers: from a file, a variable or a person at the
// terminal, never from the command line, where every user of the machine may read it.

import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { AppError } from '../../base/app-error.ts';
import { readSecret, SecretSource } from '../../config/secret-source.ts';

export interface PasswordOptions {
  readonly passwordFile?: string | undefined;
  readonly passwordEnv?: string | undefined;
}

/** @throws AppError SECRET_UNREADABLE, also where there is nobody to ask */
export async function readPassword(
  account: string,
  { passwordFile, passwordEnv }: PasswordOptions,
  host: NodeJS.Process,
): Promise<string> {
  if (passwordFile !== undefined)
    return readSecret(new SecretSource({ kind: 'file', file: passwordFile }));
  if (passwordEnv !== undefined)
    return readSecret(new SecretSource({ kind: 'env', name: passwordEnv }));
  if (host.stdin.isTTY && host.stderr.isTTY) return await askPassword(account, host);
  throw new AppError(
    'SECRET_UNREADABLE',
    `Nobody can be asked for the password of ${account}: give it by --password-file or --password-env.`,
  );
}

/** What is typed is not shown. The end of input, or Ctrl-C, is no password. */
function askPassword(account: string, { stdin, stderr }: NodeJS.Process): Promise<string> {
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const line = createInterface({ input: stdin, output: silent, terminal: true });
  stderr.write(`Password of ${account}: `);
  return new Promise((resolve, reject) => {
    line.on('SIGINT', () => line.close());
    line.on('close', () => {
      stderr.write('\n');
      reject(new AppError('SECRET_UNREADABLE', `No password of ${account} was typed.`));
    });
    line.question('', (password) => {
      resolve(password);
      line.close();
    });
  });
}
