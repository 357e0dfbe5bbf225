// What `farend status` prints of the phones, once Asterisk has told the companion of all of them.

import type { Farend } from '../support/farend.ts';
import { pollUntil } from '../support/process/poll-until.ts';
import { runCommand } from '../support/process/run-command.ts';

const MAIN = new URL('../../src/cli/main.ts', import.meta.url).pathname;
const DEADLINE_MS = 20_000;

/** As it is at the deadline, if not all of them are reached by then. */
export async function askStatus({ configPath }: Farend, phones: number): Promise<string> {
  let status = '';
  const settled = new RegExp(`^${phones} phones: (?!.*(?:failing|unreachable|unknown))`, 'm');
  const isSettled = async (): Promise<true | undefined> => {
    const argv = [process.execPath, MAIN, 'status', '-c', configPath];
    status = (await runCommand(argv)).stdout.trimEnd();
    return settled.test(status) ? true : undefined;
  };
  await pollUntil(isSettled, { timeoutMs: DEADLINE_MS, what: 'every phone' }).catch(
    () => undefined,
  );
  return status;
}
