// What `nat: auto` follows, asked of a real API with a real correlator behind it.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { askNat } from '../../../../src/app/policy/ask-nat.ts';
import { ApiScene } from '../../api/http/api-scene.ts';
import { makeEndpoint, plain } from '../../correlation/scene.ts';

const auto = [{ match: '*', nat: 'auto' }];

let api: ApiScene;
let file: string;

beforeEach(() => {
  api = new ApiScene();
  file = join(api.directory, 'farend.yaml');
  const proxy = 'proxy: { listen: [udp://0.0.0.0], asterisk: [udp://192.0.2.10:5080] }\n';
  writeFileSync(file, `${proxy}run: ${api.directory}/run\n`);
});

afterEach(() => api.close());

it('knows who was seen behind NAT, who was not, and of whom nothing was seen', async () => {
  const { scene } = api;
  scene.connect(['4001', '4002', '4003'].map((name) => makeEndpoint({ name }))).observe();
  scene.observe({
    ...plain,
    aor: '4002@pbx.example.com',
    username: '4002',
    callId: 'call-2',
    device: undefined,
  });
  await api.startServer();

  const { isBehindNat, remark } = await askNat(file, auto);

  expect(remark).toBe('');
  expect(['4001', '4002', '4003'].map((name) => isBehindNat('main', name))).toEqual([
    true,
    false,
    undefined,
  ]);
  expect(isBehindNat('other', '4001')).toBeUndefined();
});

it('says what follows when no companion is running', async () => {
  const { isBehindNat, remark } = await askNat(file, [{ match: '4*', nat: 'auto_force_rport' }]);

  expect(remark).toMatch(/stay as they are: the companion cannot be asked .* start farend run/);
  expect(isBehindNat('main', '4001')).toBeUndefined();
});

it('asks nobody where nothing follows the wire', async () => {
  const { remark } = await askNat(file, [{ match: '*', nat: 'yes' }]);

  expect(remark).toBe('');
});
