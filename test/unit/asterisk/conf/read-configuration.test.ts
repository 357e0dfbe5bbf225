import { expect, test } from 'vitest';
import { readFiles, readLines, showSections, showTroubles } from './conf-files.ts';

test('reads sections with their lines, and keeps the place of each', () => {
  const configuration = readLines('[4001]', 'type = endpoint', '', ' context=>phones ; inside');

  expect(configuration.sections).toEqual([
    {
      name: '4001',
      isTemplate: false,
      templates: [],
      file: '/etc/asterisk/pjsip.conf',
      line: 1,
      variables: [
        { name: 'type', value: 'endpoint', file: '/etc/asterisk/pjsip.conf', line: 2 },
        { name: 'context', value: 'phones', file: '/etc/asterisk/pjsip.conf', line: 4 },
      ],
    },
  ]);
  expect(configuration.troubles).toEqual([]);
});

test('a section inherits from its templates in their order, before its own lines', () => {
  const configuration = readLines(
    '[nat](!)\nforce_rport=yes',
    '[phone](!,nat)\ntype=endpoint',
    '[4001](phone)\nforce_rport=no',
  );

  expect(showSections(configuration)).toEqual([
    ['[nat](!)', 'force_rport=yes'],
    ['[phone](!,nat)', 'force_rport=yes', 'type=endpoint'],
    ['[4001](phone)', 'force_rport=yes', 'type=endpoint', 'force_rport=no'],
  ]);
});

test('(+) with a filter adds to the section of that name and type', () => {
  const configuration = readLines(
    '[4001]\ntype=endpoint',
    '[4001]\ntype=aor',
    '[4001](+type=aor)\nmax_contacts=1',
    '[4001](+)\nforce_rport=yes',
  );

  expect(showSections(configuration)).toEqual([
    ['[4001]', 'type=endpoint', 'force_rport=yes'],
    ['[4001]', 'type=aor', 'max_contacts=1'],
  ]);
});

test('a stale (+) in an included file ends that file alone', () => {
  const configuration = readFiles({
    'pjsip.conf': '[4001]\ntype=endpoint\n#tryinclude farend.d/pjsip.conf\n[4002]\ntype=endpoint',
    'farend.d/pjsip.conf': '[4001](+)\nforce_rport=yes\n[gone](+)\nx=1\n[4001](+)\ny=1',
  });

  expect(showSections(configuration)).toEqual([
    ['[4001]', 'type=endpoint', 'force_rport=yes'],
    ['[4002]', 'type=endpoint'],
  ]);
  expect(showTroubles(configuration)).toEqual(['farend.d/pjsip.conf:3 ends-file']);
});

test('an inclusion tells what was read for it, and how many sections stood before it', () => {
  const configuration = readFiles({
    'pjsip.conf': '[a]\n[b]\n#include x/*.conf\n#tryinclude nothing.conf',
    'x/1.conf': '[c]',
    'x/2.conf': '[d]',
  });

  expect(configuration.inclusions).toEqual([
    {
      directive: 'include',
      path: 'x/*.conf',
      files: ['/etc/asterisk/x/1.conf', '/etc/asterisk/x/2.conf'],
      sectionsBefore: 2,
      file: '/etc/asterisk/pjsip.conf',
      line: 3,
    },
    {
      directive: 'tryinclude',
      path: 'nothing.conf',
      files: [],
      sectionsBefore: 4,
      file: '/etc/asterisk/pjsip.conf',
      line: 4,
    },
  ]);
  expect(configuration.files.length).toBe(3);
});

test('a missing #include refuses the whole configuration', () => {
  const configuration = readLines('[a]', '#include missing.conf');

  expect(showTroubles(configuration)).toEqual(['pjsip.conf:2 refuses-all']);
});
