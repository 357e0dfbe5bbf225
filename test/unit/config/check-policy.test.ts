import { describe, expect, it } from 'vitest';
import { listProblemsAfter, listWarnings, parseFine, smallest } from './sample-config.ts';

const asterisk = 'asterisk: { ami: { username: farend, secret: { env: AMI_SECRET } } }\n';

describe('each key of an entry', () => {
  it.each([
    ['rewriteContact: no', { rewriteContact: false }],
    ['directMedia: on', { directMedia: true }],
    ['maxContacts: 1', { maxContacts: 1 }],
    ['maxContacts: 100', { maxContacts: 100 }],
    ['qualify: 90s', { qualifyMs: 90_000 }],
    ['qualify: 1d', { qualifyMs: 86_400_000 }],
    ['qualify: no', { qualifyMs: 0 }],
    ['writer: update-config', { writer: 'update-config' }],
    ['writer: paste', { writer: 'paste' }],
  ])('is read: %s', (option, read) => {
    const { policy } = parseFine(
      `${smallest}policy: { endpoints: [{ match: '4*', nat: yes, ${option} }] }\n`,
    );

    expect(policy.endpoints).toEqual([{ match: '4*', nat: 'yes', ...read }]);
  });

  it.each([
    ['rewriteContact: maybe', 'rewriteContact: "maybe" is neither yes nor no'],
    ['maxContacts: 0', 'maxContacts: "0" is not a number of contacts, write 1 to 100'],
    ['maxContacts: 101', 'maxContacts: "101" is not a number of contacts'],
    ['maxContacts: many', 'maxContacts: "many" is not a number of contacts'],
    ['qualify: 1500ms', 'qualify: "1500ms" is not whole seconds, write whole seconds, such as 60s'],
    ['qualify: 60', 'qualify: "60" '],
    ['qualify: 2d', 'qualify: "2d" is too long'],
    ['qualify: yes', 'qualify: "yes" '],
    ['writer: hand', 'writer: "hand" is not'],
    ['contacts: 2', 'contacts: is not a known key'],
  ])('is refused at its place: %s', (option, line) => {
    const problems = listProblemsAfter(
      `policy: { endpoints: [{ match: '4*', nat: yes, ${option} }] }\n`,
    );

    expect(problems).toEqual([expect.stringContaining(`policy.endpoints[0].${line}`)]);
    expect(problems[0]).toMatch(/^f\.yaml:4:\d+ /);
  });
});

describe('watchFor', () => {
  it('is a minute unless the file says otherwise', () => {
    const { policy } = parseFine(`${smallest}policy: { watchFor: 5m }\n`);

    expect([policy.watchForMs, parseFine(smallest).policy.watchForMs]).toEqual([300_000, 60_000]);
  });

  it.each([
    ['500ms', 'too short'],
    ['11m', 'too long'],
  ])('is not %s', (duration, why) => {
    expect(listProblemsAfter(`policy: { watchFor: ${duration} }\n`)).toEqual([
      expect.stringContaining(`f.yaml:4:21 policy.watchFor: "${duration}" is ${why}`),
    ]);
  });
});

describe('what cannot be carried out is refused', () => {
  it.each([
    [
      'enforce without an Asterisk',
      "policy: { mode: enforce, endpoints: [{ match: '4*', nat: yes }] }\n",
      'f.yaml:4:17 policy.mode: has no Asterisk to enforce it in, add the section asterisk, with ami',
    ],
    [
      'enforce without entries',
      `policy: { mode: enforce }\n${asterisk}`,
      'f.yaml:4:17 policy.mode: has nothing to enforce, say in policy.endpoints what you want, or write report',
    ],
    [
      'files without a directory',
      "policy: { endpoints: [{ match: '4*', nat: yes, writer: files }] }\n",
      'f.yaml:4:56 policy.endpoints[0].writer: has no directory to write into, set policy.write, or take it out',
    ],
    [
      'files with write: none',
      "policy: { write: none, endpoints: [{ match: '4*', nat: yes, writer: files }] }\n",
      'policy.endpoints[0].writer: has no directory to write into',
    ],
    [
      'ari without a way to ARI',
      `${asterisk}policy: { endpoints: [{ match: '4*', nat: yes, writer: ari }] }\n`,
      'f.yaml:5:56 policy.endpoints[0].writer: has no way to ARI, add ari to the section asterisk, or take it out',
    ],
  ])('%s', (_, text, problem) => {
    expect(listProblemsAfter(text)).toEqual([expect.stringContaining(problem)]);
  });

  it('and nothing is said of what can be', () => {
    const ari = 'ari: { username: farend, password: { env: ARI_PASSWORD } }';
    const text = [
      `asterisk: { ami: { username: farend, secret: { env: AMI_SECRET } }, ${ari} }`,
      'policy:',
      '  mode: enforce',
      '  write: /etc/asterisk/farend.d',
      '  endpoints:',
      "    - { match: '4*', nat: yes, writer: files }",
      "    - { match: '5*', nat: yes, writer: ari }",
      '',
    ].join('\n');

    expect([listProblemsAfter(text), listWarnings(smallest + text)]).toEqual([[], []]);
  });
});

describe('what never counts is told as a warning', () => {
  it.each([
    ["'4*'", "'40*'", '"4*"'],
    ["'*'", "'trunk-*'", '"*"'],
    ["'*1'", "'4*1'", '"*1"'],
    ['4001', '4001', '"4001"'],
    ["'A*'", "'ab*'", '"A*"'],
  ])('%s takes all that %s matches', (wider, match, quoted) => {
    const text = `policy: { endpoints: [{ match: ${wider}, nat: yes }, { match: ${match}, nat: no }] }\n`;

    expect(listWarnings(smallest + text)).toEqual([
      expect.stringContaining(
        `policy.endpoints[1].match: never counts: ${quoted} before it takes all that it matches, put it before that one, or take it out`,
      ),
    ]);
  });

  it.each([
    ["'40*'", "'4*'"],
    ["'*1'", "'4*'"],
    ["'*'", 'provider'],
    ["'4*1'", "'*1'"],
  ])('%s leaves something to %s, perhaps a trunk', (first, second) => {
    const text = `policy: { endpoints: [{ match: ${first}, nat: yes }, { match: ${second}, nat: no }] }\n`;

    expect(listWarnings(smallest + text)).toEqual([]);
  });

  it('options beside nat: keep are told, too', () => {
    const text = "policy: { endpoints: [{ match: 'trunk-*', nat: keep, directMedia: no }] }\n";

    expect(listWarnings(smallest + text)).toEqual([
      'f.yaml:4:54 policy.endpoints[0].directMedia: has no effect beside nat: keep, take one of the two out',
    ]);
  });
});
