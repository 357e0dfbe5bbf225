// A socket that cannot be opened at first: what is told, and that it is tried again.

import { pino } from 'pino';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Opening } from '../../../src/app/opening.ts';
import { AppError } from '../../../src/base/app-error.ts';

const TRIED_AGAIN_MS = 5_000;

/** Opens when nobody has the port. */
class Port {
  isOpen = false;
  tries = 0;
  trouble: AppError | undefined = new AppError('SOCKET_UNAVAILABLE', 'another program has it');

  async start(): Promise<void> {
    this.tries += 1;
    if (this.trouble !== undefined) throw this.trouble;
    this.isOpen = true;
  }

  async stop(): Promise<void> {
    this.isOpen = false;
  }
}

let port: Port;
let lines: string[];
let opening: Opening;

beforeEach(() => {
  vi.useFakeTimers();
  port = new Port();
  lines = [];
  const log = pino({}, { write: (line) => void lines.push(JSON.parse(line).event) });
  opening = new Opening('the port', port, log);
});

afterEach(async () => {
  await opening.close();
  vi.useRealTimers();
});

it('is tried again until it opens, and told once of each', async () => {
  await opening.open();
  await vi.advanceTimersByTimeAsync(3 * TRIED_AGAIN_MS);
  const meanwhile = opening.health;
  port.trouble = undefined;
  await vi.advanceTimersByTimeAsync(3 * TRIED_AGAIN_MS);

  expect(meanwhile).toEqual({ isUp: false, reason: 'another program has it' });
  expect(opening.health).toEqual({ isUp: true, reason: '' });
  expect([port.tries, lines]).toEqual([5, ['unavailable', 'available']]);
});

it('is tried no more after it was closed', async () => {
  await opening.open();

  await opening.close();
  port.trouble = undefined;
  await vi.advanceTimersByTimeAsync(3 * TRIED_AGAIN_MS);

  expect([port.tries, port.isOpen]).toEqual([1, false]);
});

it('is not tried again where the reason is unacceptable', async () => {
  port.trouble = new AppError('API_TAKEN', 'another farend serves it');

  await expect(opening.open('API_TAKEN')).rejects.toBe(port.trouble);
  await vi.advanceTimersByTimeAsync(3 * TRIED_AGAIN_MS);

  expect([port.tries, lines]).toEqual([1, []]);
});
