import { expect, it } from 'vitest';
import { listDivertedSockets } from '../../../src/divert/diverted-socket.ts';
import { formatAlive, formatRanges, formatTable } from '../../../src/divert/ruleset.ts';

const sockets = [{ address: '192.0.2.10', port: 5071, divertedFrom: 5060 }];
const ranges = { from: ['203.0.113.0/28', '2001:db8:1::/48'], except: ['203.0.113.9/32'] };

it('only sockets with divertedFrom are diverted to', () => {
  const listen = [
    { transport: 'udp', address: '192.0.2.10', port: 5070 },
    { transport: 'udp', address: '192.0.2.10', port: 5071, divertedFrom: 5060 },
  ] as const;

  expect(listDivertedSockets(listen)).toEqual(sockets);
});

it('takes the place of an old table in one line, and belongs to who writes it', () => {
  const table = formatTable(sockets, ranges, true);

  expect(table).toMatch(
    /^add table inet farend; delete table inet farend; table inet farend \{ flags owner; [^\n]*\}$/,
  );
  expect(formatTable(sockets, ranges, false)).not.toContain('owner');
});

it('rewrites the port of what comes from the ranges, but not from the exceptions, while the guard speaks', () => {
  const table = formatTable(sockets, ranges, true);

  expect(table).toContain(
    'ip daddr 192.0.2.10 udp dport 5060 udp dport @alive ip saddr @from4 ip saddr != @except4 counter name to_farend udp dport set 5071',
  );
  expect(table).toContain(
    'oif != "lo" ip saddr 192.0.2.10 udp sport 5071 counter name from_farend udp sport set 5060',
  );
});

it('drops what comes straight to the port of farend, from outside, before anything is rewritten', () => {
  const table = formatTable(sockets, ranges, true);

  const [, input = ''] = /chain input \{([^}]*)\}/.exec(table) ?? [];
  const rules = input.split('; ');
  expect(rules.indexOf('iif "lo" accept')).toBeLessThan(
    rules.indexOf('ip daddr 192.0.2.10 udp dport 5071 drop'),
  );
  expect(rules.indexOf('ip daddr 192.0.2.10 udp dport 5071 drop')).toBeLessThan(
    rules.findIndex((rule) => rule.includes('dport set')),
  );
});

it.each([
  ['0.0.0.0', 'meta nfproto ipv4 fib daddr type local udp dport 5060', '@from4'],
  ['::', 'meta nfproto ipv6 fib daddr type local udp dport 5060', '@from6'],
])('a socket on %s stands for every address of the machine', (address, rule, set) => {
  const table = formatTable([{ address, port: 5071, divertedFrom: 5060 }], ranges, true);

  expect(table).toContain(rule);
  expect(table).toContain(`saddr ${set}`);
});

it('without ranges everybody is meant', () => {
  const line = formatRanges({ from: [], except: [] });

  expect(line).toContain('add element inet farend from4 { 0.0.0.0/0 }');
  expect(line).toContain('add element inet farend from6 { ::/0 }');
});

it('gives other ranges in one line, empty sets included', () => {
  const line = formatRanges({ from: ['203.0.113.0/28'], except: [] });

  expect(line).not.toContain('\n');
  for (const set of ['from4', 'from6', 'except4', 'except6'])
    expect(line).toContain(`flush set inet farend ${set}`);
  expect(line).not.toContain('add element inet farend from6');
});

it('speaks for each port once', () => {
  const two = [...sockets, { address: '2001:db8::10', port: 5071, divertedFrom: 5060 }];

  expect(formatAlive(two)).toBe(
    'flush set inet farend alive; add element inet farend alive { 5060 timeout 5s }',
  );
});
