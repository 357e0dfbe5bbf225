// One test for each way in which YAML reads something else than the person wrote.

import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../../src/config/load-config.ts';
import { readSecret } from '../../../src/config/secret-source.ts';
import { listProblems, listProblemsAfter, parseFine, smallest } from './sample-config.ts';

describe('values that look like numbers, dates or truth stay the text that was written', () => {
  it.each([
    '0100',
    '010',
    '4001',
    '0x1F',
    '0o17',
    '1e3',
    '1_000',
    '+44',
    '12:30',
    '.5',
    'no',
    'Off',
  ])('match: %s', (match) => {
    const { policy } = parseFine(
      `${smallest}policy: { endpoints: [{ match: ${match}, nat: yes }] }`,
    );

    expect(policy.endpoints[0]?.match).toBe(match);
  });

  it.each(['0123456', '5e3', '0x1F', '0o17', '1.0', '1_000', 'true', 'NO', '2026-01-01', '.inf'])(
    'secret: %s',
    (secret) => {
      const { asterisk } = parseFine(
        `${smallest}asterisk: { ami: { username: x, secret: ${secret} } }`,
      );

      expect(asterisk[0] && readSecret(asterisk[0].ami.secret)).toBe(secret);
    },
  );

  it.each(['no', 'yes', '2026-01-01', '2026-01-01T10:00:00Z', '007', '1:2:3'])(
    'name: %s',
    (name) => {
      const { sites } = parseFine(`${smallest}sites: [{ name: ${name}, networks: [192.0.2.1] }]`);

      expect(sites[0]?.name).toBe(name);
    },
  );
});

describe('numbers that YAML would accept in other spellings are refused where a number is wanted', () => {
  it.each(['5e3', '0x13AE', '011706', '5038.0', '5_038', '50:38'])('port: %s', (port) => {
    const problems = listProblemsAfter(
      `asterisk: { ami: { username: x, secret: y, port: ${port} } }`,
    );

    expect(problems).toEqual([
      expect.stringMatching(/^f\.yaml:4:50 asterisk\.ami\.port: ".*" is not a port, write a whole/),
    ]);
  });

  it('learnFor: 5e3', () => {
    expect(listProblemsAfter('alerts: { learnFor: 5e3 }')).toEqual([
      expect.stringContaining('f.yaml:4:21 alerts.learnFor: "5e3" is not a duration, write'),
    ]);
  });
});

describe('an asterisk without quotes is an alias', () => {
  it('match: * in a flow map', () => {
    expect(listProblemsAfter('policy: { endpoints: [{ match: *, nat: yes }] }')).toEqual([
      "f.yaml:4:32 policy.endpoints[0].match: an unquoted * is an alias to YAML, put the value in quotes, such as '*'",
    ]);
  });

  it('match: * in a block', () => {
    expect(listProblemsAfter('policy:\n  endpoints:\n    - match: *\n      nat: yes\n')).toEqual([
      expect.stringContaining('f.yaml:6:14 policy.endpoints[0].match: an unquoted * is an alias'),
    ]);
  });

  it('match: *40', () => {
    expect(listProblemsAfter('policy: { endpoints: [{ match: *40, nat: yes }] }')).toEqual([
      expect.stringContaining('f.yaml:4:32 policy.endpoints[0].match: a value that begins with *'),
    ]);
  });

  it('match: 4* is fine', () => {
    expect(listProblemsAfter('policy: { endpoints: [{ match: 4*, nat: yes }] }')).toEqual([]);
  });
});

describe('the brackets of an IPv6 address are a list', () => {
  const cure = "put the address in quotes, such as 'udp://[::]:5060'";

  it.each([
    ['proxy:\n  listen: [::]\n  asterisk: [udp://192.0.2.10]\n', 'f.yaml:2:11 proxy.listen:'],
    [
      'proxy:\n  listen: [udp://[::]:5060]\n  asterisk: [udp://192.0.2.10]\n',
      'f.yaml:2:12 proxy.listen[0]:',
    ],
    [
      'proxy:\n  listen: [{ url: udp://[::]:5060 }]\n  asterisk: [udp://192.0.2.10]\n',
      'f.yaml:2:19 proxy.listen[0]:',
    ],
    [`${smallest}http: { listen: [::]:8630 }\n`, 'f.yaml:4:17 http.listen:'],
    [
      `${smallest}http: { listen: [::1]:8630, tokens: {} }\nstate: /x\n`,
      'f.yaml:4:17 http.listen:',
    ],
    [`${smallest}http:\n  listen: [::1]:8630\n`, 'f.yaml:5:11 http.listen:'],
    [`${smallest}http:\n  listen: [::1]\n`, 'f.yaml:5:11 http.listen:'],
  ])('%j', (text, place) => {
    const problems = listProblems(text);

    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(`${place} YAML reads`);
    expect(problems[0]).toContain('put the address in quotes, such as');
  });

  it('tells each of several, and nothing that merely follows from them', () => {
    const text = [
      'proxy:',
      '  listen:',
      '    - { url: udp://[::]:5060, advertise: [2001:db8::1]:5060 }',
      '  asterisk: [udp://[2001:db8::2]:5080]',
    ].join('\n');

    expect(listProblems(text)).toEqual([
      expect.stringMatching(/^f\.yaml:3:14 .*quotes/),
      expect.stringMatching(/^f\.yaml:3:42 .*quotes/),
      expect.stringMatching(/^f\.yaml:4:14 .*quotes/),
    ]);
    expect(listProblems(text)[0]).toContain(cure);
  });

  it('is no trap in a block list, nor as a network', () => {
    const text = [
      'proxy:',
      '  listen:',
      '    - udp://[::]:5060',
      '  asterisk:',
      '    - udp://[2001:db8::10]:5080',
      '  localNetworks: [2001:db8::1, 2001:db8:1::/48]',
    ].join('\n');

    expect(parseFine(text).proxy.localNetworks).toEqual(['2001:db8::1/128', '2001:db8:1::/48']);
  });
});

describe('a comma in a flow map begins another key', () => {
  it('nat: force_rport,comedia', () => {
    const problems = listProblemsAfter(
      'policy: { endpoints: [{ match: x, nat: force_rport,comedia }] }',
    );

    expect(problems).toEqual([
      "f.yaml:4:52 policy.endpoints[0].nat: a comma inside { } begins another key, put a value that holds a comma in quotes, such as 'force_rport,comedia'",
    ]);
  });

  it.each([
    ["nat: 'force_rport,comedia'", 'force_rport,comedia'],
    ['nat: "Force_Rport, comedia"', 'force_rport,comedia'],
    ['nat: YES', 'yes'],
    ['nat: Off', 'no'],
    ['nat: auto', 'auto'],
    ['nat: auto_force_rport', 'auto_force_rport'],
  ])('%s is fine', (nat, parsed) => {
    const { policy } = parseFine(`${smallest}policy: { endpoints: [{ match: x, ${nat} }] }`);

    expect(policy.endpoints[0]?.nat).toBe(parsed);
  });
});

describe('a blank and # begin a comment', () => {
  it('channel: #phones has no value', () => {
    expect(listProblemsAfter('alerts:\n  slack:\n    token: x\n    channel: #phones\n')).toEqual([
      "f.yaml:7:14 alerts.slack.channel: has no value since # begins a comment, put the value in quotes, such as '#phones'",
    ]);
  });

  it('channel: #phones in a flow map takes its bracket along', () => {
    expect(
      listProblemsAfter('alerts:\n  slack: { token: x, channel: #phones }\n  learnFor: 1h\n'),
    ).toEqual([
      expect.stringContaining('f.yaml:5:31 alerts.slack.channel: the comment that begins with #'),
    ]);
  });

  it('secret: abc #def is cut', () => {
    const problems = listProblemsAfter(
      'asterisk:\n  ami:\n    username: x\n    secret: abc #def\n',
    );

    expect(problems).toEqual([
      expect.stringContaining('f.yaml:7:13 asterisk.ami.secret: ends before # since that begins'),
    ]);
  });

  it.each(['secret: abc # mine', "secret: 'abc #def'", 'secret: "a#b" #mine', 'secret: abc#def'])(
    '%s is fine',
    (secret) => {
      expect(listProblemsAfter(`asterisk:\n  ami:\n    username: x\n    ${secret}\n`)).toEqual([]);
    },
  );

  it('a comment after an address is fine, with a blank or without', () => {
    expect(listProblems(smallest.replace('5060]', '5060] #all'))).toEqual([]);
  });
});

describe('nothing', () => {
  it.each(['state:', 'state: ~', 'state: null', 'log:\n  # level: info'])('%s', (added) => {
    expect(listProblemsAfter(added)).toEqual([
      expect.stringMatching(/^f\.yaml:\d+:\d+ (state|log): (has no value|".*" means nothing), /),
    ]);
  });
});

describe('mistakes of form have a place', () => {
  it.each([
    ['state: /a\nstate: /b', 'f.yaml:5:1 state: is there already on line 4, keep one'],
    ['log: { level: info, level: debug }', 'f.yaml:4:21 log.level: is there already on line 4'],
    ['log:\n\tlevel: info', 'f.yaml:5:1 (file): a tab indents this line, use spaces'],
    ['log: &l { level: info }', 'f.yaml:4:6 log: a value that begins with & is an anchor'],
    ['log: &l\n  level: info', 'f.yaml:4:6 log: a value that begins with & is an anchor'],
    ['<<: *x', 'f.yaml:4:5 "<<": a value that begins with * is an alias'],
    ['log: !x { level: info }', 'f.yaml:4:6 log: a value that begins with ! is a tag'],
    ['run: "/run/farend\nlog: {}', 'f.yaml:4:6 run: a quote is opened and never closed'],
    ['log: { level: info\nstate: /x', 'f.yaml:4:6 log: this bracket is never closed'],
    ['log: { level: info', 'f.yaml:4:6 log: this bracket is never closed'],
    ['log: {}}', 'f.yaml:4:8 log: does not belong here'],
    ['state /x', 'f.yaml:4:1 proxy: a line without ": ", write KEY: VALUE'],
    ['state:/x', 'f.yaml:4:1 proxy: a line without ": ", write KEY: VALUE'],
    ['log:\n  level: info\n   format: text', 'f.yaml:5:10 log.level: a second ": " in one line'],
    ['log:\n    level: info\n  format: text', 'f.yaml:6:1 log: is not indented as'],
    ['---\nlog: {}', 'f.yaml:4:1 proxy: a second document begins here'],
    ['? [a]\n: b', 'f.yaml:4:3 (file): is not a key, write KEY: VALUE'],
    ['run: @x', 'f.yaml:4:6 run: a value may not begin with this character'],
  ])('%j', (added, line) => {
    const problems = listProblemsAfter(added);

    expect(problems[0]).toContain(line);
  });

  it.each(['just text', '- a', '[]', '{}'])('%j is no configuration', (text) => {
    expect(listProblems(text)).toHaveLength(1);
  });
});

it('judges the sections before the one that is broken, and says nothing about those after it', () => {
  const text = [
    'proxy: { listen: [udp://pbx.example.com], asterisk: [udp://192.0.2.10] }',
    'policy: { endpoints: [{ match: *, nat: yes }] }',
    'log:',
    '\tlevel: loud',
    'state: var',
  ].join('\n');

  expect(listProblems(text)).toEqual([
    expect.stringContaining('f.yaml:1:19 proxy.listen[0]: "pbx.example.com" is a host name'),
    expect.stringContaining('f.yaml:2:32 policy.endpoints[0].match: an unquoted *'),
    expect.stringContaining('f.yaml:4:1 (file): a tab indents this line'),
  ]);
});

describe('hostile files end soon', () => {
  it.each([
    ['brackets', '['.repeat(100_000)],
    ['braces', '{a: '.repeat(50_000)],
    ['dashes', '- '.repeat(50_000)],
    ['depth', Array.from({ length: 300 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n')],
    ['brackets and keys', `a: ${'[a:'.repeat(50_000)}`],
    [
      'an alias bomb',
      `a0: &a0 [x, x]\n${Array.from({ length: 40 }, (_, at) => `a${at + 1}: &a${at + 1} [*a${at}, *a${at}]`).join('\n')}`,
    ],
  ])('%s', (_, text) => {
    const loaded = parseConfig(text, 'f.yaml');

    expect(loaded.ok).toBe(false);
    expect(JSON.stringify(loaded).length).toBeLessThan(100_000);
  });
});
