import { beforeEach, expect, it } from 'vitest';
import type { ProxyNotice } from '../../../../src/observation/proxy-notice.ts';
import { SourceNotices } from '../../../../src/proxy/guard/source-notices.ts';

const now = 1_795_244_400_000;
let told: ProxyNotice[];
let notices: SourceNotices;

beforeEach(() => {
  told = [];
  notices = new SourceNotices((notice) => told.push(notice));
});

it('tells the first at once, and after a minute how many there were since', () => {
  for (const after of [0, 1, 59_999, 60_000, 60_001])
    notices.count('scanner', '203.0.113.66', now + after, 'sipcli');

  const usual = { kind: 'scanner', source: '203.0.113.66', detail: 'sipcli' };
  expect(told).toEqual([
    { ...usual, time: now, count: 1 },
    { ...usual, time: now + 60_000, count: 3 },
  ]);
});

it('keeps sources and kinds apart', () => {
  notices.count('scanner', '203.0.113.66', now);
  notices.count('scanner', '203.0.113.67', now);
  notices.count('banned', '203.0.113.66', now);

  expect(told.map(({ kind, source }) => `${kind} ${source}`)).toEqual([
    'scanner 203.0.113.66',
    'scanner 203.0.113.67',
    'banned 203.0.113.66',
  ]);
});

it('tells of 300 sources in a minute, and of others when it is over', () => {
  for (let i = 0; i < 1_000; i += 1) notices.count('scanner', `10.0.${i >> 8}.${i & 255}`, now);
  notices.count('scanner', '203.0.113.66', now + 59_000);

  notices.count('scanner', '203.0.113.66', now + 60_000);

  expect(told).toHaveLength(301);
  expect(told.at(-1)).toMatchObject({ source: '203.0.113.66', time: now + 60_000 });
});

it('does not wait longer when the clock is set back', () => {
  notices.count('banned', '203.0.113.66', now);

  notices.count('banned', '203.0.113.66', now - 3_600_000);

  expect(told).toHaveLength(2);
});
