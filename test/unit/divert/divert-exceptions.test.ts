import { expect, it } from 'vitest';
import { ExceptionList } from '../../../src/divert/divert-exceptions.ts';
import type { Trunk } from '../../../src/host/asterisk-survey.ts';

const provider: Trunk = {
  name: 'provider',
  driver: 'chan_pjsip',
  by: 'identify',
  networks: ['198.51.100.0/28'],
  hosts: ['sip.example.com'],
  place: { file: 'pjsip.conf', line: 12 },
};
const nothing = { trunks: [], except: [], found: [] };

it('lists each network once, with who named it first', async () => {
  const list = new ExceptionList(async () => ['192.0.2.80', '2001:db8::80']);

  const exceptions = await list.list({
    except: ['203.0.113.9/32'],
    trunks: ['198.51.100.0/28'],
    found: [provider],
  });

  expect(exceptions).toEqual([
    { network: '203.0.113.9/32', source: '--except' },
    { network: '198.51.100.0/28', source: 'proxy.trunks' },
    { network: '192.0.2.80/32', source: 'trunk provider (pjsip.conf:12)' },
    { network: '2001:db8::80/128', source: 'trunk provider (pjsip.conf:12)' },
  ]);
});

it('keeps the last addresses of a name that cannot be looked up, and tells', async () => {
  const answers = [['192.0.2.80'], undefined];
  const list = new ExceptionList(async () => {
    const answer = answers.shift();
    if (answer === undefined) throw new Error('ENOTFOUND');
    return answer;
  });
  const found = [{ ...provider, networks: [] }];

  const first = await list.list({ ...nothing, found });
  const second = await list.list({ ...nothing, found });

  expect(second).toEqual(first);
  expect([...list.unresolved]).toEqual(['sip.example.com']);
});
