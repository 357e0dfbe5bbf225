import { expect, test } from 'vitest';
import { listPjsipTransports } from '../../../../src/host/survey/pjsip-transports.ts';
import { listSipTransports } from '../../../../src/host/survey/sip-transports.ts';
import { readConf } from '../read-conf.ts';

test.each([
  ['', '0.0.0.0', 5060],
  ['bind=0.0.0.0', '0.0.0.0', 5060],
  ['bind=0.0.0.0:5060', '0.0.0.0', 5060],
  ['bind = [::]', '::', 5060],
  ['bind=[2001:DB8::10]:5080', '2001:db8::10', 5080],
  ['bind=::', '::', 5060],
  ['bind=192.0.2.10\nprotocol=TLS', '192.0.2.10', 5061],
])('a transport of pjsip.conf with “%s” listens on %s port %d', (lines, address, port) => {
  const conf = readConf(`[one]\ntype=transport\n${lines}\n`);

  expect(listPjsipTransports(conf)).toMatchObject([{ name: 'one', address, port }]);
});

test('a transport takes from its template, and a template is none', () => {
  const conf = readConf(`[base](!)
type=transport
protocol=udp
local_net=10.0.0.0/8,192.168.0.0/255.255.0.0
external_signaling_address=PBX.example.com
[outside](base)
bind=192.0.2.10
external_signaling_port=5070
external_media_address=203.0.113.5
`);

  expect(listPjsipTransports(conf)).toEqual([
    {
      name: 'outside',
      driver: 'chan_pjsip',
      protocol: 'udp',
      address: '192.0.2.10',
      port: 5060,
      place: { file: '/etc/asterisk/one.conf', line: 6 },
      localNets: ['10.0.0.0/8', '192.168.0.0/16'],
      externalSignaling: { host: 'pbx.example.com', port: 5070 },
      externalMedia: '203.0.113.5',
    },
  ]);
});

test.each([
  ['', '0.0.0.0', 5060],
  ['bindport=5080', '0.0.0.0', 5080],
  ['udpbindaddr=192.0.2.10:5070\nbindport=5080', '192.0.2.10', 5070],
  ['bindaddr=[::]', '::', 5060],
])('chan_sip with “%s” listens on %s port %d', (lines, address, port) => {
  const transports = listSipTransports(readConf(`[general]\n${lines}\n`));

  expect(transports).toMatchObject([{ protocol: 'udp', address, port }]);
});

test('chan_sip listens on TCP and TLS where they are on, and knows its outside address', () => {
  const conf = readConf(`[general]
udpbindaddr=192.0.2.10
tcpenable=yes
tlsenable=yes
tlsbindaddr=192.0.2.11
externip=203.0.113.5:5070
localnet=192.168.0.0/255.255.0.0
localnet=10.0.0.0/8
`);

  const transports = listSipTransports(conf);

  expect(transports).toMatchObject([
    { protocol: 'udp', address: '192.0.2.10', port: 5060 },
    { protocol: 'tcp', address: '192.0.2.10', port: 5060 },
    { protocol: 'tls', address: '192.0.2.11', port: 5061 },
  ]);
  expect(transports[0]).toMatchObject({
    externalSignaling: { host: '203.0.113.5', port: 5070 },
    externalMedia: '203.0.113.5',
    localNets: ['192.168.0.0/16', '10.0.0.0/8'],
  });
});
