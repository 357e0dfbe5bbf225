import { expect, it } from 'vitest';
import { explainDecision } from '../../../src/policy/explain-decision.ts';
import type { EndpointPattern } from '../../../src/policy/wanted-settings.ts';
import { makePjsip } from './plan-scene.ts';

it.each<[EndpointPattern[], { name?: string; isTrunk?: boolean }, boolean | undefined, string]>([
  [
    [{ match: '5*', nat: 'yes' }],
    {},
    undefined,
    'No entry of policy.endpoints matches it: it is not touched.',
  ],
  [[{ match: '4*', nat: 'keep' }], {}, undefined, 'nat: keep for 4*: it is not touched.'],
  [
    [{ match: 'prov*', nat: 'yes' }],
    { name: 'provider', isTrunk: true },
    undefined,
    'It is a trunk, and only an entry with exactly its name speaks of it, not prov*: it is not touched.',
  ],
  [
    [{ match: '4*', nat: 'yes' }],
    { name: 'provider', isTrunk: true },
    undefined,
    'It is a trunk, and no entry of policy.endpoints has its name: it is not touched.',
  ],
  [
    [{ match: 'provider', nat: 'force_rport' }],
    { name: 'provider', isTrunk: true },
    undefined,
    'The first entry that matches is provider: nat: force_rport.',
  ],
  [
    [
      { match: '400*', nat: 'yes', directMedia: true, maxContacts: 2, qualifyMs: 60_000 },
      { match: '4*', nat: 'no' },
    ],
    {},
    undefined,
    'The first entry that matches is 400*: nat: yes, directMedia: yes, maxContacts: 2, qualify: 60s.',
  ],
  [
    [{ match: '4*', nat: 'no', rewriteContact: false, qualifyMs: 0, writer: 'paste' }],
    {},
    undefined,
    'The first entry that matches is 4*: nat: no, rewriteContact: no, qualify: no, writer: paste.',
  ],
  [
    [{ match: '4*', nat: 'auto' }],
    {},
    undefined,
    'nat: auto for 4*: farend has not seen its phone yet, and changes nothing until it has.',
  ],
  [
    [{ match: '4*', nat: 'auto' }],
    {},
    false,
    'The first entry that matches is 4*: nat: auto; its phone is not behind NAT, so that auto leaves it as it is.',
  ],
  [
    [{ match: '4*', nat: 'auto' }],
    {},
    true,
    'The first entry that matches is 4*: nat: auto; its phone is behind NAT, so that auto means yes.',
  ],
])('%o explains %o, behind NAT: %s', (patterns, endpoint, isBehindNat, sentence) => {
  const explained = explainDecision(patterns, makePjsip(endpoint), isBehindNat);

  expect(explained).toBe(sentence);
});
