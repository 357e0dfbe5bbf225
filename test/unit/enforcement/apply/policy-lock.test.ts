import { unlinkSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type PolicyLock, takePolicyLock } from '../../../../src/enforcement/apply/policy-lock.ts';

const NOW = Date.UTC(2026, 0, 2, 3, 4, 5);
const locks: PolicyLock[] = [];
let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'farend-lock-'));
});

afterEach(async () => {
  for (const lock of locks.splice(0)) await lock.release();
  await rm(directory, { recursive: true });
});

async function take(what: string, now = NOW): Promise<PolicyLock> {
  const lock = await takePolicyLock(join(directory, 'policy.sock'), { what, now });
  locks.push(lock);
  return lock;
}

describe('PolicyLock', () => {
  test('names who has it', async () => {
    const lock = await take('the companion');
    await lock.verify();

    const second = take('farend policy apply');

    await expect(second).rejects.toMatchObject({
      code: 'POLICY_BUSY',
      message: `the companion (process ${process.pid}, since 2026-01-02T03:04:05.000Z) changes the settings of Asterisk at this moment: try again when it has ended`,
    });
  });

  test('can be taken again once it was released', async () => {
    const first = await take('the companion');
    await first.release();

    const second = await take('farend policy apply');

    await expect(second.verify()).resolves.toBeUndefined();
  });

  test('is not held by one whose socket another has replaced', async () => {
    const first = await take('the companion');
    unlinkSync(join(directory, 'policy.sock'));
    const second = await take('farend policy apply', NOW + 1);

    await expect(first.verify()).rejects.toMatchObject({ code: 'POLICY_BUSY' });
    await expect(second.verify()).resolves.toBeUndefined();
  });

  test('says where it finds no place', async () => {
    writeFileSync(join(directory, 'policy.sock'), 'no socket');

    await expect(take('the companion')).rejects.toMatchObject({ code: 'POLICY_UNWRITABLE' });
  });
});
