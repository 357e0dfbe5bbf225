import { expect, test } from 'vitest';
import { readFarendArgv } from '../../../src/host/find-farend.ts';

test.each([
  ['/usr/bin/node /usr/bin/farend run -c /srv/farend.yaml', '/srv/farend.yaml'],
  ['node --max-old-space-size=200 dist/cli/main.js companion --json --config=a.yaml', 'a.yaml'],
  ['node src/cli/main.ts proxy --config b.yaml', 'b.yaml'],
  ['node /usr/bin/farend run', '/etc/farend/farend.yaml'],
])('%s is farend, by %s', (argv, file) => {
  expect(readFarendArgv(argv.split(' '))).toBe(file);
});

test.each([
  'node /usr/bin/farend status -c /srv/farend.yaml',
  'vi run -c /srv/farend.yaml',
  'run -c /srv/farend.yaml',
  'docker run farend',
])('%s is no farend', (argv) => {
  expect(readFarendArgv(argv.split(' '))).toBeUndefined();
});
