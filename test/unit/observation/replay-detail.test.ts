import { expect, it } from 'vitest';
import { formatReplayDetail, readFirstHolder } from '../../../src/observation/replay-detail.ts';

it.each(['203.0.113.5', '2001:db8::5', undefined])('tells that %s had them first', (holder) => {
  expect(readFirstHolder(formatReplayDetail('INVITE', holder))).toBe(holder);
});
