import { readFileSync } from 'node:fs';
import { pino } from 'pino';
import { beforeEach, expect, it } from 'vitest';
import { NoticeLog } from '../../../src/app/notice-log.ts';
import { RepeatFilter } from '../../../src/app/repeat-filter.ts';
import { noticeKinds, type ProxyNotice } from '../../../src/observation/proxy-notice.ts';

const now = 1_795_244_400_000;
const page = readText('docs/reference/log.md');
const filter = readText('asterisk-conf/fail2ban/filter.d/farend.conf');
let lines: string[];
let log: NoticeLog;

beforeEach(() => {
  lines = [];
  const options = {
    base: { role: 'proxy' },
    timestamp: () => `,"time":"2026-11-21T07:00:00.000Z"`,
  };
  const destination = { write: (line: string) => void lines.push(line) };
  log = new NoticeLog(pino(options, destination), new RepeatFilter());
});

function readText(path: string): string {
  return readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');
}

/** What one of the filter's expressions finds in a line. */
function findAddress(line: string): string | undefined {
  const [, first = '', more = ''] = /^failregex = (.+)\n((?: +.+\n)*)/m.exec(filter) ?? [];
  const expressions = [first, ...more.split('\n')].map((text) => text.trim()).filter(Boolean);
  const patterns = expressions.map((text) => new RegExp(text.replace('<ADDR>', '([0-9a-f.:]+)')));
  return patterns.map((pattern) => pattern.exec(line)?.[1]).find((found) => found !== undefined);
}

function write(changes: Partial<ProxyNotice> = {}): void {
  log.write({ kind: 'scanner', time: now, source: '203.0.113.66', count: 1, ...changes });
}

it('writes the very line that the page shows', () => {
  write({ kind: 'scanner', detail: 'friendly-scanner' });

  expect(page).toContain(lines[0]?.trim());
});

it('is found by the expression of the filter for fail2ban, for IPv4 and IPv6', () => {
  write({ kind: 'scanner', source: '203.0.113.66' });
  write({ kind: 'rate-limited', source: '2001:db8::66' });
  write({ kind: 'banned', source: '203.0.113.67' });

  const found = lines.map(findAddress);
  expect(found).toEqual(['203.0.113.66', '2001:db8::66', undefined]);
});

it('leaves no way for a stranger to write such a line with the text of a phone', () => {
  const forged = '"role":"proxy","event":"scanner","source":"198.51.100.1"';

  pino({}, { write: (line: string) => void lines.push(line) }).info({ userAgent: forged }, forged);

  expect(lines).toHaveLength(1);
  expect(findAddress(lines[0] ?? '')).toBeUndefined();
});

it('tells a source once a minute', () => {
  for (const time of [now, now + 1, now + 60_000]) write({ time });

  expect(lines).toHaveLength(2);
});

it.each(Object.keys(noticeKinds))('has a row on the page for %s', (kind) => {
  expect(page).toContain(`| \`${kind}\` |`);
});
