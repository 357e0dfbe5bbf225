import { describe, expect, it } from 'vitest';
import { parseHostPort } from '../../../src/sip/host-port.ts';

describe('RFC 3261 §25.1: reads host and port', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1', 0],
    ['192.0.2.1:1', '192.0.2.1', 1],
    ['example.com:65535', 'example.com', 65535],
    [' host : 5060 ', 'host', 5060],
    ['[2001:DB8::1]:5060', '[2001:DB8::1]', 5060],
    ['[::ffff:192.0.2.1]', '[::ffff:192.0.2.1]', 0],
    ['a_b.example.com', 'a_b.example.com', 0],
    ['example.com.', 'example.com.', 0],
  ])('%j', (text, host, port) => {
    expect(parseHostPort(text, 0, text.length)).toEqual({ host, port });
  });

  it.each([
    '',
    ' ',
    ':5060',
    'host:',
    'host:0',
    'host:65536',
    'host: 50 60',
    'host x',
    'ho,st',
    '[::1',
    '[]',
    '[::1]x',
    '[::1%eth0]',
    'h\xe4st',
  ])('refuses %j', (text) => {
    expect(parseHostPort(text, 0, text.length)).toBeUndefined();
  });
});
