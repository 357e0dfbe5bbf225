// Starts the process of a test phone in a network namespace.

import { fileURLToPath } from 'node:url';
import { own } from '../process/lifetime.ts';
import { startProcess } from '../process/managed-process.ts';
import { Phone } from './phone.ts';
import type { PhoneOptions } from './phone-options.ts';

export interface StartPhoneOptions extends PhoneOptions {
  /** Default: the namespace in which the test runs. */
  readonly namespace?: string;
}

const PHONE_PROCESS = fileURLToPath(new URL('./phone-process.ts', import.meta.url));

/** Starts a phone; resolves when it listens. */
export async function startPhone(options: StartPhoneOptions): Promise<Phone> {
  const { namespace, ...phoneOptions } = options;
  const errors: string[] = [];
  const child = startProcess({
    argv: [process.execPath, PHONE_PROCESS, JSON.stringify(phoneOptions)],
    namespace,
    ipc: true,
    onStderr: (line) => errors.push(line),
  });
  const phone = own(new Phone(child));
  const died = child.exited.then(() => {
    throw new Error(`the phone ${options.username} ended at its start: ${errors.join('\n')}`);
  });
  await Promise.race([phone.ready, died]);
  return phone;
}
