import { expect, test } from 'vitest';
import { parseConfig } from '../../../../src/config/load-config.ts';
import { listConfigEntries } from '../../../../src/install/config/config-entries.ts';
import type { ConfigWish } from '../../../../src/install/config/config-wish.ts';
import { editConfig } from '../../../../src/install/config/edit-config.ts';

const wish: ConfigWish = {
  way: 'watch',
  address: '192.0.2.10',
  sites: [],
  listenPort: 5070,
  divertedPort: 5071,
  asteriskSidePort: 5062,
  sip: { address: '192.0.2.10', port: 5060 },
  localNetworks: ['192.168.0.0/16'],
  ami: { host: '127.0.0.1', port: 5038, username: 'farend', secretFile: '/etc/farend/ami-secret' },
  hep: '127.0.0.1:9060',
  state: '/var/lib/farend',
  run: '/run/farend',
};
const leeds = { name: 'Leeds', networks: ['203.0.113.9/32'] };

function edit(text: string | undefined, changes: Partial<ConfigWish> = {}): string {
  return editConfig(text, listConfigEntries({ ...wish, ...changes }));
}

test('a fresh farend.yaml can be used, and nobody but the machine reaches it', () => {
  const loaded = parseConfig(edit(undefined), 'farend.yaml');

  expect(loaded).toMatchObject({
    ok: true,
    config: { proxy: { listen: [{ address: '127.0.0.1', port: 5070 }] } },
  });
});

test('the next way changes what is needed, and keeps lines and comments of a person', () => {
  const mine = edit(undefined).replace('state:', 'alerts: { learnFor: 2h } # mine\nstate:');

  const text = edit(mine, { way: 'site', sites: [leeds], publicAddress: '203.0.113.10' });

  expect(text).toContain('alerts: { learnFor: 2h } # mine');
  expect(text).not.toContain('Nobody but this machine');
  expect(parseConfig(text, 'farend.yaml')).toMatchObject({
    ok: true,
    config: {
      proxy: {
        listen: [{ port: 5070 }, { port: 5071, divertedFrom: 5060 }],
        mediaAddress: '203.0.113.10',
      },
      sites: [leeds],
    },
  });
});

test('what is good enough stays byte for byte', () => {
  const text = edit(undefined, { way: 'site', sites: [leeds] });

  expect(edit(text, { way: 'all' })).toBe(text);
});

test('a file of a person’s own keeps how farend gets into Asterisk', () => {
  const own = 'asterisk: { ami: { username: me, secret: { env: SECRET } } } # by hand\n';

  const text = edit(own);

  expect(text).toContain('ami: { username: me, secret: { env: SECRET } }');
  expect(text).toContain('# by hand');
});
