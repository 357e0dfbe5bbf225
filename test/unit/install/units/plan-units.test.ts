// The unit files of farend, line by line where it matters.

import { expect, test } from 'vitest';
import { planUnits } from '../../../../src/install/units/plan-units.ts';
import type { UnitOptions } from '../../../../src/install/units/unit-options.ts';

const options: UnitOptions = {
  program: { node: '/usr/bin/node', main: '/opt/farend/dist/cli/main.js' },
  nodeFlags: { proxy: ['--max-semi-space-size=4'], companion: ['--max-semi-space-size=1'] },
  configFile: '/etc/farend/farend.yaml',
  user: 'farend',
  groups: ['asterisk'],
  state: '/var/lib/farend',
  run: '/run/farend',
  writes: ['/etc/asterisk/farend.d'],
  hasLowPort: false,
  isApart: false,
};

/** The lines of one unit. */
function readUnit(name: string, changes: Partial<UnitOptions> = {}): string[] {
  const units = planUnits({ ...options, ...changes });
  return (units.find((unit) => unit.name === name)?.text ?? '').split('\n');
}

test('runs the parent of both, or both apart with the options that the parent would give them', () => {
  const names = [false, true].map((isApart) =>
    planUnits({ ...options, isApart }).map(({ name }) => name),
  );

  expect(names).toEqual([
    ['farend.service', 'farend-divert.service'],
    ['farend-proxy.service', 'farend-companion.service', 'farend-divert.service'],
  ]);
  expect(readUnit('farend.service')).toContain(
    'ExecStart=/usr/bin/node /opt/farend/dist/cli/main.js run -c /etc/farend/farend.yaml',
  );
  expect(readUnit('farend-proxy.service', { isApart: true })).toContain(
    'ExecStart=/usr/bin/node --max-semi-space-size=4 /opt/farend/dist/cli/main.js proxy -c /etc/farend/farend.yaml',
  );
});

test('keeps blanks, quotes, variables and specifiers of paths as they are', () => {
  const lines = readUnit('farend.service', {
    configFile: '/srv/50% "off"/$HOME/farend.yaml',
    writes: ['/srv/my phones'],
  });

  expect(lines).toContain(
    String.raw`ExecStart=/usr/bin/node /opt/farend/dist/cli/main.js run -c "/srv/50%% \"off\"/$$HOME/farend.yaml"`,
  );
  expect(lines).toContain('ReadWritePaths="-/srv/my phones"');
});

test('lets systemd make state and run where they are in its places, and opens other paths', () => {
  const usual = readUnit('farend.service');
  const elsewhere = readUnit('farend.service', { state: '/srv/farend', run: '/tmp/farend' });

  expect(usual).toContain('StateDirectory=farend');
  expect(usual).toContain('RuntimeDirectory=farend');
  expect(usual).toContain('ReadWritePaths=-/etc/asterisk/farend.d');
  expect(elsewhere).toContain('ReadWritePaths=-/srv/farend -/tmp/farend -/etc/asterisk/farend.d');
  expect(elsewhere.filter((line) => line.includes('Directory='))).toEqual([]);
});

test('has no capability but for a port below 1024, and for the guard, which is no root either', () => {
  const capabilities = (lines: string[]) =>
    lines.filter((line) => line.startsWith('CapabilityBoundingSet='));

  expect(capabilities(readUnit('farend.service'))).toEqual(['CapabilityBoundingSet=']);
  expect(capabilities(readUnit('farend.service', { hasLowPort: true }))).toEqual([
    'CapabilityBoundingSet=CAP_NET_BIND_SERVICE',
  ]);
  expect(capabilities(readUnit('farend-divert.service'))).toEqual([
    'CapabilityBoundingSet=CAP_NET_ADMIN',
  ]);
  expect(readUnit('farend-divert.service')).toContain('User=farend');
});

test('lets the proxy alone neither read Asterisk’s files nor write the policy', () => {
  const lines = readUnit('farend-proxy.service', { isApart: true });

  expect(lines.filter((line) => /^(SupplementaryGroups|ReadWritePaths)=/.test(line))).toEqual([]);
});

test('sees a home only where the program is in one', () => {
  const home = readUnit('farend.service', {
    program: { node: '/usr/bin/node', main: '/home/pbx/farend/src/cli/main.ts' },
  });

  expect(home).toContain('ProtectHome=read-only');
  expect(readUnit('farend.service')).toContain('ProtectHome=yes');
});
