import { expect, it } from 'vitest';
import { listProblems } from './sample-config.ts';

function proxyOf(...lines: string[]): string {
  return ['proxy:', ...lines.map((line) => `  ${line}`), ''].join('\n');
}

it.each([
  [
    'listens twice on one address',
    ['listen: [udp://192.0.2.1:5060, udp://192.0.2.1]', 'asterisk: [udp://192.0.2.10:5080]'],
    'f.yaml:2:34 proxy.listen[1]: is the same address as proxy.listen[0], keep one',
  ],
  [
    'listens on a wildcard and an address of its port',
    [
      'listen: [udp://0.0.0.0:5060, { url: udp://192.0.2.1:5060 }]',
      'asterisk: [udp://192.0.2.10:5080]',
    ],
    'f.yaml:2:39 proxy.listen[1].url: overlaps with proxy.listen[0], list single addresses',
  ],
  [
    'has its Asterisk side on a listen address',
    [
      'listen: [udp://192.0.2.1:5060]',
      'asteriskSide: udp://192.0.2.1:5060',
      'asterisk: [udp://192.0.2.10:5080]',
    ],
    'f.yaml:3:17 proxy.asteriskSide: takes the address of proxy.listen[0], give it another port',
  ],
  [
    'has its Asterisk side under a listen wildcard',
    [
      'listen: [udp://0.0.0.0:5062]',
      'asteriskSide: udp://192.0.2.1',
      'asterisk: [udp://192.0.2.10:5080]',
    ],
    'f.yaml:3:17 proxy.asteriskSide: takes the address of proxy.listen[0], give it another port',
  ],
  [
    'listens on the default port of the Asterisk side everywhere',
    ['listen: [udp://0.0.0.0:5062]', 'asterisk: [udp://192.0.2.10:5080]'],
    'f.yaml:2:12 proxy.listen[0]: takes port 5062, the default of proxy.asteriskSide',
  ],
  [
    'mixes IP versions',
    [
      'listen: [udp://0.0.0.0:5060]',
      'asteriskSide: udp://192.0.2.1:5062',
      'asterisk:',
      '  - udp://[2001:db8::10]:5080',
    ],
    'f.yaml:3:17 proxy.asteriskSide: and proxy.asterisk[0] are of two IP versions',
  ],
  [
    'relays to a listen address',
    ['listen: [udp://192.0.2.1:5060]', 'asterisk: [udp://192.0.2.1:5060]'],
    'f.yaml:3:14 proxy.asterisk[0]: is farend itself (proxy.listen[0]), a loop',
  ],
  [
    'relays to its Asterisk side',
    [
      'listen: [udp://192.0.2.1:5060]',
      'asteriskSide: udp://192.0.2.1:5062',
      'asterisk: [udp://192.0.2.1:5062]',
    ],
    'f.yaml:4:14 proxy.asterisk[0]: is farend itself (proxy.asteriskSide), a loop',
  ],
  [
    'relays to this machine under a listen wildcard',
    ['listen: [udp://0.0.0.0:5060]', 'asterisk: [udp://127.0.0.1:5060]'],
    'f.yaml:3:14 proxy.asterisk[0]: is farend itself (proxy.listen[0]), a loop',
  ],
  [
    'names an Asterisk twice',
    ['listen: [udp://192.0.2.1:5060]', 'asterisk: [udp://192.0.2.10, udp://192.0.2.10:5060]'],
    'f.yaml:3:32 proxy.asterisk[1]: is the same address as proxy.asterisk[0], keep one',
  ],
  [
    'has SIP diverted from its own port',
    [
      'listen: [{ url: udp://192.0.2.10:5071, divertedFrom: 5071 }]',
      'asterisk: [udp://192.0.2.10:5060]',
    ],
    'f.yaml:2:56 proxy.listen[0].divertedFrom: is the port of url, write the port that phones write to, such as 5060',
  ],
  [
    'has SIP diverted from a port on which no Asterisk listens',
    [
      'listen: [{ url: udp://192.0.2.10:5071, divertedFrom: 5080 }]',
      'asterisk: [udp://192.0.2.10:5060, udp://192.0.2.11:5080]',
    ],
    'f.yaml:2:56 proxy.listen[0].divertedFrom: is the port of no Asterisk at 192.0.2.10, write the port of one of udp://192.0.2.10:5060, udp://192.0.2.11:5080 that is on this machine',
  ],
  [
    'has SIP diverted from one port to two sockets',
    [
      'listen: [{ url: udp://192.0.2.10:5071, divertedFrom: 5060 }, { url: udp://0.0.0.0:5072, divertedFrom: 5060 }]',
      'asterisk: [udp://192.0.2.10:5060]',
    ],
    'f.yaml:2:105 proxy.listen[1].divertedFrom: overlaps with proxy.listen[0].divertedFrom, keep one',
  ],
])('refuses a proxy that %s', (_, lines, line) => {
  expect(listProblems(proxyOf(...lines))).toEqual([expect.stringContaining(line)]);
});

it.each([
  [
    'another machine that uses the port of the wildcard',
    ['listen: [udp://0.0.0.0:5060]', 'asterisk: [udp://192.0.2.10:5060]'],
  ],
  [
    'both IP versions on one port',
    ['listen: ["udp://0.0.0.0:5060", "udp://[::]:5060"]', 'asterisk: [udp://192.0.2.10:5080]'],
  ],
  [
    'one address with two ports',
    ['listen: [udp://192.0.2.1:5060, udp://192.0.2.1:5070]', 'asterisk: [udp://192.0.2.1:5080]'],
  ],
  [
    'SIP that is diverted from the port of an Asterisk that is reached over loopback',
    [
      'listen: [udp://192.0.2.1:5070, { url: udp://192.0.2.1:5071, divertedFrom: 5060 }]',
      'asterisk: [udp://127.0.0.1]',
    ],
  ],
  [
    'a wildcard with an advertised address',
    ['listen: [{ url: udp://0.0.0.0, advertise: 203.0.113.1 }]', 'asterisk: [udp://192.0.2.10]'],
  ],
])('accepts %s', (_, lines) => {
  expect(listProblems(proxyOf(...lines))).toEqual([]);
});

const two = proxyOf(
  'listen: [udp://0.0.0.0:5060]',
  'asterisk: [udp://192.0.2.10:5080, udp://192.0.2.11:5080]',
);
const ami = 'ami: { username: x, secret: y }';

it('wants asterisk[].sip to be one of proxy.asterisk', () => {
  const text = `${two}asterisk: { sip: udp://192.0.2.12:5080, ${ami} }\n`;

  expect(listProblems(text)).toEqual([
    'f.yaml:4:18 asterisk.sip: is not one of proxy.asterisk, write one of udp://192.0.2.10:5080, udp://192.0.2.11:5080',
  ]);
});

it('wants a name and a sip of its own from each of several Asterisks', () => {
  const text = [
    two,
    'asterisk:\n',
    `  - { name: a, sip: udp://192.0.2.10:5080, ${ami} }\n`,
    `  - { name: a, sip: udp://192.0.2.10:5080, ${ami} }\n`,
    `  - { ${ami} }\n`,
  ].join('');

  expect(listProblems(text)).toEqual([
    expect.stringContaining('f.yaml:6:13 asterisk[1].name: "a" is also asterisk[0].name'),
    expect.stringContaining('f.yaml:6:21 asterisk[1].sip: is also asterisk[0].sip'),
    expect.stringContaining('f.yaml:7:5 asterisk[2].name: is missing'),
    expect.stringContaining('f.yaml:7:5 asterisk[2].sip: is missing'),
  ]);
});

it('wants names of sites to differ', () => {
  const site = '{ name: Leeds, networks: [203.0.113.9] }';

  expect(listProblems(`${two}sites: [${site}, ${site}]\n`)).toEqual([
    expect.stringContaining('sites[1].name: "Leeds" is also sites[0].name'),
  ]);
});

it('speaks although something else in the section is wrong', () => {
  const text = proxyOf(
    'listen: [udp://192.0.2.1:5060]',
    'asteriskSide: udp://192.0.2.1:5060',
    'asterisk: [udp://192.0.2.10:5080]',
    'trunk: [198.51.100.0/28]',
  );

  expect(listProblems(text)).toEqual([
    expect.stringContaining('proxy.asteriskSide: takes the address'),
    expect.stringContaining('proxy.trunk: is not a known key, did you mean trunks?'),
  ]);
});
