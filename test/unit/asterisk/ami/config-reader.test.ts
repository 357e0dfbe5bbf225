// The lines of a file, taken off the answer to GetConfig.

import { expect, test } from 'vitest';
import { ConfigReader } from '../../../../src/asterisk/ami/config-reader.ts';

const ANSWER = [
  'Response: Success',
  'ActionID: 7',
  'Category-000000: general',
  'Line-000000-000000: nat=no',
  'Category-000001: 4001',
  'IsTemplate-000001: 1',
  'Templates-000001: phone',
  'Line-000001-000000: NAT=no',
  'Line-000001-000001: secret=pw4001',
  'Line-000001-000002: nat=force_rport,comedia',
  'Line-000001-000003: setvar=nat=no',
  'Category-1000000: after a million',
  '',
  '',
].join('\r\n');

test('keeps what is asked for, and leaves the message, wherever the packets end', () => {
  const halves = Array.from({ length: ANSWER.length + 1 }, (_, place) => [
    ANSWER.slice(0, place),
    ANSWER.slice(place),
  ]);

  for (const chunks of [...halves, [...ANSWER]]) {
    const reader = new ConfigReader((variable) => variable === 'nat');
    const rest = chunks.map((chunk) => reader.read(chunk)).join('');

    expect(rest).toBe('Response: Success\r\nActionID: 7\r\n\r\n');
    expect(reader.categories).toEqual([
      { name: 'general', variables: [['nat', 'no']] },
      {
        name: '4001',
        variables: [
          ['nat', 'no'],
          ['nat', 'force_rport,comedia'],
        ],
      },
      { name: 'after a million', variables: [] },
    ]);
  }
});

test('holds nothing of a line that it does not keep', () => {
  const reader = new ConfigReader(() => false);

  reader.read(ANSWER);

  expect(JSON.stringify(reader)).not.toMatch(/pw4001|force_rport/);
});

test('gives up an answer without end', () => {
  const reader = new ConfigReader(() => false);
  const chunk = 'Line-000000-000000: x=y\r\n'.repeat(100_000);

  let rest: string | undefined = '';
  for (let sent = 0; sent < 200_000_000 && rest !== undefined; sent += chunk.length)
    rest = reader.read(chunk);

  expect(rest).toBeUndefined();
});
