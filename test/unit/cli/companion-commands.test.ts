// `farend status`, `farend ips` and `farend forget` before a real API with a real correlator behind it.

import { rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCli } from '../../../src/cli/program.ts';
import { ApiScene } from '../api/http/api-scene.ts';
import { makeFinding } from '../api/known-diagnosis.ts';
import { makeEndpoint, plain, token } from '../correlation/scene.ts';
import { createRecordingTerminal } from './recording-terminal.ts';

let api: ApiScene;

beforeEach(() => {
  api = new ApiScene();
  const listen = 'proxy: { listen: [udp://0.0.0.0], asterisk: [udp://192.0.2.10:5080] }\n';
  writeFileSync(join(api.directory, 'farend.yaml'), `${listen}run: ${api.directory}/run\n`);
});

afterEach(() => api.close());

async function run(...words: string[]) {
  const terminal = createRecordingTerminal();
  await runCli([...words, '-c', join(api.directory, 'farend.yaml')], terminal);
  const { out, err, exitCode } = terminal;
  return { out: out.join('\n'), err: err.join('\n'), exitCode };
}

/** 4001 in Leeds works through farend, 4002 fails for its password, 4003 never registered. */
function furnish(): void {
  const { scene } = api;
  scene.now = Date.now();
  scene
    .connect([makeEndpoint(), makeEndpoint({ name: '4002' }), makeEndpoint({ name: '4003' })])
    .challenge()
    .observe({ expires: 100_000 })
    .contact('created')
    .contact('reachable');
  const other = { aor: '4002@pbx.example.com', username: '4002', callId: 'call-2', ...plain };
  scene.challenge({ ...other, device: undefined }).refuse(401, { ...other, device: undefined });
  scene.say('failed', { account: '4002', callId: 'call-2' });
}

/** Somebody at 192.0.2.66 guesses the password of an account that nobody has. */
function scanNext(): void {
  const { scene } = api;
  const name = `scan${1 + scene.correlator.strangers}`;
  const other = { ...plain, aor: `${name}@pbx.example.com`, username: name, callId: name };
  const attempt = { ...other, source: '192.0.2.66:5060', device: undefined };
  scene.challenge(attempt).refuse(401, attempt).refuse(401, attempt);
}

describe('farend status', () => {
  it('shows all phones and counts them', async () => {
    furnish();
    api.diagnosis.all = [makeFinding({ subject: `device 4001/${token}` })];
    await api.startServer();

    const { out, err, exitCode } = await run('status');

    expect(out.split('\n')).toEqual([
      'ENDPOINT  SITE           VERDICT               NAT         RPORT    REAL ADDRESS        EXPIRES  FINDINGS       USER AGENT',
      '4001      Leeds          ok-through-farend     behind-nat  offered  203.0.113.5:40112   28 h     rport-missing  Phone 1.0',
      '4002      198.51.100.77  failing: credentials  none        offered  198.51.100.77:5060  -        -              Phone 1.0',
      '4003      -              unknown               -           -        -                   -        -              -',
      '3 phones: 1 failing, 1 unknown, 1 ok-through-farend',
    ]);
    expect([err, exitCode]).toEqual(['', 0]);
  });

  it.each([
    [['--verdict', 'failing'], ['4002']],
    [['*1'], ['4001']],
    [['4001', '--verdict', 'ok-through-farend'], ['4001']],
  ])('shows some of them: %j', async (words, endpoints) => {
    furnish();
    await api.startServer();

    const { out, exitCode } = await run('status', ...words);

    const shown = out.split('\n').slice(1, -1);
    expect(shown.map((text) => text.split(' ')[0])).toEqual(endpoints);
    expect(exitCode).toBe(0);
  });

  it('says what is down in farend’s own world', async () => {
    const down = { isUp: false, reason: 'the connection was refused' };
    const lacking = { isUp: true, reason: 'add system to read' };
    api.health = {
      ...api.health,
      proxy: { isUp: false, reason: '', lost: 0 },
      asterisks: [
        { name: 'main', ami: down, ari: down },
        { name: 'other', ami: lacking, ari: undefined },
      ],
      state: { isUp: false, reason: 'no space left on device' },
      hep: { isUp: false, reason: 'its port is taken', counts: {} },
    };
    await api.startServer();

    const { out, exitCode } = await run('status');

    expect(out.split('\n')).toEqual([
      'no phone is known',
      'the proxy is not connected',
      'AMI of main is down: the connection was refused',
      'ARI of main is down: the connection was refused',
      'AMI of other: add system to read',
      'HEP is not heard: its port is taken',
      'what is learned is not written down: no space left on device',
    ]);
    expect(exitCode).toBe(0);
  });

  it('answers in JSON: devices, counts and health, in one document', async () => {
    furnish();
    await api.startServer();

    const answer = JSON.parse((await run('status', '--json')).out);

    expect(Object.keys(answer)).toEqual(['devices', 'verdicts', 'strangers', 'health']);
    expect(answer.devices).toHaveLength(3);
    expect(answer.health).toMatchObject({ devices: 3, proxy: { up: true } });
  });

  it('folds those that tried accounts which Asterisk does not have into one line', async () => {
    furnish();
    api.scene.times(2, scanNext);
    await api.startServer();

    const all = await run('status');
    const answer = JSON.parse((await run('status', '--json')).out);

    const [summary, folded, ...more] = all.out.split('\n').slice(4);
    expect(summary).toBe('3 phones: 1 failing, 1 unknown, 1 ok-through-farend');
    expect(folded).toBe(
      'plus 2 strangers, on accounts that Asterisk does not have: farend status --strangers',
    );
    expect(more).toEqual([]);
    expect(answer).toMatchObject({ strangers: 2, health: { devices: 3, strangers: 2 } });
    expect(answer.devices).toHaveLength(3);
  });

  it('shows strangers when asked for them, or by an exact name', async () => {
    furnish();
    api.scene.times(2, scanNext);
    await api.startServer();

    const strangers = await run('status', '--strangers');
    const one = await run('status', 'scan1');
    const pattern = await run('status', 'scan*');

    const lines = strangers.out.split('\n').slice(1);
    expect(lines.map((text) => text.split(' ')[0])).toEqual(['scan1', 'scan2', '2']);
    expect(lines.at(-1)).toBe('2 strangers: 2 failing');
    expect(one.out).toContain('scan1, device 1 of 1\n');
    expect([one.exitCode, pattern.exitCode]).toEqual([0, 1]);
    expect(pattern.out).toMatch(/^no phone is known\nplus 2 strangers,/);
  });

  it.each([['status'], ['forget']])('%s takes no name that no endpoint has', async (command) => {
    furnish();
    await api.startServer();

    const names = await Promise.all(['', '.', '..'].map((name) => run(command, name)));
    const long = await run(command, 'x'.repeat(257));

    expect(names.map(({ exitCode }) => exitCode)).toEqual([2, 2, 2]);
    expect(names.map(({ err }) => err.split('\n')[0])).toEqual([
      expect.stringContaining('An endpoint has a name.'),
      expect.stringContaining('No endpoint has that name.'),
      expect.stringContaining('No endpoint has that name.'),
    ]);
    expect(long).toMatchObject({
      err: 'farend: endpoint: a name has 256 characters at most; of a longer one that somebody tried, the first 128 and … are kept',
      exitCode: 1,
    });
  });

  it('shows and forgets a stranger under the name that is left of a longer one', async () => {
    const name = 'y'.repeat(5_000);
    const attempt = { ...plain, aor: `${name}@pbx.example.com`, username: name, device: undefined };
    api.scene.connect().challenge(attempt).refuse(401, attempt).refuse(401, attempt);
    await api.startServer();

    const kept = `${'y'.repeat(128)}…`;
    const shown = await run('status', kept);
    const forgotten = await run('forget', kept);

    expect(shown.out).toContain(`${kept}, device 1 of 1\n`);
    expect(shown.out).not.toContain('y'.repeat(129));
    expect(forgotten.out).toBe(`1 record of ${kept} forgotten, and the history`);
  });

  it('shows one endpoint in full', async () => {
    furnish();
    await api.startServer();

    const { out, exitCode } = await run('status', '4001');

    expect(out).toContain('4001, device 1 of 1\n  verdict       ok-through-farend\n');
    expect(out).toContain('                - it answers Asterisk, within 12 ms\n');
    expect(out).toMatch(/\n {2}real address {2}203\.0\.113\.5:40112\n/);
    expect(out).toMatch(/\n {2}flows {9}203\.0\.113\.5:40112 since \d{4}-/);
    expect(out).toMatch(
      /history, latest first\n {2}.* UTC {2}created {6}203\.0\.113\.5:40112 {2}200/,
    );
    expect(exitCode).toBe(0);
  });

  it('shows no round trip of a phone that Asterisk cannot be asked about', async () => {
    furnish();
    api.scene.disconnect();
    await api.startServer();

    const { out } = await run('status', '4001');

    expect(out).toMatch(/Asterisk {6}main: unknown, since/);
  });

  it('shows one endpoint in JSON', async () => {
    furnish();
    await api.startServer();

    const answer = JSON.parse((await run('status', '4002', '--json')).out);

    expect(answer).toMatchObject({
      endpoint: '4002',
      devices: [{ brokenLeg: { value: 'credentials' } }],
      history: [{ kind: 'refused' }],
    });
  });

  it('lets no phone write to the terminal what is no text', async () => {
    furnish();
    const userAgent = '\u001b[2J\u009b';
    api.scene.observe({ userAgent, contact: '<sip:\r\u0007@192.168.1.50>', expires: 100_000 });
    await api.startServer();

    const table = (await run('status')).out;
    const page = (await run('status', '4001')).out;
    const json = (await run('status', '4001', '--json')).out;

    expect(table).toContain('\\x1b[2J\\x9b');
    expect(page).toContain('<sip:\\x0d\\x07@192.168.1.50>');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: none of them may be there
    expect(table + page + json).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
    expect(JSON.parse(json).devices[0].userAgent).toBe(userAgent);
  });

  it.each([
    [['4009'], 'farend: nothing is known of an endpoint 4009', ''],
    [['5*'], '', 'no phone is known'],
  ])('ends with 1 for an endpoint that nobody knows: %j', async (words, err, out) => {
    furnish();
    await api.startServer();

    expect(await run('status', ...words)).toEqual({ out, err, exitCode: 1 });
    const json = JSON.parse((await run('status', '4009', '--json')).out);
    expect(json).toEqual({ refused: 'nothing is known of an endpoint 4009' });
  });
});

describe('farend status --models', () => {
  it('shows what the phones of each model do', async () => {
    api.diagnosis.statistics = [
      {
        make: 'Yealink',
        model: 'SIP-T46S',
        firmware: '66.86.0.15',
        phones: 12,
        offersRport: 3,
        isSymmetric: 11,
        listensElsewhere: 1,
        keepsAlive: 10,
        losesPort: 0,
      },
    ];
    await api.startServer();

    const { out, exitCode } = await run('status', '--models');
    const json = JSON.parse((await run('status', '--models', '--json')).out);

    expect(out.split('\n')).toEqual([
      'MAKE     MODEL     FIRMWARE    PHONES  OFFER RPORT  SYMMETRIC  LISTEN ELSEWHERE  KEEP PORT  LOSE PORT',
      'Yealink  SIP-T46S  66.86.0.15  12      3            11         1                 10         0',
    ]);
    expect(json.models).toEqual(api.diagnosis.statistics);
    expect(exitCode).toBe(0);
  });

  it('says so when there is none', async () => {
    await api.startServer();

    const { out } = await run('status', '--models');

    expect(out).toBe('no phone is registered whose User-Agent was seen');
  });
});

describe('farend ips', () => {
  it('lists the real addresses of registered phones, each once', async () => {
    furnish();
    api.scene.observe({
      aor: '4005@pbx.example.com',
      callId: 'call-5',
      device: '5555555555555555',
      source: '203.0.113.5:1',
    });
    api.scene.observe({
      aor: '4006@pbx.example.com',
      callId: 'call-6',
      device: '6666666666666666',
      source: '20.0.0.1:1',
    });
    await api.startServer();

    expect(await run('ips')).toEqual({ out: '20.0.0.1\n203.0.113.5', err: '', exitCode: 0 });
    expect(JSON.parse((await run('ips', '--json')).out)).toEqual({
      ips: [
        { address: '20.0.0.1', endpoints: ['4006'] },
        { address: '203.0.113.5', endpoints: ['4001', '4005'] },
      ],
    });
  });

  it('writes nothing when there is none', async () => {
    await api.startServer();

    expect(await run('ips')).toEqual({ out: '', err: '', exitCode: 0 });
  });
});

describe('farend forget', () => {
  it('forgets an endpoint, and says how much that was', async () => {
    furnish();
    await api.startServer();

    const { out, exitCode } = await run('forget', '4001');

    expect([out, exitCode]).toEqual(['1 record of 4001 forgotten, and the history', 0]);
    expect((await run('status', '4001')).out).toContain('4001, no device is known');
    expect((await run('forget', '4003')).out).toBe('4003 had no device; its history is forgotten');
    expect(JSON.parse((await run('forget', '4002', '--json')).out)).toEqual({
      endpoint: '4002',
      forgotten: 1,
    });
  });

  it('ends with 1 for an endpoint that nobody knows', async () => {
    await api.startServer();

    expect(await run('forget', '4009')).toEqual({
      out: '',
      err: 'farend: nothing is known of an endpoint 4009',
      exitCode: 1,
    });
  });
});

describe('without a companion', () => {
  it.each([['status'], ['status', '4001'], ['ips'], ['forget', '4001']])(
    'ends with 1 and the next step: %s',
    async (...words) => {
      const { out, err, exitCode } = await run(...words);

      expect(out).toBe('');
      expect(err).toBe(
        `farend: the companion cannot be asked at ${api.path}: none is running there: start farend run with the same configuration file`,
      );
      expect(exitCode).toBe(1);
    },
  );

  it('takes no answer of another version for its own', async () => {
    await api.startServer().then((server) => server.stop());
    const other = createServer((_, response) => response.end('{"devices":[{"id":7}]}'));
    await new Promise<void>((resolve) => {
      other.listen(api.path, () => resolve());
    });

    const { err, exitCode } = await run('status').finally(() => {
      other.close();
      rmSync(api.path, { force: true });
    });

    expect(err).toMatch(/restart farend, so that both are of one version$/);
    expect(exitCode).toBe(1);
  });
});

it.each([
  [['status', '--verdict', 'fine'], 'Allowed choices are failing, unreachable'],
  [['status', '4001', '4002'], 'too many arguments'],
  [['ips', '4001'], 'too many arguments'],
  [['forget'], "missing required argument 'endpoint'"],
])('ends with 2 when used wrongly: %j', async (words, message) => {
  const { out, err, exitCode } = await run(...words);

  expect(out).toBe('');
  expect(err).toContain(message);
  expect(exitCode).toBe(2);
});
