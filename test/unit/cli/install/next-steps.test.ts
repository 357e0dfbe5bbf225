import { expect, test } from 'vitest';
import { formatNextSteps, type NextSteps } from '../../../../src/cli/install/next-steps.ts';

const next: NextSteps = {
  answers: { way: 'watch', address: '192.0.2.10', sites: [], hasAri: true, hasPolicy: false },
  config: '/etc/farend/farend.yaml',
  hasUnits: true,
  outdated: [],
};

/** The lines that a person pastes. */
function listCommands(given: Partial<NextSteps>): string[] {
  const lines = formatNextSteps({ ...next, ...given }).split('\n');
  return lines.filter((line) => line.startsWith('  ')).map((line) => line.trim());
}

test('each line is a command that a shell takes as it stands', () => {
  const sites = [{ name: 'Leeds', networks: ['203.0.113.9/32', '2001:db8::/64'] }];
  const config = "/srv/a b/it's.yaml";

  const commands = listCommands({ config, answers: { ...next.answers, way: 'site', sites } });

  const quoted = String.raw`-c '/srv/a b/it'\''s.yaml'`;
  expect(commands).toEqual([
    `farend doctor ${quoted}`,
    `farend divert on --from 203.0.113.9/32 2001:db8::/64 ${quoted}`,
    `farend status ${quoted}`,
    `farend undo ${quoted}`,
  ]);
});

test('a farend without units is started, one with an earlier farend.yaml is ended first', () => {
  expect(listCommands({ hasUnits: false, outdated: [4711] }).slice(0, 2)).toEqual([
    'kill 4711 && tail --pid=4711 -f /dev/null',
    'farend run -c /etc/farend/farend.yaml &',
  ]);
});

test('without networks of the site there is no command with a gap in it', () => {
  const answers = { ...next.answers, way: 'site' } as const;

  expect(formatNextSteps({ ...next, answers })).toContain('say its networks first');
  expect(listCommands({ answers }).join(' ')).not.toContain('divert');
});
