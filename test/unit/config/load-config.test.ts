import { chmodSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig, parseConfig } from '../../../src/config/load-config.ts';
import { readSecret } from '../../../src/config/secret-source.ts';
import {
  listProblems,
  listProblemsAfter,
  listWarnings,
  parseFine,
  smallest,
} from './sample-config.ts';

const fullFile = fileURLToPath(new URL('../../fixtures/config/full.yaml', import.meta.url));

describe('a file that is fine', () => {
  it('gives the whole configuration', () => {
    const loaded = loadConfig(fullFile);

    expect(loaded).toMatchObject({
      ok: true,
      config: {
        proxy: {
          listen: [
            { transport: 'udp', address: '0.0.0.0', port: 5060 },
            { address: '192.168.1.10', port: 5070, advertise: { host: '203.0.113.10' } },
          ],
          asteriskSide: { transport: 'udp', address: '192.0.2.10', port: 5062 },
          asterisk: [{ transport: 'udp', address: '192.0.2.10', port: 5080 }],
          localNetworks: ['192.168.0.0/16'],
          trunks: ['198.51.100.0/28'],
          mediaFrom: ['192.0.2.10/32'],
          exempt: [{ userAgent: 'Aastra*' }, { network: '10.9.0.0/16' }, { endpoint: '30*' }],
          keepAlive: { method: 'options', intervalMs: 25_000 },
        },
        asterisk: [{ name: 'main', ami: { host: '127.0.0.1', port: 5038 }, astdb: false }],
        policy: {
          mode: 'report',
          write: '/etc/asterisk/farend.d',
          watchForMs: 60_000,
          endpoints: [
            {
              match: '4*',
              nat: 'yes',
              directMedia: false,
              rewriteContact: true,
              maxContacts: 2,
              qualifyMs: 60_000,
            },
            { match: 'trunk-*', nat: 'keep' },
            { match: '0100', nat: 'force_rport,comedia', writer: 'paste' },
          ],
        },
        hep: { listen: { port: 9060 }, from: ['127.0.0.1/32'] },
        sites: [{ name: 'Leeds', networks: ['203.0.113.9/32', '2001:db8:1::/48'] }],
        alerts: {
          slack: { channel: '#phones', minSeverity: 'warning' },
          heartbeat: { everyMs: 60_000 },
          learnForMs: 3_600_000,
          groupWaitMs: 30_000,
          groupIntervalMs: 300_000,
          repeatIntervalMs: 14_400_000,
        },
        history: { keepMs: 1_209_600_000, messages: 'headers' },
        state: '/var/lib/farend',
        run: '/run/farend',
        http: { listen: { address: '127.0.0.1', port: 8630 } },
        log: { level: 'info', format: 'auto' },
      },
    });
  });

  it('needs two keys only; the rest has defaults', () => {
    expect(parseFine(smallest)).toEqual({
      proxy: {
        listen: [{ transport: 'udp', address: '0.0.0.0', port: 5060 }],
        asterisk: [{ transport: 'udp', address: '192.0.2.10', port: 5080 }],
        localNetworks: [],
        trustedProxies: [],
        trunks: [],
        registration: 'contact',
        forceRport: 'always',
        exempt: [],
        keepAlive: { method: 'options', intervalMs: 25_000 },
      },
      asterisk: [],
      policy: { mode: 'report', watchForMs: 60_000, endpoints: [] },
      sites: [],
      alerts: {
        webhooks: [],
        learnForMs: 3_600_000,
        groupWaitMs: 30_000,
        groupIntervalMs: 300_000,
        repeatIntervalMs: 14_400_000,
      },
      history: { keepMs: 1_209_600_000, messages: 'headers' },
      run: '/run/farend',
      log: { level: 'info', format: 'auto' },
    });
    expect(listWarnings(smallest)).toEqual([]);
  });

  it('gives a configuration that cannot be changed', () => {
    const { proxy } = parseFine(smallest);

    expect(Object.isFrozen(proxy)).toBe(true);
    expect(Object.isFrozen(proxy.listen[0])).toBe(true);
    expect(() => Object.assign(proxy, { trunks: ['0.0.0.0/0'] })).toThrow(TypeError);
  });

  it('may have a byte order mark, CRLF, a document start and comments', () => {
    const text = `\ufeff# mine\n---\n${smallest}`.replaceAll('\n', '\r\n');

    expect(parseFine(text).proxy.asterisk).toHaveLength(1);
  });

  it.each(['yes', 'YES', 'on', 'On', 'true', 'True'])('reads %s as yes', (word) => {
    const text = `${smallest}asterisk: { astdb: ${word}, ami: { username: x, secret: y } }`;

    expect(parseFine(text).asterisk[0]?.astdb).toBe(true);
  });

  it.each(['no', 'No', 'OFF', 'off', 'false', '"FALSE"'])('reads %s as no', (word) => {
    const text = `${smallest}asterisk: { astdb: ${word}, ami: { username: x, secret: y } }`;

    expect(parseFine(text).asterisk[0]?.astdb).toBe(false);
  });

  it('has one Asterisk or a list of them, always a list afterwards', () => {
    const list = [
      'proxy:',
      '  listen: [udp://0.0.0.0:5060]',
      '  asterisk: [udp://192.0.2.10:5080, udp://192.0.2.11:5080]',
      'asterisk:',
      '  - { name: north, sip: udp://192.0.2.10:5080, ami: { username: x, secret: y } }',
      '  - { name: south, sip: udp://192.0.2.11:5080, ami: { username: x, secret: y } }',
    ].join('\n');

    expect(parseFine(list).asterisk.map(({ name }) => name)).toEqual(['north', 'south']);
  });

  it('reads none as no directory for the policy', () => {
    expect(parseFine(`${smallest}policy: { write: none }`).policy).not.toHaveProperty('write');
  });
});

describe('problems', () => {
  it('are told all at once, in the order of the file', () => {
    const text = [
      'proxy:',
      '  listen: [udp://pbx.example.com:5060, { url: udp://0.0.0.0:5060, advertize: 203.0.113.10 }]',
      '  asteriskSide: udp://192.0.2.10:5060',
      '  localnetworks: [192.168.0.0/16]',
      '  forceRport: allways',
      'asterisk:',
      '  astdb: maybe',
      'alerts: { learnFor: 30 }',
      'log: loud',
    ].join('\n');

    expect(listProblems(text)).toEqual([
      "f.yaml:1:1 proxy.asterisk: is missing, add it, for example asterisk: ['udp://192.0.2.10:5080']",
      'f.yaml:2:12 proxy.listen[0]: "pbx.example.com" is a host name, write its IP address, such as udp://192.0.2.10:5060',
      'f.yaml:2:67 proxy.listen[1].advertize: is not a known key, did you mean advertise?',
      'f.yaml:3:17 proxy.asteriskSide: takes the address of proxy.listen[1].url, give it another port, such as 5062',
      'f.yaml:4:3 proxy.localnetworks: is not a known key, did you mean localNetworks?',
      'f.yaml:5:15 proxy.forceRport: "allways" is not known here, did you mean always? Known: always, behind-nat',
      'f.yaml:6:1 asterisk.ami: is missing, add it, for example ami: { username: farend, secret: { env: FAREND_AMI_SECRET } }',
      'f.yaml:7:10 asterisk.astdb: "maybe" is neither yes nor no, write yes or no',
      'f.yaml:8:21 alerts.learnFor: "30" has no unit, write 30s or 30m',
      'f.yaml:9:6 log: is a single value where something else is wanted, write for example { level: info }',
    ]);
  });

  it.each([
    ['listn: x', 'f.yaml:4:1 listn: is not a known key, take it out, known here: proxy, '],
    ['listen: x', 'f.yaml:4:1 listen: is not a known key here, did you mean proxy.listen?'],
    ['log: { levl: info }', 'f.yaml:4:8 log.levl: is not a known key, did you mean level?'],
    ['log: { level: [info] }', 'f.yaml:4:15 log.level: is a list where something else is wanted'],
    ['log: { level: { a: b } }', 'f.yaml:4:15 log.level: is a section where something else'],
    ['state: var/lib/farend', 'f.yaml:4:8 state: "var/lib/farend" is not an absolute path'],
    ['policy: { write: etc }', 'f.yaml:4:18 policy.write: "etc" is not an absolute path'],
    [
      'policy: { endpoints: [{ match: x, nat: perhaps }] }',
      'endpoints[0].nat: "perhaps" is not a NAT',
    ],
    ['policy: { endpoints: [{ nat: yes }] }', 'f.yaml:4:23 policy.endpoints[0].match: is missing'],
    ['sites: [{ name: x, networks: [] }]', 'f.yaml:4:30 sites[0].networks: is empty'],
    ['sites: [{ name: "", networks: [192.0.2.1] }]', 'f.yaml:4:17 sites[0].name: is empty'],
    [
      'alerts: { slack: { token: x } }',
      'alerts.slack: needs token and channel, or webhookUrl alone',
    ],
    ['alerts: { webhooks: [{ url: ftp://example.com }] }', 'webhooks[0].url: is not a web address'],
    ['alerts: { heartbeat: { url: http://example.com, every: 0s } }', 'every: "0s" is too short'],
    ['http: { listen: localhost:8630 }', 'http.listen: "localhost" is a host name'],
    ['http: { listen: 127.0.0.1:99999 }', 'http.listen: "99999" is not a port'],
    ['hep: { listen: udp://127.0.0.1:9060 }', 'f.yaml:4:1 hep.from: is missing'],
    [
      'asterisk: { ami: { username: x, secret: {} } }',
      'ami.secret: needs exactly one of env and file',
    ],
    [
      'asterisk: { ami: { username: x, secret: { env: a, file: /b } } }',
      'exactly one of env and file',
    ],
    [
      'asterisk: { ami: { username: x, secret: { file: b } } }',
      'secret.file: "b" is not an absolute',
    ],
    [
      'asterisk: { ami: { username: x, secret: { env: a-b } } }',
      'is not the name of an environment',
    ],
    [
      'asterisk: { ami: { host: "a b", username: x, secret: y } }',
      'neither an address nor a host name',
    ],
    [
      'asterisk: { ami: { username: "a\\r\\nAction: x", secret: y } }',
      'username: holds a line break',
    ],
  ])('of %s', (added, line) => {
    const problems = listProblemsAfter(added);

    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(line);
  });

  it.each([
    ['{ userAgent: a, network: 192.0.2.0/24 }', 'needs exactly one of'],
    ['{}', 'needs exactly one of'],
    ['Aastra', 'is a single value where something else is wanted'],
  ])('of exempt: [%s]', (entry, line) => {
    const problems = listProblems(`${smallest}  exempt: [${entry}]\n`);

    expect(problems).toEqual([expect.stringContaining(`f.yaml:4:12 proxy.exempt[0]: ${line}`)]);
  });

  it.each([
    ['{ method: ping }', 'proxy.keepAlive.method: "ping" is not known here'],
    ['{ interval: 4s }', 'proxy.keepAlive.interval: "4s" is too short, write at least 5s'],
    ['{ interval: 241s }', 'proxy.keepAlive.interval: "241s" is too long, write at most 4m'],
    ['off', 'proxy.keepAlive: is a single value where something else is wanted'],
  ])('of keepAlive: %s', (section, line) => {
    expect(listProblems(`${smallest}  keepAlive: ${section}\n`)).toEqual([
      expect.stringContaining(line),
    ]);
  });

  it.each([
    ['203.0.113.10', { host: '203.0.113.10' }],
    ['203.0.113.10:5070', { host: '203.0.113.10', port: 5070 }],
    ['SIP.example.com', { host: 'sip.example.com' }],
  ])('reads advertise: %s', (advertise, parsed) => {
    const text = smallest.replace(
      '[udp://0.0.0.0:5060]',
      `[{ url: udp://0.0.0.0, advertise: '${advertise}' }]`,
    );

    expect(parseFine(text).proxy.listen[0]?.advertise).toEqual(parsed);
  });

  it.each([
    ['0.0.0.0', '"0.0.0.0" stands for every address'],
    ["'[2001:db8::1]:5060'", 'is of another IP version than url'],
    ["'2001:db8::1'", '"2001:db8::1" is an IPv6 address without brackets'],
    ['203.0.113.300', '"203.0.113.300" is not an IP address'],
  ])('refuses advertise: %s', (advertise, what) => {
    const text = smallest.replace(
      '[udp://0.0.0.0:5060]',
      `[{ url: udp://0.0.0.0, advertise: ${advertise} }]`,
    );

    expect(listProblems(text)).toEqual([
      expect.stringContaining(`proxy.listen[0].advertise: ${what}`),
    ]);
  });

  it.each(['__proto__: x', 'constructor: x', 'toString: { a: b }'])('of the key in %s', (added) => {
    expect(listProblemsAfter(added)).toEqual([expect.stringContaining('is not a known key')]);
  });

  it('show control characters of the file escaped', () => {
    expect(listProblemsAfter('"x\\e[31m": 1')).toEqual([
      expect.stringContaining('f.yaml:4:1 "x\\u001b[31m": is not a known key'),
    ]);
  });
});

describe('secrets', () => {
  const secret = 'hunter2';
  const login = (written: string) =>
    `${smallest}asterisk:\n  ami:\n    username: x\n    secret: ${written}\n`;

  it('stay where they are until they are read', () => {
    const [asterisk] = parseFine(login(secret)).asterisk;

    expect(JSON.stringify(asterisk)).not.toContain(secret);
    expect(asterisk && readSecret(asterisk.ami.secret)).toBe(secret);
  });

  it.each([
    `@${secret}`,
    `*${secret}`,
    `&${secret}`,
    `!${secret}`,
    `|${secret}`,
    `>${secret}`,
    `%${secret}`,
    `{${secret}`,
    `{${secret}}`,
    `[${secret}`,
    `[${secret}]`,
    `"${secret}`,
    `"\\q${secret}"`,
    `'${secret}' x`,
    `a: ${secret}`,
    `${secret}: a`,
    `a #${secret}`,
    `#${secret}`,
    `{ env: '-${secret}' }`,
    `- ${secret}`,
    `{ a,${secret} }`,
  ])('are in no problem: %s', (written) => {
    const problems = listProblems(login(written));

    expect(problems).not.toEqual([]);
    expect(problems.join('\n')).not.toContain(secret);
  });

  it('are in no problem when a comma cuts them in a flow map', () => {
    const problems = listProblemsAfter(`asterisk: { ami: { username: x, secret: abc,${secret} } }`);

    expect(problems).toEqual([expect.stringContaining('asterisk.ami.secret: a comma inside { }')]);
    expect(problems.join('\n')).not.toContain(secret);
  });
});

describe('files', () => {
  let directory: string;

  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'farend-config-'));
  });

  afterAll(() => rmSync(directory, { recursive: true }));

  function write(text: string | Buffer, mode = 0o600): string {
    const file = join(directory, 'farend.yaml');
    writeFileSync(file, text);
    chmodSync(file, mode);
    return file;
  }

  it.each([
    ['does not exist', () => join(directory, 'none.yaml')],
    ['is a directory', () => directory],
    ['is not a regular file', () => '/dev/null'],
    ['is empty', () => write('')],
    ['is empty', () => write('# nothing\n\n  # here\n')],
    ['is not UTF-8 text', () => write(Buffer.from([0x70, 0xff, 0x3a]))],
    [
      'is larger than 1 MiB',
      () => {
        const file = write(smallest);
        truncateSync(file, 10 * 1024 * 1024);
        return file;
      },
    ],
  ])('throw CONFIG_UNREADABLE with one sentence: %s', (reason, make) => {
    const file = make();

    expect(() => loadConfig(file)).toThrowError(
      expect.objectContaining({
        code: 'CONFIG_UNREADABLE',
        message: expect.stringMatching(new RegExp(`^${file} ${reason}: [^\\n]+\\.$`)),
      }),
    );
  });

  it('warn of a secret that everyone may read', () => {
    const text = `${smallest}asterisk: { ami: { username: x, secret: hunter2 } }\n`;
    const file = write(text, 0o644);

    const messages = loadConfig(file).warnings.map(({ path, what }) => `${path} ${what}`);
    const privately = parseConfig(text, write(text, 0o640)).warnings.map(({ path }) => path);

    expect(messages).toContain('asterisk.ami.secret is a secret in a file that everyone may read');
    expect(privately).toEqual([]);
  });

  it.each([
    ['is not there', (file: string) => file, 'ENOENT'],
    ['is below a file', (file: string) => join(write(''), file), 'ENOTDIR'],
    ['is a directory', () => directory, 'it is a directory'],
  ])('warn of a secret file that %s', (_, place, reason) => {
    const secretFile = place(join(directory, 'missing'));
    const secret = `{ file: ${secretFile} }`;
    const text = `${smallest}asterisk: { ami: { username: x, secret: ${secret} } }\n`;

    const loaded = parseConfig(text, write(text));

    expect(loaded.ok).toBe(true);
    expect(loaded.warnings).toEqual([
      expect.objectContaining({
        path: 'asterisk.ami.secret',
        what: `is in a file that you cannot read (${reason})`,
      }),
    ]);
  });

  it('warn of a secret in a file of its own that everyone may read', () => {
    const secretFile = join(directory, 'ami-secret');
    writeFileSync(secretFile, 'hunter2\n');
    chmodSync(secretFile, 0o644);
    const file = write(
      `${smallest}asterisk: { ami: { username: x, secret: { file: ${secretFile} } } }\n`,
    );

    const { warnings } = loadConfig(file);

    expect(warnings).toContainEqual(
      expect.objectContaining({ path: 'asterisk.ami.secret', cure: `run chmod o= ${secretFile}` }),
    );
  });
});
