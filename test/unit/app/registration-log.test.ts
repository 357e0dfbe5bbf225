import { pino } from 'pino';
import { beforeEach, describe, expect, it } from 'vitest';
import { RegistrationLog } from '../../../src/app/registration-log.ts';
import { RepeatFilter } from '../../../src/app/repeat-filter.ts';
import type { SipObservation } from '../../../src/observation/sip-observation.ts';
import { makeObservation } from '../proxy/make-binding.ts';

let lines: Record<string, unknown>[];

beforeEach(() => {
  lines = [];
});

function makeLog(level: 'info' | 'debug'): RegistrationLog {
  const log = pino({ level, base: null }, { write: (line) => void lines.push(JSON.parse(line)) });
  return new RegistrationLog(log, new RepeatFilter());
}

function write(changes: Partial<SipObservation>, level: 'info' | 'debug' = 'info'): void {
  makeLog(level).write(makeObservation(changes));
}

describe('news is told at info', () => {
  it.each([
    [
      { binding: 'created', rportOffered: true },
      'registered',
      '4001@pbx.example.com registered from 203.0.113.5:40112',
    ],
    [
      { binding: 'created' },
      'registered',
      '4001@pbx.example.com registered from 203.0.113.5:40112, without rport',
    ],
    [
      { binding: 'moved', rportOffered: true },
      'moved',
      '4001@pbx.example.com is now reached at 203.0.113.5:40112',
    ],
    [
      { binding: 'removed' },
      'unregistered',
      '4001@pbx.example.com unregistered from 203.0.113.5:40112',
    ],
    [
      { statusCode: 403 },
      'refused',
      '4001@pbx.example.com from 203.0.113.5:40112 was refused by Asterisk with 403',
    ],
    [
      { statusCode: 0 },
      'unanswered',
      '4001@pbx.example.com from 203.0.113.5:40112 registers and Asterisk does not answer',
    ],
    [
      { statusCode: 401 },
      'refused',
      '4001@pbx.example.com from 203.0.113.5:40112 was refused by Asterisk with 401',
    ],
    [
      { statusCode: 404, credentials: 'none' },
      'refused',
      '4001@pbx.example.com from 203.0.113.5:40112 was refused by Asterisk with 404',
    ],
    [
      { statusCode: 401, credentials: 'replayed' },
      'credentials-held',
      '4001@pbx.example.com: credentials that came before from elsewhere were held back, from 203.0.113.5:40112',
    ],
    [
      { statusCode: 401, credentials: 'foreign-nonce' },
      'credentials-held',
      '4001@pbx.example.com: credentials over a nonce that was sent to another address were held back, from 203.0.113.5:40112',
    ],
    [
      { statusCode: 401, credentials: 'malformed' },
      'credentials-held',
      '4001@pbx.example.com: credentials that can be read in two ways were held back, from 203.0.113.5:40112',
    ],
  ] as const)('%j', (changes, event, sentence) => {
    write(changes);

    expect(lines).toMatchObject([{ level: 30, event, msg: sentence }]);
  });
});

describe('the rest is told at debug', () => {
  it.each([
    ['a refresh', { binding: 'refreshed' }],
    ['a 2xx that changed nothing', { binding: undefined }],
    ['a plain challenge', { statusCode: 401, credentials: 'none' }],
    ['a nonce that is used once more', { statusCode: 401, credentials: 'unknown-nonce' }],
  ] as const)('%s', (_, changes) => {
    write(changes);
    expect(lines).toEqual([]);

    write(changes, 'debug');
    expect(lines).toMatchObject([{ level: 20, event: 'register' }]);
  });
});

it('shows what was seen, and no secret', () => {
  write({ binding: 'created', nonce: 'secret-nonce', username: '4001' });

  expect(lines[0]).toMatchObject({
    aor: '4001@pbx.example.com',
    source: '203.0.113.5:40112',
    localSocket: '198.51.100.10:5060',
    statusCode: 200,
    callId: 'call-1',
    cSeq: 2,
    contact: '<sip:4001@192.168.1.50:5060>',
    topVia: 'SIP/2.0/UDP 192.168.1.50:5060;branch=z9hG4bK1',
    userAgent: 'Phone 1.0',
    rportOffered: false,
    natTests: ['private-via'],
    retransmissions: 0,
    binding: 'created',
    credentials: 'passed',
  });
  expect(JSON.stringify(lines)).not.toContain('secret-nonce');
});

it('tells a failure that repeats once a minute, and every success', () => {
  const log = makeLog('info');

  for (let i = 0; i < 5; i += 1) log.write(makeObservation({ statusCode: 403 }));
  log.write(makeObservation({ statusCode: 403, source: '203.0.113.6:5060' }));
  for (let i = 0; i < 3; i += 1) log.write(makeObservation({ binding: 'moved' }));

  expect(lines.map(({ event }) => event)).toEqual([
    'refused',
    'refused',
    'moved',
    'moved',
    'moved',
  ]);
});
