// What the API says of findings and of models of phones.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { endpointAnswerSchema } from '../../../../src/api/http/answer-schemas.ts';
import { findingListSchema } from '../../../../src/api/http/finding-schema.ts';
import { token } from '../../correlation/scene.ts';
import { makeFinding } from '../known-diagnosis.ts';
import { ApiScene } from './api-scene.ts';

let api: ApiScene;

beforeEach(() => {
  api = new ApiScene();
});

afterEach(() => api.close());

describe('findings', () => {
  it('are listed in full', async () => {
    api.diagnosis.all = [
      makeFinding(),
      makeFinding({ name: 'site-down', severity: 'critical', endpoint: '', make: '' }),
    ];
    await api.startServer();

    const { json, headers } = await api.ask('/v1/findings');

    expect(headers['content-type']).toBe('application/json');
    expect(findingListSchema.parse(json)).toEqual(json);
    expect(json.findings).toMatchObject([
      {
        name: 'rport-missing',
        subject: 'site Leeds',
        endpoint: '4001',
        since: '2026-11-21T07:00:00.000Z',
        evidence: ['Via: SIP/2.0/UDP 192.168.1.50:5060'],
        remedy: ['Account → Advanced → Enable Rport: Enabled.'],
        explainedBy: null,
      },
      { name: 'site-down', endpoint: null, make: null },
    ]);
  });

  it.each([
    ['?endpoint=40*', ['4001', '4002']],
    ['?endpoint=4002', ['4002']],
    ['?name=auth-failed', ['4002']],
    ['?severity=critical', ['5001']],
    ['?severity=critical&endpoint=40*', []],
  ])('are chosen by %s', async (query, endpoints) => {
    api.diagnosis.all = [
      makeFinding(),
      makeFinding({ name: 'auth-failed', severity: 'warning', endpoint: '4002' }),
      makeFinding({ name: 'no-auth', severity: 'critical', endpoint: '5001' }),
    ];
    await api.startServer();

    const { json } = await api.ask(`/v1/findings${query}`);

    expect(json.findings.map(({ endpoint }: { endpoint: string }) => endpoint)).toEqual(endpoints);
  });

  it.each([0, 1, 25, 26, 50, 2000])('are one JSON document, however many: %i', async (count) => {
    api.diagnosis.all = Array.from({ length: count }, () => makeFinding());
    await api.startServer();

    const { json } = await api.ask('/v1/findings');

    expect(json.findings).toHaveLength(count);
  });
});

describe('a device', () => {
  it('has the names of its findings in a list, and all of them on its page', async () => {
    api.scene.observe().contact('reachable');
    api.diagnosis.all = [
      makeFinding({ subject: `device 4001/${token}` }),
      makeFinding({ subject: 'device 4001/another' }),
    ];
    api.diagnosis.policy = 'drift';
    await api.startServer();

    const list = (await api.ask('/v1/devices')).json;
    const page = (await api.ask('/v1/devices/4001')).json;

    expect(list.devices).toMatchObject([{ findings: ['rport-missing'], policy: 'drift' }]);
    expect(endpointAnswerSchema.parse(page)).toEqual(page);
    expect(page.devices[0].findings).toMatchObject([
      { name: 'rport-missing', summary: '4001 does not offer rport.' },
    ]);
  });
});

describe('models', () => {
  it('are listed, null for what is not known of them', async () => {
    const counts = {
      phones: 2,
      offersRport: 1,
      isSymmetric: 1,
      listensElsewhere: 0,
      keepsAlive: 0,
      losesPort: 1,
    };
    api.diagnosis.statistics = [{ make: '', model: '', firmware: '', ...counts }];
    await api.startServer();

    const { json } = await api.ask('/v1/models');

    expect(json.models).toEqual([{ make: null, model: null, firmware: null, ...counts }]);
  });
});
