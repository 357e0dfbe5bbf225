import { expect, it } from 'vitest';
import { formatJournalLine, formatLogLine } from '../../../src/app/log-text.ts';

function line(fields: Record<string, unknown>): string {
  return `${JSON.stringify({ time: '2026-11-21T07:00:01.234Z', level: 30, msg: 'hello', ...fields })}\n`;
}

it.each([
  [{}, '07:00:01 info  hello\n'],
  [{ level: 50 }, '07:00:01 error hello\n'],
  [{ level: 35 }, '07:00:01 35    hello\n'],
  [{ role: 'proxy', event: 'x' }, '07:00:01 info  hello\n'],
  [{ aor: 'a@b', statusCode: 200 }, '07:00:01 info  hello | aor=a@b statusCode=200\n'],
  [{ userAgent: 'Phone 1.0' }, '07:00:01 info  hello | userAgent="Phone 1.0"\n'],
  [{ text: 'a="b"' }, '07:00:01 info  hello | text="a=\\"b\\""\n'],
  [{ natTests: ['no-rport'] }, '07:00:01 info  hello | natTests=["no-rport"]\n'],
])('shows %j', (fields, expected) => {
  expect(formatLogLine(line(fields))).toBe(expected);
});

it('lets nobody write a line of his own or move the cursor', () => {
  const text = formatLogLine(
    line({ msg: 'a\n07:00:02 info  b\u001b[2J', userAgent: 'x\u009b1A\u007f' }),
  );

  expect(text).toBe('07:00:01 info  a\\x0a07:00:02 info  b\\x1b[2J | userAgent=x\\x9b1A\\x7f\n');
});

it.each([
  [60, 2],
  [50, 3],
  [40, 4],
  [30, 6],
  [20, 7],
])('has the journal know level %i as priority %i, and no second time', (level, priority) => {
  const text = formatJournalLine(line({ level, role: 'proxy', event: 'x', aor: 'a@b' }));

  expect(text).toBe(`<${priority}>proxy: hello | aor=a@b\n`);
});
