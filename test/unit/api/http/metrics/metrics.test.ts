// The metrics as a Prometheus server reads them, and the page that lists them.

import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { counters, gauges } from '../../../../../src/api/http/metrics/metric-definitions.ts';
import { makeRegister } from '../../../../support/make-register.ts';
import { ApiScene } from '../api-scene.ts';

const page = readFileSync(
  new URL('../../../../../docs/reference/metrics.md', import.meta.url),
  'utf8',
);

let api: ApiScene;

beforeEach(async () => {
  api = new ApiScene();
  await api.startServer();
});

afterEach(() => api.close());

async function readLines(): Promise<readonly string[]> {
  const { text } = await api.ask('/v1/metrics');
  return text.split('\n');
}

it('are told as text in the format of Prometheus', async () => {
  const { status, headers, text } = await api.ask('/v1/metrics');

  expect(status).toBe(200);
  expect(headers['content-type']).toMatch(/^text\/plain; version=/);
  expect(text).toContain('# TYPE farend_registrations_total counter\n');
  expect(text).toContain('farend_build_info{version="1.2.3"} 1\n');
  expect(text).toContain('process_resident_memory_bytes ');
  expect(text).not.toMatch(/ nan$/im);
});

it('count registrations as they are observed', async () => {
  for (const statusCode of [200, 200, 403])
    api.metrics?.countRegistration(makeRegister({ statusCode }));

  const labels = (result: string, reason: string) =>
    `farend_registrations_total{rport="offered",result="${result}",reason="${reason}",nat="behind-nat"}`;
  expect(await readLines()).toEqual(
    expect.arrayContaining([`${labels('success', 'none')} 2`, `${labels('refused', '403')} 1`]),
  );
});

it('mirror what the proxy counts, also when it begins anew', async () => {
  api.proxyCounts = {
    bindings: 5,
    eventLoopLagMs: 250,
    'asterisks.alive': 1,
    'pings.sent': 9,
    'drops.stun': 4,
    'relayed.to-phone.INVITE': 7,
    'nat.behind-nat.confirmed': 3,
  };
  await readLines();
  api.proxyCounts = { ...api.proxyCounts, 'drops.stun': 1 };

  expect(await readLines()).toEqual(
    expect.arrayContaining([
      'farend_bindings 5',
      'farend_event_loop_lag_seconds{process="proxy"} 0.25',
      'farend_event_loop_lag_seconds{process="companion"} 0.0125',
      'farend_asterisks{state="alive"} 1',
      'farend_pings_total 9',
      'farend_dropped_total{reason="stun"} 1',
      'farend_relayed_total{direction="to-phone",method="INVITE"} 7',
      'farend_nat_detection_total{class="behind-nat",outcome="confirmed"} 3',
    ]),
  );
});

it('tell how things are now', async () => {
  api.scene.connect().challenge().observe();
  api.findings = [
    { name: 'rport-missing', severity: 'info' },
    { name: 'rport-missing', severity: 'info' },
  ];
  await readLines();
  api.findings = api.findings.slice(1);

  const lines = await readLines();

  expect(lines).toEqual(
    expect.arrayContaining([
      'farend_findings{name="rport-missing",severity="info"} 1',
      'farend_outbox_notifications{state="waiting"} 3',
      'farend_link_up{link="proxy",asterisk=""} 1',
      'farend_link_up{link="ami",asterisk="main"} 1',
    ]),
  );
  const devices = lines.filter((line) => /^farend_devices{.*} 1$/.test(line));
  expect(devices).toHaveLength(1);
});

it('are all on the page, with their labels, and no other is', () => {
  const rows = [...page.matchAll(/^\| `(farend_\w+)` \| (counter|gauge) \| ([^|]*)\|/gm)];
  const documented = rows.map(([, name = '', kind = '', labels = '']) => [
    name,
    kind,
    [...labels.matchAll(/`(\w+)`/g)].map(([, label]) => label),
  ]);
  const list = (definitions: object, kind: string) =>
    Object.entries(definitions).map(([name, { labels }]) => [name, kind, [...labels]]);

  expect(documented.toSorted()).toEqual(
    [...list(counters, 'counter'), ...list(gauges, 'gauge')].toSorted(),
  );
});
