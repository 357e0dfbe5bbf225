import { expect, test } from 'vitest';
import { findDrivers, parseModuleList } from '../../../../src/host/survey/drivers.ts';
import { listOtherStores } from '../../../../src/host/survey/other-stores.ts';
import { readServices } from '../../../../src/host/survey/services.ts';
import { readConf } from '../read-conf.ts';

test('services that no file speaks of are off, with the ports that they would have', () => {
  expect(readServices(() => undefined)).toEqual({
    manager: { isEnabled: false, address: '0.0.0.0', port: 5038 },
    http: { isEnabled: false, address: '0.0.0.0', port: 8088, prefix: '' },
    ari: { isEnabled: false },
    rtp: { start: 5000, end: 31_000 },
  });
});

test('services are as their files say', () => {
  const files: Record<string, string> = {
    'manager.conf': '[general]\nenabled=yes\nbindaddr=127.0.0.1\nport=5039\n',
    'http.conf': '[general]\nenabled=yes\nbindaddr=::1\nbindport=8089\nprefix=asterisk\n',
    'ari.conf': '[general]\n',
    'rtp.conf': '[general]\nrtpstart=10000\nrtpend=20000\n',
    'hep.conf': '[general]\nenabled=no\ncapture_address=192.0.2.20:9060\n',
  };

  const services = readServices((name) => readConf(files[name] ?? ''));

  expect(services).toEqual({
    manager: { isEnabled: true, address: '127.0.0.1', port: 5039 },
    http: { isEnabled: true, address: '::1', port: 8089, prefix: '/asterisk' },
    ari: { isEnabled: true },
    rtp: { start: 10_000, end: 20_000 },
    hep: { isEnabled: false, captureAddress: '192.0.2.20:9060' },
  });
});

test('a port that nobody can reach is none', () => {
  const services = readServices(() => readConf('[general]\nport=0\nbindport=0\n'));

  expect(services.manager.port).toBe(5038);
  expect(services.http.port).toBe(8088);
});

test('HTTP without bindaddr is off, whatever “enabled” says', () => {
  const services = readServices(() => readConf('[general]\nenabled=yes\n'));

  expect(services.http.isEnabled).toBe(false);
});

test('the list of modules has those that run', () => {
  const output = `Module                         Description                              Use Count  Status      Support Level
chan_pjsip.so                  PJSIP Channel Driver                     0          Running              core
chan_sip.so                    Session Initiation Protocol (SIP)        0          Not Running      deprecated
2 modules loaded
`;

  expect(parseModuleList(output)).toEqual(['chan_pjsip']);
});

const both = {
  modulesConf: readConf('[modules]\nautoload=yes\nnoload => chan_sip.so\n'),
  moduleFiles: ['chan_pjsip.so', 'chan_sip.so'],
  hasFile: () => true,
};

test.each([
  ['without those that modules.conf refuses', both, ['chan_pjsip']],
  ['without those that are not there', { ...both, moduleFiles: ['chan_sip.so'] }, []],
  ['without those whose file is missing', { ...both, hasFile: () => false }, []],
  [
    'only those that are loaded by name without autoload',
    { ...both, modulesConf: readConf('[modules]\nload = chan_sip.so\n') },
    ['chan_sip'],
  ],
])(
  'the drivers of an Asterisk that does not run are told by its files: %s',
  (_, signs, expected) => {
    expect(findDrivers(undefined, signs)).toEqual(expected);
  },
);

test('endpoints in a database are told with the line that says so', () => {
  const sorcery = readConf(`[res_pjsip]
endpoint=config,pjsip.conf,criteria=type=endpoint
endpoint=realtime,ps_endpoints
aor=astdb,aors
contact=astdb,registrar
[res_pjsip_publish_asterisk]
asterisk-publication=realtime,x
`);

  expect(listOtherStores(sorcery, readConf('[settings]\nsippeers => odbc,asterisk\n'))).toEqual([
    { kind: 'endpoint', store: 'realtime', place: { file: '/etc/asterisk/one.conf', line: 3 } },
    { kind: 'aor', store: 'astdb', place: { file: '/etc/asterisk/one.conf', line: 4 } },
    { kind: 'sippeers', store: 'realtime', place: { file: '/etc/asterisk/one.conf', line: 2 } },
  ]);
});
