// The companion put together, on this machine alone: no proxy and no Asterisk are there.

import { createSocket } from 'node:dgram';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, expect, it } from 'vitest';
import { Companion } from '../../../src/app/companion.ts';
import { parseConfig } from '../../../src/config/load-config.ts';
import { RecordStore } from '../../../src/correlation/state/record-store.ts';
import { askApi } from '../../support/ask-api.ts';
import { smallest } from '../config/sample-config.ts';

const run = mkdtempSync(join(tmpdir(), 'farend-companion-'));
const store = RecordStore.open(
  { path: ':memory:', keepMs: 3_600_000, now: Date.now },
  { onTrouble: () => undefined, onRecovered: () => undefined },
);
const closers: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closers.reverse()) await close();
  store.close();
  rmSync(run, { recursive: true });
});

it('goes on where HEP cannot be heard, and says why when it is asked', async () => {
  const port = await takePort();
  const hep = `hep: { listen: udp://127.0.0.1:${port}, from: [127.0.0.1] }`;
  const loaded = parseConfig(`${smallest}${hep}\nrun: ${run}\n`, 'farend.yaml');
  if (!loaded.ok) expect.fail('the configuration is not fine');
  const companion = new Companion(loaded.config, store, pino({ level: 'silent' }));
  closers.push(() => companion.stop());

  await companion.start([]);
  const { text } = await askApi(join(run, 'farend.sock'), '/v1/health');

  const reason = `udp://127.0.0.1:${port} for HEP cannot be opened`;
  expect(JSON.parse(text).hep).toMatchObject({
    up: false,
    reason: expect.stringContaining(reason),
    counts: { packets: 0 },
  });
});

/** A port that another program has. */
async function takePort(): Promise<number> {
  const socket = createSocket('udp4');
  closers.push(() => socket.close());
  await new Promise<void>((resolve) => {
    socket.bind(0, '127.0.0.1', () => resolve());
  });
  return socket.address().port;
}
