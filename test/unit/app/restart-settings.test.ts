import { expect, it } from 'vitest';
import { explainRestart } from '../../../src/app/restart-settings.ts';
import type { FarendConfig } from '../../../src/config/farend-config.ts';
import { parseConfig } from '../../../src/config/load-config.ts';
import { smallest } from '../config/sample-config.ts';

function parse(added: string): FarendConfig {
  const loaded = parseConfig(smallest + added, 'farend.yaml');
  return loaded.ok ? loaded.config : expect.fail('the configuration is not fine');
}

it.each([
  ['', undefined],
  ['log: { level: debug }', undefined],
  ['state: /srv/farend', 'changes that take effect after a restart only: state'],
  [
    'run: /srv/run\nlog: { format: json }',
    'changes that take effect after a restart only: run, log.format',
  ],
  ['history: { keep: 1d }', 'changes that take effect after a restart only: history.keep'],
])('a file that adds %j is answered with %j', (added, sentence) => {
  expect(explainRestart(parse(''), parse(added))).toBe(sentence);
});
