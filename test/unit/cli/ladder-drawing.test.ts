import { expect, it } from 'vitest';
import type { Ladder, LadderRow } from '../../../src/app/explain/ladder-book.ts';
import { drawLadder } from '../../../src/cli/ladder-drawing.ts';
import { paintLine } from '../../../src/cli/spans.ts';
import { START_MS } from '../../support/capture/capture-bytes.ts';

const PHONE = '203.0.113.1:16880';
const SERVER = '203.0.113.10:5060';

function row(label: string, from: string, to: string, changes: Partial<LadderRow> = {}): LadderRow {
  const isRequest = !/^\d/.test(label);
  const times = { time: START_MS, lastTime: START_MS };
  const method = isRequest ? label : 'REGISTER';
  return {
    ...times,
    count: 1,
    from,
    to,
    isRequest,
    method,
    cSeq: 1,
    label,
    hasCredentials: false,
    ...changes,
  };
}

function draw(rows: LadderRow[], width = 76, changes: Partial<Ladder> = {}): string[] {
  const ladder: Ladder = { callId: 'a', method: 'REGISTER', rows, skipped: 0, ...changes };
  const options = { phone: '4001', servers: [SERVER], width };
  return drawLadder(ladder, options).map((line) => paintLine(line, (_, text) => text));
}

it('draws who sent what to whom, from which port to which, and how often', () => {
  const lines = draw([
    row('REGISTER', PHONE, SERVER, { count: 3 }),
    row('401 Unauthorized', SERVER, PHONE, { time: START_MS + 12 }),
  ]);

  expect(lines).toEqual([
    '              4001                                                   server',
    '              203.0.113.1                                      203.0.113.10',
    '07:00:00.000  │:16880 ─────────────── REGISTER ×3 ────────────────▶ :5060 │',
    '07:00:00.012  │:16880 ◀───────────── 401 Unauthorized ───────────── :5060 │',
  ]);
});

it('marks an answer that went elsewhere, once its request came again', () => {
  const astray = row('401 Unauthorized', SERVER, '203.0.113.1:5060');

  expect(draw([row('REGISTER', PHONE, SERVER), astray])[3]).toContain(':5060 ◀');
  expect(draw([row('REGISTER', PHONE, SERVER, { count: 2 }), astray])[3]).toContain(':5060 ✗');
});

it('has a lifeline for each machine on the way, the phone at the left', () => {
  const proxy = '203.0.113.20:5060';
  const lines = draw([row('OPTIONS', SERVER, proxy), row('OPTIONS', proxy, PHONE)], 100);

  expect(lines[0]).toMatch(/4001 +proxy +server/);
  expect(lines[2]).toMatch(/^07:00:00\.000 {2}│ +│:5060 ◀─+ OPTIONS ─+ :5060 │$/);
  expect(lines[3]).toMatch(/^07:00:00\.000 {2}│:16880 ◀─+ OPTIONS ─+ :5060 │ +│$/);
});

it('says what is left out, and what had no answer', () => {
  const rows = Array.from({ length: 8 }, (_, at) =>
    row('REGISTER', PHONE, SERVER, { cSeq: at, count: 2 }),
  );

  const lines = draw(rows, 76, { skipped: 40 });

  expect(lines[8]).toContain('… 40 messages more …');
  expect(lines.at(-1)).toContain('REGISTER was sent 2 times in 0.0 s: no answer in the capture');
});

it.each([40, 60, 80, 120, 200])(
  'respects a terminal of %d columns where that is possible',
  (width) => {
    const lines = draw([row('REGISTER', PHONE, SERVER, { hasCredentials: true })], width);

    for (const line of lines) expect(line.length).toBeLessThanOrEqual(Math.max(width, 40));
  },
);
