// The API as a program meets it that writes HTTP on the socket.

import { mkdirSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deviceListSchema, endpointAnswerSchema } from '../../../../src/api/http/answer-schemas.ts';
import { makeEndpoint, plain, token } from '../../correlation/scene.ts';
import { ApiScene } from './api-scene.ts';

let api: ApiScene;

beforeEach(() => {
  api = new ApiScene();
});

afterEach(() => api.close());

/** 4001 in Leeds behind NAT, 4002 without NAT refused for its password, 4003 never seen. */
function furnish(): void {
  api.scene
    .connect([makeEndpoint(), makeEndpoint({ name: '4002' }), makeEndpoint({ name: '4003' })])
    .challenge()
    .observe()
    .contact('created')
    .contact('reachable');
  const other = { aor: '4002@pbx.example.com', username: '4002', callId: 'call-2', ...plain };
  api.scene
    .challenge({ ...other, device: undefined })
    .refuse(401, { ...other, device: undefined })
    .say('failed', { account: '4002', callId: 'call-2' });
}

describe('the socket', () => {
  it('may be used by owner and group only', async () => {
    await api.startServer();

    expect(statSync(api.path).mode & 0o777).toBe(0o660);
  });

  it('is taken over from a process that is dead, not from one that lives', async () => {
    mkdirSync(`${api.directory}/run`);
    const other = createServer();
    await new Promise<void>((resolve) => {
      other.listen(`${api.directory}/other.sock`, () => resolve());
    });
    // Under another name it is not removed with its server, as after a kill.
    renameSync(`${api.directory}/other.sock`, api.path);
    await expect(api.startServer()).rejects.toMatchObject({ code: 'API_TAKEN' });
    await new Promise((resolve) => {
      other.close(resolve);
    });
    expect(statSync(api.path).isSocket()).toBe(true);

    await api.startServer();

    expect((await api.ask('/v1/health')).status).toBe(200);
  });

  it('is not made in the place of a file', async () => {
    mkdirSync(`${api.directory}/run`);
    writeFileSync(api.path, 'precious');

    await expect(api.startServer()).rejects.toMatchObject({ code: 'API_UNAVAILABLE' });
  });
});

describe('devices', () => {
  it('are listed in the order of endpoints, with how many there are of each verdict', async () => {
    furnish();
    await api.startServer();

    const { status, headers, json } = await api.ask('/v1/devices');

    expect(status).toBe(200);
    expect(headers['content-type']).toBe('application/json');
    expect(deviceListSchema.parse(json)).toEqual(json);
    expect(json.devices).toMatchObject([
      {
        id: `4001/${token}`,
        endpoint: '4001',
        device: { number: 1, of: 1 },
        asterisk: 'main',
        site: 'Leeds',
        registered: true,
        expiresAt: '2026-11-21T07:05:00.000Z',
        verdict: { value: 'ok-through-farend', evidence: expect.any(Array) },
        brokenLeg: { value: 'none', evidence: [] },
        nat: { value: 'behind-nat' },
        rport: 'offered',
        received: '203.0.113.5:40112',
        contact: '<sip:4001@192.168.1.50:5060>',
        userAgent: 'Phone 1.0',
        wire: { statusCode: 200, lastSeen: '2026-11-21T07:00:00.000Z' },
        asteriskView: { status: 'reachable', roundTripUs: 12_000, lastRefusal: null },
        flows: [{ source: '203.0.113.5:40112', since: '2026-11-21T07:00:00.000Z' }],
      },
      { endpoint: '4002', verdict: { value: 'failing' }, brokenLeg: { value: 'credentials' } },
      { endpoint: '4003', device: null, site: null, received: null, wire: null, rport: null },
    ]);
    expect(json.verdicts).toEqual({
      failing: 1,
      unreachable: 0,
      unknown: 1,
      'ok-through-farend': 1,
      ok: 0,
    });
  });

  it.each([
    ['endpoint=400*', ['4001', '4002', '4003']],
    ['endpoint=*2', ['4002']],
    ['endpoint=4', []],
    ['verdict=failing', ['4002']],
    ['site=Leeds', ['4001']],
    ['site=Leeds&verdict=failing', []],
  ])('are filtered: %s', async (query, endpoints) => {
    furnish();
    await api.startServer();

    const { json } = await api.ask(`/v1/devices?${query}`);

    expect(json.devices.map(({ endpoint }: { endpoint: string }) => endpoint)).toEqual(endpoints);
  });

  it('are counted within their endpoint, whatever the filter leaves out', async () => {
    const second = '99112233aabbccdd';
    api.scene.connect().observe().contact('reachable');
    api.scene.observe({ device: second, callId: 'call-9', source: '203.0.113.5:40999' });
    await api.startServer();

    const all = await api.ask('/v1/devices/4001');
    const filtered = await api.ask('/v1/devices?verdict=unknown');

    expect(all.json.devices).toMatchObject([
      { device: { number: 1, of: 2 } },
      { device: { number: 2, of: 2 } },
    ]);
    expect(filtered.json.devices).toHaveLength(1);
    expect(filtered.json.devices[0].device).toEqual({ number: 2, of: 2 });
  });

  it('come in pieces when there are many, as one document', async () => {
    for (let user = 0; user < 130; user += 1)
      api.scene.observe({
        aor: `${5000 + user}@pbx.example.com`,
        device: (0x5000 + user).toString(16).padStart(16, '0'),
        callId: `call-${user}`,
      });
    await api.startServer();

    const { json, headers } = await api.ask('/v1/devices');

    expect(headers['transfer-encoding']).toBe('chunked');
    expect(json.devices).toHaveLength(130);
    expect(json.devices[129].endpoint).toBe('5129');
  });

  it('are an empty list before the first one', async () => {
    await api.startServer();

    expect((await api.ask('/v1/devices')).json.devices).toEqual([]);
  });
});

describe('one endpoint', () => {
  it('is shown with its history, latest first', async () => {
    furnish();
    api.scene.pass(1).observe({ source: '203.0.113.5:40113', binding: 'moved' });
    await api.startServer();

    const { status, json } = await api.ask('/v1/devices/4001');

    expect(status).toBe(200);
    expect(endpointAnswerSchema.parse(json)).toEqual(json);
    expect(json.history.map(({ kind }: { kind: string }) => kind)).toEqual(['moved', 'created']);
    expect(json.history[1]).toMatchObject({
      time: '2026-11-21T07:00:00.000Z',
      id: `4001/${token}`,
      source: '203.0.113.5:40112',
      statusCode: 200,
    });
  });

  it('has a name that may need escapes in a URL, and is never a pattern', async () => {
    api.scene.observe({ aor: 'front door/1@pbx.example.com' });
    await api.startServer();

    const found = await api.ask(`/v1/devices/${encodeURIComponent('front door/1')}`);
    const pattern = await api.ask('/v1/devices/*');

    expect(found.json.devices).toHaveLength(1);
    expect(pattern.status).toBe(404);
  });

  it('is forgotten, and that is told', async () => {
    furnish();
    await api.startServer();

    const { status, json } = await api.ask('/v1/devices/4001', { method: 'DELETE' });

    expect([status, json]).toEqual([200, { endpoint: '4001', forgotten: 1 }]);
    expect((await api.ask('/v1/devices/4001')).json).toMatchObject({
      devices: [{ device: null }],
      history: [],
    });
    expect(api.forgotten).toEqual([['4001', 1]]);
  });

  it.each(['GET', 'DELETE'])('that nobody knows is a problem: %s', async (method) => {
    await api.startServer();

    const { status, headers, json } = await api.ask('/v1/devices/4009', { method });

    expect(status).toBe(404);
    expect(headers['content-type']).toBe('application/problem+json');
    expect(json).toEqual({
      type: 'about:blank',
      title: 'Not Found',
      status: 404,
      detail: 'nothing is known of an endpoint 4009',
    });
  });
});

describe('everything together', () => {
  it('has sites', async () => {
    furnish();
    await api.startServer();

    const { json } = await api.ask('/v1/sites');

    expect(json.sites).toMatchObject([
      { site: null, devices: 1, registered: 0, verdicts: { unknown: 1 } },
      { site: '198.51.100.77', devices: 1, verdicts: { failing: 1 } },
      { site: 'Leeds', addresses: ['203.0.113.5'], devices: 1, registered: 1 },
    ]);
  });

  it('has the addresses of registered phones, in order, each once', async () => {
    furnish();
    const sources = ['[2001:db8::9]:5060', '[2001:db8::10]:5060', '20.0.0.1:5060', '3.0.0.1:5060'];
    sources.push('203.0.113.5:4');
    for (const [at, source] of sources.entries())
      api.scene.observe({
        aor: `500${at}@pbx.example.com`,
        device: `000000000000000${at}`,
        callId: `call-5${at}`,
        source,
      });
    await api.startServer();

    const { json } = await api.ask('/v1/ips');

    expect(json.ips).toEqual([
      { address: '3.0.0.1', endpoints: ['5003'] },
      { address: '20.0.0.1', endpoints: ['5002'] },
      { address: '203.0.113.5', endpoints: ['4001', '5004'] },
      { address: '2001:db8::9', endpoints: ['5000'] },
      { address: '2001:db8::10', endpoints: ['5001'] },
    ]);
  });

  it('has a health, which says what is down', async () => {
    api.health = {
      ...api.health,
      proxy: { isUp: false, reason: 'no proxy is running there', lost: 7 },
      hep: { isUp: true, reason: '', counts: { observed: 3, malformed: 1 } },
    };
    await api.startServer();

    const { json } = await api.ask('/v1/health');

    expect(json).toEqual({
      version: '1.2.3',
      startedAt: '2026-11-21T07:00:00.000Z',
      devices: 0,
      strangers: 0,
      proxy: { up: false, reason: 'no proxy is running there', lost: 7 },
      asterisks: [{ name: 'main', ami: { up: true, reason: '' }, ari: null }],
      state: { up: true, reason: '' },
      hep: { up: true, reason: '', counts: { observed: 3, malformed: 1 } },
    });
  });

  it('is described by an OpenAPI document', async () => {
    await api.startServer();

    const { json } = await api.ask('/v1/openapi.json');

    expect(json.openapi).toBe('3.1.0');
    expect(Object.keys(json.paths).sort()).toEqual([
      '/v1/alerts',
      '/v1/devices',
      '/v1/devices/{endpoint}',
      '/v1/findings',
      '/v1/health',
      '/v1/ips',
      '/v1/metrics',
      '/v1/models',
      '/v1/notifications',
      '/v1/notifications/{id}/retry',
      '/v1/silences',
      '/v1/silences/{id}',
      '/v1/sites',
      '/v1/test-alert',
    ]);
    expect(Object.keys(json.components.schemas)).toContain('Device');
  });
});

describe('a question that is wrong', () => {
  it.each([
    ['/v1/devices?verdict=fine', 400, 'verdict: '],
    ['/v1/devices?verdikt=failing', 400, 'verdikt'],
    ['/v1/devices?endpoint=', 400, 'endpoint: '],
    ['/v1/findings?name=rport', 400, 'name: '],
    ['/v1/findings?severity=grave', 400, 'severity: '],
    [`/v1/devices/${'4'.repeat(257)}`, 400, 'endpoint: '],
    ['/v2/devices', 404, 'there is no GET /v2/devices'],
    ['/', 404, 'there is no GET /'],
  ])('is refused with a sentence: %s', async (path, status, sentence) => {
    await api.startServer();

    const answer = await api.ask(path);

    expect(answer.status).toBe(status);
    expect(answer.json.detail).toContain(sentence);
  });

  it('has a body, or more of a head than any question needs', async () => {
    await api.startServer();

    const body = await api.ask('/v1/devices/4001', {
      method: 'DELETE',
      headers: { 'content-length': '2' },
      body: '{}',
    });
    const head = await api.ask('/v1/health', { headers: { 'x-long': 'x'.repeat(9_000) } });
    const path = await api.ask(`/v1/devices?site=${'x'.repeat(9_000)}`);

    expect([body.status, head.status, path.status]).toEqual([413, 431, 431]);
  });

  it('is no HTTP: the server goes on', async () => {
    await api.startServer();
    const socket = connect(api.path);
    const closed = new Promise((resolve) => {
      socket.on('close', resolve);
    });
    socket.resume().end('\u0000\u0001 garbage\r\n\r\n');

    await closed;

    expect((await api.ask('/v1/health')).status).toBe(200);
  });
});

it('tells of a failure of its own, and answers with no detail of it', async () => {
  api.failure = new Error('secret detail');
  await api.startServer();

  const { status, text } = await api.ask('/v1/devices');

  expect(status).toBe(500);
  expect(text).not.toContain('secret detail');
  expect(api.failures).toEqual([api.failure]);
});

it('breaks the connection when it fails in the middle of an answer', async () => {
  furnish();
  const [record] = api.scene.records;
  api.records = [...Array(60).fill(record), {}];
  await api.startServer();

  await expect(api.ask('/v1/devices')).rejects.toMatchObject({ code: 'ECONNRESET' });

  expect(api.failures).toHaveLength(1);
  expect((await api.ask('/v1/health')).status).toBe(200);
});

it('goes on when a client leaves in the middle of an answer, and says nothing of it', async () => {
  furnish();
  api.records = Array(20_000).fill(api.scene.records[0]);
  await api.startServer();
  const socket = connect(api.path);
  socket.write('GET /v1/devices HTTP/1.1\r\nHost: farend\r\n\r\n');
  await new Promise((resolve) => {
    socket.once('data', resolve);
  });

  socket.destroy();

  expect((await api.ask('/v1/devices')).json.devices).toHaveLength(20_000);
  expect(api.failures).toEqual([]);
});

it('ends, also while a client holds its connection open', async () => {
  const server = await api.startServer();
  const socket = connect(api.path);
  const closed = new Promise((resolve) => {
    socket.on('error', () => undefined).on('close', resolve);
  });
  socket.resume().write('GET /v1/health HTTP/1.1\r\nHost: farend\r\n');

  await server.stop();

  await closed;
  await expect(api.ask('/v1/health')).rejects.toMatchObject({ code: 'ENOENT' });
});
