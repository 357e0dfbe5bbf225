// Which hosts are this machine.

import { expect, test } from 'vitest';
import { isLocalHost } from '../../../src/enforcement/local-host.ts';
import { listMachineAddresses } from '../../../src/nat/machine-addresses.ts';

test('is loopback by any of its names, and every address of this machine', async () => {
  const own = await Promise.all(
    ['127.0.0.1', '127.0.0.7', '::1', 'localhost', ...listMachineAddresses()].map(isLocalHost),
  );

  expect(new Set(own)).toEqual(new Set([true]));
});

test('is no address of others, and no name without an address', async () => {
  const others = await Promise.all(
    ['203.0.113.10', '2001:db8::10', 'pbx.invalid'].map(isLocalHost),
  );

  expect(others).toEqual([false, false, false]);
});
