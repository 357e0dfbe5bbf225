import { expect, test } from 'vitest';
import { listPjsipTrunks } from '../../../../src/host/survey/pjsip-trunks.ts';
import { listSipTrunks } from '../../../../src/host/survey/sip-trunks.ts';
import { readConf } from '../read-conf.ts';

test('pjsip.conf: an identify, a registration and a fixed contact are trunks', () => {
  const conf = readConf(`[itsp]
type=identify
endpoint=provider
match=203.0.113.80, 203.0.113.96/255.255.255.240
match=sip.example.com
[itsp]
type=registration
server_uri=sip:reg.example.com:5061\\;transport=tls
outbound_proxy=sip:198.51.100.9\\;lr
client_uri=sip:17@reg.example.com
[door]
type=aor
contact=sip:door@192.168.1.59:5060
[header]
type=identify
endpoint=provider
match_header=X-Carrier: yes
[4001]
type=aor
max_contacts=1
`);

  expect(listPjsipTrunks(conf, undefined)).toMatchObject([
    {
      name: 'provider',
      by: 'identify',
      networks: ['203.0.113.80/32', '203.0.113.96/28'],
      hosts: ['sip.example.com'],
      place: { file: '/etc/asterisk/one.conf', line: 1 },
    },
    {
      name: 'itsp',
      by: 'registration',
      networks: ['198.51.100.9/32'],
      hosts: ['reg.example.com'],
    },
    { name: 'door', by: 'contact', networks: ['192.168.1.59/32'], hosts: [] },
  ]);
});

test('pjsip_wizard.conf: remote hosts are known by address, and registered with if it says so', () => {
  const wizard = readConf(`[provider]
type=wizard
sends_registrations=yes
remote_hosts=203.0.113.80:5080,[2001:db8::80]
[4001]
type=wizard
accepts_registrations=yes
`);

  const networks = ['203.0.113.80/32', '2001:db8::80/128'];
  expect(listPjsipTrunks(undefined, wizard)).toMatchObject([
    { name: 'provider', by: 'identify', networks },
    { name: 'provider', by: 'registration', networks },
  ]);
});

test('sip.conf: peers with a fixed host and each register line are trunks', () => {
  const conf = readConf(`[general]
register => 17:pa@ss@203.0.113.81/17
register => carrier?tcp://17@example.net:secret:auth@reg.example.com:5080~120
[provider]
type=peer
host=203.0.113.80
outboundproxy=sip.example.com:5070
[4001]
type=friend
host=dynamic
`);

  const trunks = listSipTrunks(conf);

  expect(trunks).toMatchObject([
    { name: 'provider', by: 'peer', networks: ['203.0.113.80/32'], hosts: ['sip.example.com'] },
    { by: 'registration', networks: ['203.0.113.81/32'], place: { line: 2 } },
    { by: 'registration', hosts: ['reg.example.com'] },
  ]);
  expect(JSON.stringify(trunks)).not.toMatch(/secret|pa@ss/);
});
