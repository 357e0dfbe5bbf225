// `farend alerts`, `farend silence` and `farend test-alert` before a real API.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCli } from '../../../src/cli/program.ts';
import { ApiScene } from '../api/http/api-scene.ts';
import { makeAlert, makeEntry } from '../api/known-alerts.ts';
import { START_MS } from '../correlation/scene.ts';
import { createRecordingTerminal } from './recording-terminal.ts';

let api: ApiScene;

beforeEach(async () => {
  api = new ApiScene();
  const listen = 'proxy: { listen: [udp://0.0.0.0], asterisk: [udp://192.0.2.10:5080] }\n';
  writeFileSync(join(api.directory, 'farend.yaml'), `${listen}run: ${api.directory}/run\n`);
  await api.startServer();
});

afterEach(() => api.close());

async function run(...words: string[]) {
  const terminal = createRecordingTerminal();
  await runCli([...words, '-c', join(api.directory, 'farend.yaml')], terminal);
  const { out, err, exitCode } = terminal;
  return { out: out.join('\n'), err: err.join('\n'), exitCode };
}

const idle = { waiting: 0, dead: 0, dropped: 0, oldestWaitingAt: 0 };

describe('farend alerts', () => {
  it('shows what fires, the gravest first, and why somebody is not told', async () => {
    const silence = { id: '1f3a', matchers: {}, comment: 'new switch', createdAt: START_MS };
    api.alerts.known = [{ ...silence, endsAt: START_MS + 3_600_000 }];
    const held = { receiver: 'slack', isTold: false, until: undefined } as const;
    api.alerts.all = [
      makeAlert({ severity: 'info' }, { decisions: [{ ...held, reason: 'held-for-digest' }] }),
      makeAlert(),
      makeAlert({ severity: 'critical', alertname: 'no-auth' }, { silencedBy: '1f3a' }),
      makeAlert({}, { explainedBy: 'site-down' }),
      makeAlert({}, { status: 'resolved', endsAt: START_MS }),
    ];

    const { out, exitCode } = await run('alerts');

    const at = '2026-11-21 07:00:00 UTC';
    expect(out.split('\n')).toEqual([
      `critical  no-auth  4002  Leeds  since ${at}`,
      '  4002 has the wrong password.',
      '  not told: silence 1f3a until 2026-11-21 08:00:00 UTC: new switch',
      `warning  auth-failed  4002  Leeds  since ${at}`,
      '  4002 has the wrong password.',
      `  slack: told, next at ${at}`,
      `info  auth-failed  4002  Leeds  since ${at}`,
      '  4002 has the wrong password.',
      '  slack: waits for the daily digest',
      '4 alerts fire: 1 explained by others, 1 silenced',
    ]);
    expect(exitCode).toBe(0);
  });

  it('shows with --all what is explained and what ended, too', async () => {
    api.alerts.all = [
      makeAlert({}, { status: 'resolved', endsAt: START_MS }),
      makeAlert({}, { explainedBy: 'site-down' }),
    ];

    const some = (await run('alerts')).out;
    const all = (await run('alerts', '--all')).out;

    expect(some).toBe('1 alert fires: 1 explained by others');
    expect(all).toContain('  not told: site-down explains it');
    expect(all).toContain('warning  auth-failed  4002  Leeds  ended 2026-11-21 07:00:00 UTC');
  });

  it('shows what waits to be delivered, and what was given up', async () => {
    api.alerts.summaries = [
      {
        ...idle,
        receiver: 'slack',
        minSeverity: 'warning',
        waiting: 1,
        dead: 1,
        oldestWaitingAt: START_MS,
      },
      { ...idle, receiver: 'webhook-1', minSeverity: 'info' },
    ];
    const reason = 'it answered 500';
    api.alerts.entries = [
      makeEntry(),
      makeEntry({ id: 'n-2', state: 'waiting', attempts: 3, lastError: reason }),
    ];

    const { out } = await run('alerts');

    expect(out.split('\n')).toEqual([
      'no alert fires',
      'slack, from warning on: 1 wait, the oldest since 2026-11-21 07:00:00 UTC, 1 given up',
      '  {alertname="auth-failed"}: given up after 1 attempt, Slack knows no such channel: invite the bot; again with: farend alerts retry n-1',
      '  {alertname="auth-failed"}: next at 2026-11-21 07:00:00 UTC after 3 attempts, it answered 500',
      'webhook-1, from info on: nothing waits',
    ]);
  });

  it('delivers after all what was given up', async () => {
    api.alerts.entries = [makeEntry()];

    const dead = await run('alerts', 'retry', 'n-1');
    const unknown = await run('alerts', 'retry', 'n-9');

    expect([dead.out, dead.exitCode]).toEqual(['n-1 is tried at once', 0]);
    expect([unknown.err, unknown.exitCode]).toEqual(['farend: there is no dead letter n-9', 1]);
  });

  it('answers with one JSON document', async () => {
    api.alerts.all = [makeAlert()];

    const document = JSON.parse((await run('alerts', '--json')).out);

    expect(document).toMatchObject({
      alerts: [{ status: 'firing' }],
      silences: [],
      receivers: [],
      notifications: [],
    });
  });
});

describe('farend silence', () => {
  it('adds, lists and removes', async () => {
    const words = ['unreachable', '--site', 'Leeds', '--endpoint', '40*', '--for', '2h'];
    const added = await run('silence', 'add', ...words, '--comment', 'new switch');
    const listed = await run('silence', 'list');
    const same = await run('silence');
    const removed = await run('silence', 'remove', 'id-0');
    const none = await run('silence', 'list');

    const line =
      'id-0  until 2026-11-21 09:00:00 UTC  alertname=unreachable endpoint=40* site=Leeds  new switch';
    expect([added.out, listed.out, same.out]).toEqual([line, line, line]);
    expect([removed.out, none.out]).toEqual(['silence id-0 was taken back', 'nothing is silenced']);
    expect([added.exitCode, removed.exitCode, none.exitCode]).toEqual([0, 0, 0]);
  });

  it.each([
    [['add', 'unreachable'], 2, 'for'],
    [['add', 'unreachable', '--for', '2'], 2, 'has no unit'],
    [['add', 'unreachabel', '--for', '2h'], 1, 'alertname is none of the findings'],
    [['remove', 'id-9'], 1, 'there is no silence id-9'],
  ])('refuses %j', async (words, code, sentence) => {
    const { err, exitCode } = await run('silence', ...words);

    expect(err).toContain(sentence);
    expect(exitCode).toBe(code);
  });

  it('answers in JSON', async () => {
    const added = JSON.parse((await run('silence', 'add', '*', '--for', '1h', '--json')).out);
    const listed = JSON.parse((await run('silence', 'list', '--json')).out);

    expect(listed).toEqual({ silences: [added] });
  });
});

describe('farend test-alert', () => {
  it('says of each receiver what came of it', async () => {
    api.alerts.results = [{ receiver: 'slack', isDelivered: true, reason: '' }];
    const good = await run('test-alert');
    const failed = { receiver: 'webhook-1', isDelivered: false, reason: 'it answered 500' };
    api.alerts.results = [...api.alerts.results, failed];
    const bad = await run('test-alert');

    expect([good.out, good.exitCode]).toEqual(['slack: delivered', 0]);
    expect(bad.out.split('\n')).toEqual([
      'slack: delivered',
      'webhook-1: not delivered: it answered 500',
    ]);
    expect(bad.exitCode).toBe(1);
  });

  it('fails where nobody would be told', async () => {
    const { out, exitCode } = await run('test-alert');

    expect(out).toBe('no receiver is configured: write alerts.slack or alerts.webhooks');
    expect(exitCode).toBe(1);
  });
});
