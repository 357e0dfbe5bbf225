import { expect, test } from 'vitest';
import { judgeUdp } from '../../../../src/host/firewall/filter-chain.ts';
import { parseNftRuleset } from '../../../../src/host/firewall/nft-ruleset.ts';

const dport = (right: unknown): object => ({
  match: { op: '==', left: { payload: { protocol: 'udp', field: 'dport' } }, right },
});
const meta = (key: string, right: unknown): object => ({
  match: { op: '==', left: { meta: { key } }, right },
});
const source = (right: unknown): object => ({
  match: { op: '==', left: { payload: { protocol: 'ip', field: 'saddr' } }, right },
});
const state = (right: unknown): object => ({
  match: { op: 'in', left: { ct: { key: 'state' } }, right },
});

/** A table of one chain on input and one that is jumped to. */
function readTable(policy: string, rules: readonly object[][], others: readonly object[][] = []) {
  const names = { family: 'inet', table: 'filter' };
  const hook = { type: 'filter', hook: 'input', prio: 0, policy };
  const text = JSON.stringify({
    nftables: [
      { metainfo: { version: '1.0.6' } },
      { chain: { ...names, name: 'input', ...hook } },
      { chain: { ...names, name: 'sip' } },
      ...rules.map((expr) => ({ rule: { ...names, chain: 'input', expr } })),
      ...others.map((expr) => ({ rule: { ...names, chain: 'sip', expr } })),
    ],
  });
  return parseNftRuleset(text) ?? [];
}

const ACCEPT = { accept: null };
const DROP = { drop: null };

test.each([
  ['accepts by a port', 'drop', [[dport(5060), ACCEPT]], 'yes'],
  [
    'accepts by a set with ranges',
    'drop',
    [[dport({ set: [80, { range: [5060, 5069] }] }), ACCEPT]],
    'yes',
  ],
  ['drops what no rule accepts', 'drop', [[dport(5061), ACCEPT]], 'no'],
  ['accepts without any rule', 'accept', [], 'yes'],
  [
    'lets nobody in by rules for loopback and flows',
    'drop',
    [
      [meta('iifname', 'lo'), ACCEPT],
      [state(['established', 'related']), ACCEPT],
    ],
    'no',
  ],
  ['drops before it accepts', 'accept', [[dport(5060), { counter: {} }, DROP], [ACCEPT]], 'no'],
  ['rejects', 'accept', [[{ reject: { type: 'icmpx' } }]], 'no'],
  [
    'bans some addresses, and accepts the rest',
    'accept',
    [
      [source('@banned'), DROP],
      [dport(5060), ACCEPT],
    ],
    'yes',
  ],
  [
    'accepts from some addresses only',
    'drop',
    [[source({ prefix: { addr: '192.0.2.0', len: 24 } }), dport(5060), ACCEPT]],
    'unknown',
  ],
  [
    'accepts at an interface that is not known',
    'drop',
    [[meta('iifname', 'eth0'), ACCEPT]],
    'unknown',
  ],
  [
    'has a match of iptables',
    'drop',
    [[{ xt: { type: 'match', name: 'mark' } }, ACCEPT]],
    'unknown',
  ],
  [
    'accepts by a map of verdicts',
    'drop',
    [
      [
        {
          vmap: {
            key: { payload: { protocol: 'udp', field: 'dport' } },
            data: { set: [[5060, ACCEPT]] },
          },
        },
      ],
    ],
    'yes',
  ],
  [
    'accepts UDP and drops TCP',
    'drop',
    [
      [meta('l4proto', 'tcp'), DROP],
      [meta('l4proto', { set: ['tcp', 'udp'] }), ACCEPT],
    ],
    'yes',
  ],
] as const)('a table that %s', (_, policy, rules, accepts) => {
  const chains = readTable(policy, rules as unknown as object[][]);

  expect(judgeUdp(chains, { from: 5060, to: 5060 }).accepts).toBe(accepts);
});

test('a chain that is jumped to decides, or leads back', () => {
  const jump = { jump: { target: 'sip' } };

  const chains = readTable('drop', [[jump], [dport(5070), ACCEPT]], [[dport(5060), ACCEPT]]);

  expect(judgeUdp(chains, { from: 5060, to: 5060 }).accepts).toBe('yes');
  expect(judgeUdp(chains, { from: 5070, to: 5070 }).accepts).toBe('yes');
  expect(judgeUdp(chains, { from: 5080, to: 5080 })).toEqual({
    accepts: 'no',
    rule: 'policy drop of inet filter input',
  });
});

test('a range of ports is open when one rule covers it, and half of it cannot be told', () => {
  const chains = readTable('drop', [[dport({ range: [10_000, 20_000] }), ACCEPT]]);

  expect(judgeUdp(chains, { from: 10_000, to: 20_000 }).accepts).toBe('yes');
  expect(judgeUdp(chains, { from: 10_000, to: 31_000 }).accepts).toBe('unknown');
});

test('a rule for an interface counts where the probe comes in there', () => {
  const chains = readTable('drop', [[meta('iifname', 'eth0'), ACCEPT]]);

  expect(judgeUdp(chains, { from: 5060, to: 5060, interface: 'eth0' }).accepts).toBe('yes');
  expect(judgeUdp(chains, { from: 5060, to: 5060, interface: 'eth1' }).accepts).toBe('no');
});

test('what is no ruleset is told', () => {
  expect(parseNftRuleset('Operation not permitted')).toBeUndefined();
});
