// A state directory as a farend leaves it that has served many phones.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createBinding } from '../../src/proxy/binding.ts';
import { formatBindingRecord, journalHeader } from '../../src/proxy/state/binding-record.ts';
import { createSigningKey } from '../../src/proxy/state/signing-key.ts';

/** Live bindings of so many phones at `address`, each with a port, who registered over `local`. */
export function writeBindings(
  state: string,
  { count, address, local }: { count: number; address: string; local: string },
): void {
  const lines = Array.from({ length: count }, (_, index) => formatBinding(index, address, local));
  mkdirSync(state, { recursive: true, mode: 0o700 });
  writeFileSync(join(state, 'bindings.ndjson'), `${[journalHeader, ...lines].join('\n')}\n`);
  writeFileSync(join(state, 'key'), `${createSigningKey()}\n`, { mode: 0o600 });
}

function formatBinding(index: number, address: string, local: string): string {
  const user = String(100_000 + index);
  return formatBindingRecord(
    createBinding({
      token: index.toString(16).padStart(16, '0'),
      aor: `${user}@pbx.example.com`,
      contactUri: `sip:${user}@192.168.1.50:5060`,
      instanceId: undefined,
      callId: `${user}@192.168.1.50`,
      userAgent: 'Phone 1.0',
      username: '',
      flow: { local, remote: { address, port: 1024 + index } },
      address,
      provenAt: Date.now() - 60_000,
      expiresAt: Date.now() + 600_000,
      behindNat: true,
    }),
  );
}
