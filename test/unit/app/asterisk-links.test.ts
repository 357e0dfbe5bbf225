// The links to the Asterisks of a configuration, where one of them cannot even be tried.

import { pino } from 'pino';
import { expect, it } from 'vitest';
import { AsteriskLinks } from '../../../src/app/asterisk-links.ts';
import type { AsteriskEvent } from '../../../src/asterisk/asterisk-event.ts';
import { SecretSource } from '../../../src/config/secret-source.ts';

it('tells of an Asterisk whose secret cannot be read as of one that cannot be asked', () => {
  const secret = new SecretSource({ kind: 'file', file: '/nonexistent/secret' });
  const ami = { host: '127.0.0.1', port: 5038, username: 'farend', secret };
  const events: AsteriskEvent[] = [];
  const links = new AsteriskLinks(
    [{ name: 'main', ami, astdb: false }],
    {
      onEvent: (event) => events.push(event),
      onUp: expect.fail,
      onDown: expect.fail,
      onUserEvent: expect.fail,
    },
    pino({ level: 'silent' }),
    () => undefined,
  );

  links.start();

  expect(events).toEqual([
    expect.objectContaining({
      kind: 'connection',
      asterisk: 'main',
      isUp: false,
      reason: expect.stringContaining('/nonexistent/secret'),
    }),
  ]);
});
