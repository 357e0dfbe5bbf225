// Which objects are in a database, by sorcery.conf.

import { expect, test } from 'vitest';
import { findRealtimeTables } from '../../../../src/enforcement/writers/realtime-tables.ts';

type Line = readonly [name: string, value: string];

test.each<[string, Line[], object]>([
  ['nothing', [], {}],
  ['AstDB', [['endpoint', 'astdb,ps_endpoints']], {}],
  [
    'a database behind the file',
    [
      ['endpoint', 'config,pjsip.conf,criteria=type=endpoint'],
      ['endpoint', 'realtime,ps_endpoints'],
      ['aor', 'realtime, phones_aors '],
    ],
    { endpoint: 'ps_endpoints', aor: 'phones_aors' },
  ],
  [
    'a cache before the database',
    [
      ['endpoint/cache', 'memory_cache,object_lifetime_stale=600'],
      ['endpoint', 'realtime,ps_endpoints'],
      ['aor', 'realtime,ps_aors'],
    ],
    { aor: 'ps_aors' },
  ],
])('%s', (_what, variables, tables) => {
  expect(findRealtimeTables([{ name: 'res_pjsip', variables }])).toEqual(tables);
  expect(findRealtimeTables([{ name: 'res_pjsip_pubsub', variables }])).toEqual({});
});
