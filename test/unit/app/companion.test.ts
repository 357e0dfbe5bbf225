// The companion put together, on this machine alone: no proxy and no Asterisk are there.

import { spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { findingListSchema } from '../../../src/api/http/finding-schema.ts';
import { Companion } from '../../../src/app/companion.ts';
import { parseConfig } from '../../../src/config/load-config.ts';
import { RecordStore } from '../../../src/correlation/state/record-store.ts';
import { askApi } from '../../support/ask-api.ts';
import { smallest } from '../config/sample-config.ts';
import { makeEndpoint, Scene } from '../correlation/scene.ts';

const MAIN = join(import.meta.dirname, '../../../src/cli/main.ts');

let run: string;
let store: RecordStore;
const closers: (() => unknown)[] = [];

beforeEach(() => {
  run = mkdtempSync(join(tmpdir(), 'farend-companion-'));
  store = RecordStore.open(
    { path: ':memory:', keepMs: 3_600_000, now: Date.now },
    { onTrouble: () => undefined, onRecovered: () => undefined },
  );
});

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
  store.close();
  rmSync(run, { recursive: true });
});

it('does not start beside another companion with the same `run`', {
  timeout: 60_000,
}, async () => {
  const file = join(run, 'farend.yaml');
  const text = `${smallest}\nrun: ${run}\nstate: ${run}/state\n`;
  writeFileSync(file, text);
  const first = makeCompanion(text);
  await first.claim();

  const second = spawnSync(process.execPath, [MAIN, 'companion', '-c', file], {
    encoding: 'utf8',
    timeout: 30_000,
  });

  expect(second.stderr).toContain(`another farend serves ${run}/farend.sock: stop that one`);
  expect(second.status).toBe(1);
});

it('goes on where HEP cannot be heard, and says why when it is asked', async () => {
  const port = await takePort();
  const hep = `hep: { listen: udp://127.0.0.1:${port}, from: [127.0.0.1] }`;
  const companion = makeCompanion(`${smallest}${hep}\nrun: ${run}\n`);

  await companion.start([]);
  const { text } = await askApi(join(run, 'farend.sock'), '/v1/health');

  const reason = `udp://127.0.0.1:${port} for HEP cannot be opened`;
  expect(JSON.parse(text).hep).toMatchObject({
    up: false,
    reason: expect.stringContaining(reason),
    counts: { packets: 0 },
  });
});

it('says of the phones what is wrong with them, and what to do', async () => {
  const scene = new Scene();
  scene.now = Date.now();
  const { record } = scene
    .connect([makeEndpoint()])
    .observe({ rportOffered: false, userAgent: 'Yealink SIP-T46S 66.86.0.15', expires: 3600 })
    .contact('reachable');
  const policy = "policy: { endpoints: [{ match: '40*', nat: yes }] }";
  const companion = makeCompanion(`${smallest}${policy}\nrun: ${run}\n`);

  await companion.start([record]);
  const { findings } = await vi.waitFor(
    async () => {
      const { text } = await askApi(join(run, 'farend.sock'), '/v1/findings?name=rport-missing');
      const answer = findingListSchema.parse(JSON.parse(text));
      expect(answer.findings).toHaveLength(1);
      return answer;
    },
    { timeout: 10_000 },
  );
  const models = JSON.parse((await askApi(join(run, 'farend.sock'), '/v1/models')).text);

  expect(findings[0]).toMatchObject({ subject: `device ${record.id}`, make: 'Yealink' });
  expect(findings[0]?.remedy.join(' ')).toContain('Account → Advanced → Enable Rport');
  expect(models.models).toMatchObject([{ make: 'Yealink', model: 'SIP-T46S', phones: 1 }]);
});

function makeCompanion(text: string): Companion {
  const loaded = parseConfig(text, 'farend.yaml');
  if (!loaded.ok) expect.fail('the configuration is not fine');
  const companion = new Companion(loaded.config, store, pino({ level: 'silent' }));
  closers.push(() => companion.stop());
  return companion;
}

/** A port that another program has. */
async function takePort(): Promise<number> {
  const socket = createSocket('udp4');
  closers.push(() => socket.close());
  await new Promise<void>((resolve) => {
    socket.bind(0, '127.0.0.1', () => resolve());
  });
  return socket.address().port;
}
