import { expect, test } from 'vitest';
import { readDirectories } from '../../../src/host/asterisk-directories.ts';
import { readConf } from './read-conf.ts';

const USUAL = {
  configDirectory: '/etc/asterisk',
  runDirectory: '/var/run/asterisk',
  logDirectory: '/var/log/asterisk',
  controlSocket: '/var/run/asterisk/asterisk.ctl',
};

test('what asterisk.conf leaves out is as Asterisk was built', () => {
  expect(readDirectories(readConf('[options]\nverbose = 3\n'))).toEqual(USUAL);
});

test('a template of directories counts for nothing, as Asterisk has it', () => {
  const text = '[directories](!)\nastetcdir => /elsewhere\nastrundir => /elsewhere\n';

  expect(readDirectories(readConf(text))).toEqual(USUAL);
});

test('directories and the name of the control socket are as written', () => {
  const text = `[directories]
astetcdir => /srv/pbx/etc
astmoddir => /srv/pbx/modules
astrundir => /srv/pbx/run
astlogdir => /srv/pbx/log
[files]
astctlpermissions = 0660
astctl = pbx.ctl
`;

  expect(readDirectories(readConf(text))).toEqual({
    configDirectory: '/srv/pbx/etc',
    moduleDirectory: '/srv/pbx/modules',
    runDirectory: '/srv/pbx/run',
    logDirectory: '/srv/pbx/log',
    controlSocket: '/srv/pbx/run/pbx.ctl',
  });
});
