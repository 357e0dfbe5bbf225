import { describe, expect, it } from 'vitest';
import { check as advertise } from '../../../../src/doctor/checks/advertise.ts';
import { check as fail2ban } from '../../../../src/doctor/checks/fail2ban.ts';
import { check as firewallAsterisk } from '../../../../src/doctor/checks/firewall-asterisk.ts';
import { check as firewallRtp } from '../../../../src/doctor/checks/firewall-rtp.ts';
import { check as firewallSip } from '../../../../src/doctor/checks/firewall-sip.ts';
import { check as freepbxFirewall } from '../../../../src/doctor/checks/freepbx-firewall.ts';
import { check as localNetworks } from '../../../../src/doctor/checks/local-networks.ts';
import { check as loopbackLink } from '../../../../src/doctor/checks/loopback-link.ts';
import { check as mediaAddress } from '../../../../src/doctor/checks/media-address.ts';
import type { DoctorFacts } from '../../../../src/doctor/doctor-facts.ts';
import type { LocalAsterisk, MachineFacts } from '../../../../src/doctor/machine/machine-facts.ts';
import type { Fail2ban } from '../../../../src/host/fail2ban/find-fail2ban.ts';
import {
  CONFIG_FILE,
  configOf,
  factsOf,
  healthyMachine,
  judge,
  machineOf,
} from '../healthy-facts.ts';

const PUBLIC = '203.0.113.10';
const INSIDE = '10.0.0.10';

/** A machine behind 1:1 NAT. */
const inside: Partial<MachineFacts> = {
  networks: [
    { interface: 'lo', address: '127.0.0.1', network: '127.0.0.0/8' },
    { interface: 'eth0', address: INSIDE, network: '10.0.0.0/24' },
  ],
  mainAddress: INSIDE,
};

function proxyOf(proxy: object): DoctorFacts['config'] {
  return configOf({
    proxy: { listen: [`udp://${PUBLIC}:5070`], asterisk: [`udp://${PUBLIC}:5060`], ...proxy },
  });
}

const insideProxy = { listen: [`udp://${INSIDE}:5070`], asterisk: [`udp://${INSIDE}:5060`] };

function phonesAt(address: string): Pick<MachineFacts, 'companion'> {
  const phone = { endpoint: '4001', address, localSocket: `${INSIDE}:5070` };
  return { companion: { seen: { version: '0.1.0', phones: [phone] } } };
}

function transportWith(host: string): Pick<MachineFacts, 'asterisk'> {
  const transport: LocalAsterisk['transports'][number] = {
    name: 'transport-udp',
    driver: 'chan_pjsip',
    protocol: 'udp',
    address: '0.0.0.0',
    port: 5060,
    place: { file: 'pjsip.conf', line: 3 },
    localNets: [],
    externalSignaling: { host },
  };
  return {
    asterisk: {
      seen: {
        transports: [transport],
        rtp: { start: 10_000, end: 20_000 },
        configDirectory: '/etc/asterisk',
      },
    },
  };
}

const watching = proxyOf({ listen: ['udp://127.0.0.1:5070'] });

describe('advertise', () => {
  it('passes with a public address of the machine', () => {
    expect(judge(advertise, factsOf()).status).toBe('pass');
  });

  it('is skipped where farend listens on loopback only', () => {
    expect(judge(advertise, machineOf({}, watching)).status).toBe('skip');
  });

  it('tells 1:1 NAT by a public address that the machine has not', () => {
    const result = judge(advertise, machineOf(inside));

    expect(result).toMatchObject({
      status: 'fail',
      changes: [
        {
          where: `${CONFIG_FILE}, proxy.listen`,
          from: `udp://${PUBLIC}:5070`,
          to: `{ url: udp://${INSIDE}:5070, advertise: ${PUBLIC} }`,
        },
      ],
    });
  });

  it('fails where phones from outside come to a private address that is not advertised', () => {
    const facts = machineOf(
      { ...inside, ...phonesAt('198.51.100.7'), ...transportWith(PUBLIC) },
      proxyOf(insideProxy),
    );

    const result = judge(advertise, facts);

    expect(result).toMatchObject({
      status: 'fail',
      evidence: ['4001 registered from 198.51.100.7'],
      changes: [{ to: `{ url: udp://${INSIDE}:5070, advertise: ${PUBLIC} }` }],
    });
  });

  it.each([
    ['nobody from outside has come', {}, 'pass'],
    ['Asterisk knows a public address', transportWith(PUBLIC), 'warn'],
  ])('of a private address that is not advertised, where %s', (_, changed, status) => {
    const facts = machineOf({ ...inside, ...changed }, proxyOf(insideProxy));

    expect(judge(advertise, facts).status).toBe(status);
  });

  it.each([
    ['the same as Asterisk’s', PUBLIC, transportWith(PUBLIC), 'pass'],
    ['another than Asterisk’s', '198.51.100.99', transportWith(PUBLIC), 'warn'],
    ['private, with phones outside', '192.168.1.1', phonesAt('198.51.100.7'), 'fail'],
    ['a name', 'sip.example.org', transportWith(PUBLIC), 'pass'],
  ])('of an advertised address: %s', (_, host, changed, status) => {
    const listen = [{ url: `udp://${INSIDE}:5070`, advertise: host }];
    const facts = machineOf({ ...inside, ...changed }, proxyOf({ ...insideProxy, listen }));

    expect(judge(advertise, facts).status).toBe(status);
  });
});

describe('media-address', () => {
  it('passes without one where Asterisk has a public address', () => {
    expect(judge(mediaAddress, factsOf()).status).toBe('pass');
  });

  it('passes inside, where all phones are inside too', () => {
    const facts = machineOf({ ...inside, ...phonesAt('10.0.0.50') }, proxyOf(insideProxy));

    expect(judge(mediaAddress, facts).status).toBe('pass');
  });

  it('fails without one behind NAT, and names what is advertised', () => {
    const listen = [{ url: `udp://${INSIDE}:5070`, advertise: PUBLIC }];
    const facts = machineOf(inside, proxyOf({ ...insideProxy, listen }));

    const result = judge(mediaAddress, facts);

    expect(result).toMatchObject({
      status: 'fail',
      changes: [{ where: `${CONFIG_FILE}, proxy.mediaAddress`, to: `mediaAddress: ${PUBLIC}` }],
    });
  });

  it.each([
    ['right', PUBLIC, 'pass'],
    ['another one', '198.51.100.77', 'fail'],
    ['private', '10.0.0.10', 'fail'],
  ])('behind NAT, %s', (_, address, status) => {
    const listen = [{ url: `udp://${INSIDE}:5070`, advertise: PUBLIC }];
    const facts = machineOf(inside, proxyOf({ ...insideProxy, listen, mediaAddress: address }));

    expect(judge(mediaAddress, facts).status).toBe(status);
  });

  it('fails for one that is nobody’s, beside an Asterisk with a public address', () => {
    const facts = machineOf({}, proxyOf({ mediaAddress: '198.51.100.77' }));

    const result = judge(mediaAddress, facts);

    expect(result).toMatchObject({
      status: 'fail',
      changes: [{ from: 'mediaAddress: 198.51.100.77', to: `mediaAddress: ${PUBLIC}` }],
    });
  });

  it('is skipped where farend listens on loopback only', () => {
    expect(judge(mediaAddress, machineOf({}, watching)).status).toBe('skip');
  });
});

describe('loopback-link', () => {
  it('passes over an address of the machine', () => {
    expect(judge(loopbackLink, factsOf()).status).toBe('pass');
  });

  it('fails over 127.0.0.1, and names the address of the machine', () => {
    const facts = machineOf({}, proxyOf({ asterisk: ['udp://127.0.0.1:5060'] }));

    const result = judge(loopbackLink, facts);

    expect(result).toMatchObject({
      status: 'fail',
      changes: [
        {
          where: `${CONFIG_FILE}, proxy.asterisk`,
          from: 'udp://127.0.0.1:5060',
          to: `udp://${PUBLIC}:5060`,
        },
      ],
    });
  });

  it('does not mind where no phone comes through farend', () => {
    const config = proxyOf({
      listen: ['udp://127.0.0.1:5070'],
      asterisk: ['udp://127.0.0.1:5060'],
    });

    expect(judge(loopbackLink, machineOf({}, config)).status).toBe('pass');
  });
});

describe('local-networks', () => {
  it('passes where nobody comes from a private address', () => {
    expect(judge(localNetworks, factsOf()).status).toBe('pass');
  });

  it('warns of a phone from a private network that is not in it, and names the whole line', () => {
    const config = proxyOf({ ...insideProxy, localNetworks: ['192.168.0.0/16'] });

    const result = judge(localNetworks, machineOf({ ...inside, ...phonesAt('10.0.0.50') }, config));

    expect(result).toMatchObject({
      status: 'warn',
      changes: [{ to: 'localNetworks: [192.168.0.0/16, 10.0.0.0/24]' }],
    });
  });

  it('warns of the network of its own interface where something is advertised', () => {
    const listen = [{ url: `udp://${INSIDE}:5070`, advertise: PUBLIC }];

    const result = judge(localNetworks, machineOf(inside, proxyOf({ ...insideProxy, listen })));

    expect(result).toMatchObject({
      status: 'warn',
      changes: [{ to: 'localNetworks: [10.0.0.0/24]' }],
    });
  });

  it('passes once it is there', () => {
    const listen = [{ url: `udp://${INSIDE}:5070`, advertise: PUBLIC }];
    const config = proxyOf({ ...insideProxy, listen, localNetworks: ['10.0.0.0/24'] });

    const facts = machineOf({ ...inside, ...phonesAt('10.0.0.50') }, config);

    expect(judge(localNetworks, facts).status).toBe('pass');
  });
});

function firewallOf(changed: Partial<MachineFacts['firewall']>, config?: DoctorFacts['config']) {
  return machineOf({ firewall: { ...healthyMachine.firewall, ...changed } }, config);
}

function portOf(from: number, to: number, accepts: 'yes' | 'no' | 'unknown') {
  return { ports: [{ from, to, answer: { accepts, rule: 'inet filter input: the rule' } }] };
}

const unread = { readBy: 'none', silence: 'nft: Operation not permitted', ports: [] } as const;

describe('firewall-sip', () => {
  it.each(['yes', 'no', 'unknown'] as const)('says what the firewall does: %s', (accepts) => {
    const result = judge(firewallSip, firewallOf(portOf(5070, 5070, accepts)));

    expect(result.status).toBe({ yes: 'pass', no: 'fail', unknown: 'warn' }[accepts]);
    expect(result.evidence).toEqual(['inet filter input: the rule']);
    if (accepts === 'no') expect(result.changes[0]?.to).toBe('udp dport 5070 accept');
  });

  it('looks at Asterisk’s port where SIP is diverted', () => {
    const listen = [{ url: `udp://${PUBLIC}:5071`, divertedFrom: 5060 }];

    const result = judge(firewallSip, firewallOf(portOf(5060, 5060, 'no'), proxyOf({ listen })));

    expect(result).toMatchObject({ status: 'fail', changes: [{ to: 'udp dport 5060 accept' }] });
  });

  it('warns where only phones with farend as outbound proxy are kept out', () => {
    const listen = [`udp://${PUBLIC}:5070`, { url: `udp://${PUBLIC}:5071`, divertedFrom: 5060 }];

    const facts = firewallOf(portOf(5070, 5070, 'no'), proxyOf({ listen }));

    expect(firewallSip.check(facts)[0]).toMatchObject({
      status: 'warn',
      changes: [{ to: 'udp dport 5070 accept' }],
    });
  });

  it('is skipped where nobody may read the rules', () => {
    const result = judge(firewallSip, firewallOf(unread));

    expect(result.status).toBe('skip');
    expect(result.what).toContain('Operation not permitted');
  });
});

describe('firewall-rtp', () => {
  it.each(['yes', 'no', 'unknown'] as const)('says what the firewall does: %s', (accepts) => {
    const result = judge(firewallRtp, firewallOf(portOf(10_000, 20_000, accepts)));

    expect(result.status).toBe({ yes: 'pass', no: 'fail', unknown: 'warn' }[accepts]);
    if (accepts === 'no') expect(result.changes[0]?.to).toBe('udp dport 10000-20000 accept');
  });

  it('is skipped without Asterisk’s files', () => {
    expect(judge(firewallRtp, machineOf({ asterisk: { unseen: 'none' } })).status).toBe('skip');
  });
});

describe('firewall-asterisk', () => {
  it('passes where strangers cannot reach Asterisk', () => {
    expect(judge(firewallAsterisk, factsOf()).status).toBe('pass');
  });

  it('warns where they can, and spares the trunks in its line', () => {
    const config = proxyOf({ trunks: ['198.51.100.0/28'] });

    const result = judge(firewallAsterisk, firewallOf(portOf(5060, 5060, 'yes'), config));

    expect(result).toMatchObject({
      status: 'warn',
      changes: [{ to: 'iif != lo udp dport 5060 ip saddr != { 198.51.100.0/28 } drop' }],
    });
  });

  it('passes an open port whose SIP is diverted, and says why', () => {
    const listen = [{ url: `udp://${PUBLIC}:5071`, divertedFrom: 5060 }];

    const result = judge(
      firewallAsterisk,
      firewallOf(portOf(5060, 5060, 'yes'), proxyOf({ listen })),
    );

    expect(result.status).toBe('pass');
    expect(result.what).toContain('has to be open');
  });

  it.each([
    ['farend only watches', watching],
    ['Asterisk is on another machine', proxyOf({ asterisk: ['udp://203.0.113.20:5060'] })],
  ])('is skipped where %s', (_, config) => {
    expect(judge(firewallAsterisk, machineOf({}, config)).status).toBe('skip');
  });
});

describe('freepbx-firewall', () => {
  it.each([
    ['not there', { isFreePbx: false, isResponsive: false }, 'pass'],
    ['not responsive', { isFreePbx: true, isResponsive: false }, 'pass'],
    ['responsive', { isFreePbx: true, isResponsive: true }, 'fail'],
    ['not readable', unread, 'skip'],
  ] as const)('%s', (_, changed, status) => {
    expect(judge(freepbxFirewall, firewallOf(changed)).status).toBe(status);
  });

  it('does not mind while farend only watches', () => {
    const facts = firewallOf({ isFreePbx: true, isResponsive: true }, watching);

    expect(judge(freepbxFirewall, facts).status).toBe('pass');
  });
});

describe('fail2ban', () => {
  const jail: Fail2ban['asteriskJails'][number] = {
    name: 'asterisk',
    isEnabled: true,
    filter: 'asterisk',
    logPaths: ['/var/log/asterisk/security'],
    ignoreIp: ['127.0.0.1/8'],
    ignoreIpPlace: { file: '/etc/fail2ban/jail.local', line: 7 },
    ignoresSelf: false,
  };

  function jailOf(changed: Partial<typeof jail>) {
    const fail2banFacts = {
      directory: '/etc/fail2ban',
      asteriskJails: [{ ...jail, ...changed }],
    };
    return machineOf({ fail2ban: fail2banFacts });
  }

  it('passes where there is none, and where it does not read Asterisk’s log', () => {
    const none = { directory: '/etc/fail2ban', asteriskJails: [] };

    expect(judge(fail2ban, factsOf()).status).toBe('pass');
    expect(judge(fail2ban, machineOf({ fail2ban: none })).status).toBe('pass');
  });

  it('fails for a jail without farend’s address, and names the line', () => {
    const result = judge(fail2ban, jailOf({}));

    expect(result).toMatchObject({
      status: 'fail',
      changes: [
        {
          where: '/etc/fail2ban/jail.local:7',
          from: 'ignoreip = 127.0.0.1/8',
          to: `ignoreip = 127.0.0.1/8 ${PUBLIC}`,
        },
      ],
    });
  });

  it('names the section where no file has the line', () => {
    const { ignoreIpPlace: _, ...without } = { ...jail, ignoreIp: [] };
    const facts = machineOf({
      fail2ban: { directory: '/etc/fail2ban', asteriskJails: [without] },
    });

    expect(judge(fail2ban, facts).changes).toMatchObject([
      {
        where: '/etc/fail2ban/jail.local, [asterisk]',
        to: `ignoreip = 127.0.0.1/8 ::1 ${PUBLIC}`,
      },
    ]);
  });

  it.each([
    ['its network', { ignoreIp: ['203.0.113.0/24'] }],
    ['the machine itself', { ignoresSelf: true }],
  ])('passes a jail that spares %s', (_, changed) => {
    expect(judge(fail2ban, jailOf(changed)).status).toBe('pass');
  });
});
