// Each check about Asterisk, of facts that are written here: what it says, and which line it names.

import { describe, expect, test } from 'vitest';
import { checkGroups } from '../../../../src/doctor/order.ts';
import { endpointOf, FAREND, judgeScene, peerOf, type Scene } from '../asterisk-scene.ts';

const checks = new Map(
  checkGroups.flatMap((group) => group.checks).map((check) => [check.name, check] as const),
);

const MANAGER =
  '[general]\nenabled = yes\nbindaddr = 127.0.0.1\n[farend]\nsecret = x\nread = system,user\nwrite = user\n';
const SIP =
  '[general]\nallowguest = no\ncontext = phones\nbindport = 5060\n[4001]\ntype = friend\nhost = dynamic\nsecret = x\n';
const SIP_ONLY = ['chan_pjsip'];
const STANDING = {
  managed: 3,
  changes: 0,
  unwritable: 0,
  missingLines: [],
  warnings: [],
  remarks: [],
  hindrances: [],
};
const NO_AMI = {
  unseen: 'main: nothing listens on 127.0.0.1:5038',
  code: 'AMI_UNREACHABLE',
} as const;
const REFUSED = {
  unseen: 'main: Asterisk refuses the AMI login of "farend"',
  code: 'AMI_REFUSED',
} as const;
const WRITE = {
  policy: { write: '/etc/asterisk/farend.d', endpoints: [{ match: '4*', nat: 'yes' }] },
};
const POLICY = { policy: { endpoints: [{ match: '4*', nat: 'yes' }] } };

/** Statuses in their order, then what stands in the first result: where, from, to. */
type Row = readonly [
  check: string,
  given: string,
  scene: Scene,
  statuses: string,
  change?: { readonly where: string; readonly from?: string; readonly to: string },
];

const pjsip = (text: string): Scene['files'] => ({ 'pjsip.conf': text });
const trunk = (match: string, header = ''): ReturnType<typeof endpointOf> =>
  endpointOf('itsp', {
    settings: { context: 'from-itsp', identifyby: 'ip' },
    identifies: [{ match, matchheader: header }],
  });

const rows: readonly Row[] = [
  ['ami-login', 'a login', {}, 'pass'],
  [
    'ami-login',
    'AMI that is off',
    { ami: NO_AMI, files: { 'manager.conf': '[general]\nenabled = no\n' } },
    'fail',
    { where: '/etc/asterisk/manager.conf:2', from: 'enabled = no', to: 'enabled = yes' },
  ],
  [
    'ami-login',
    'AMI on another port',
    { ami: NO_AMI, files: { 'manager.conf': '[general]\nenabled = yes\nport = 5039\n' } },
    'fail',
    { where: '/etc/farend/farend.yaml: asterisk.ami.port', from: 'port: 5038', to: 'port: 5039' },
  ],
  [
    'ami-login',
    'no section of the user',
    { ami: REFUSED, files: { 'manager.conf': '[general]\nenabled = yes\n' } },
    'fail',
    {
      where: '/etc/asterisk/manager.conf',
      to: '[farend]\nsecret = (as farend has it: [secret])\nread = system,security,user\nwrite = system,user',
    },
  ],
  [
    'ami-login',
    'another secret',
    { ami: REFUSED, files: { 'manager.conf': MANAGER }, hasSameSecret: false },
    'fail',
    {
      where: '/etc/asterisk/manager.conf:5',
      from: 'secret = (another one)',
      to: 'secret = (as farend has it: [secret])',
    },
  ],
  ['ami-login', 'an Asterisk elsewhere', { ami: NO_AMI }, 'fail'],

  ['ami-classes', 'all of them', {}, 'pass'],
  [
    'ami-classes',
    'no read security',
    { ami: { missingRead: ['security'] }, files: { 'manager.conf': MANAGER } },
    'fail',
    {
      where: '/etc/asterisk/manager.conf:6',
      from: 'read = system,user',
      to: 'read = system,user,security',
    },
  ],
  [
    'ami-classes',
    'no write system',
    { ami: { missingWrite: ['system'] }, files: { 'manager.conf': MANAGER } },
    'fail',
    { where: '/etc/asterisk/manager.conf:7', from: 'write = user', to: 'write = user,system' },
  ],
  [
    'ami-classes',
    'only user missing',
    { ami: { missingWrite: ['user'] }, files: {} },
    'warn',
    { where: '/etc/asterisk/manager.conf', to: '[farend]\nwrite = user' },
  ],
  ['ami-classes', 'no AMI', { ami: NO_AMI }, 'skip'],

  [
    'ami-acl',
    'a user of this machine',
    {
      files: {
        'manager.conf': '[farend]\ndeny = 0.0.0.0/0.0.0.0\npermit = 127.0.0.1/255.255.255.255\n',
      },
    },
    'pass',
  ],
  ['ami-acl', 'a loopback bindaddr', { files: { 'manager.conf': MANAGER } }, 'pass'],
  [
    'ami-acl',
    'a user for everybody',
    { files: { 'manager.conf': '[general]\nenabled = yes\n[farend]\nsecret = x\n' } },
    'warn',
    {
      where: '/etc/asterisk/manager.conf:3 [farend]',
      to: 'deny = 0.0.0.0/0.0.0.0\npermit = 127.0.0.1/255.255.255.255',
    },
  ],
  [
    'ami-acl',
    'a permit for others',
    {
      ami: REFUSED,
      files: { 'manager.conf': '[farend]\nsecret = x\ndeny = 0.0.0.0/0\npermit = 10.0.0.0/8\n' },
    },
    'fail',
    { where: '/etc/asterisk/manager.conf:3, behind it', to: 'permit = 127.0.0.1/255.255.255.255' },
  ],
  ['ami-acl', 'an Asterisk elsewhere', {}, 'skip'],

  ['ari', 'no ari', {}, 'skip'],
  ['ari', 'a login', { ari: { seen: true } }, 'pass'],
  [
    'ari',
    'HTTP that is off',
    { ari: { unseen: 'nothing listens' }, files: { 'http.conf': '[general]\nenabled = no\n' } },
    'fail',
    { where: '/etc/asterisk/http.conf:2', from: 'enabled = no', to: 'enabled = yes' },
  ],
  [
    'ari',
    'ARI that is off',
    {
      ari: { unseen: '404' },
      files: { 'http.conf': '[general]\nenabled = yes\n', 'ari.conf': '[general]\nenabled = no\n' },
    },
    'fail',
    { where: '/etc/asterisk/ari.conf:2', from: 'enabled = no', to: 'enabled = yes' },
  ],
  [
    'ari',
    'another password',
    {
      ari: { unseen: '401' },
      hasSameSecret: false,
      files: {
        'http.conf': '[general]\nenabled = yes\n',
        'ari.conf': '[farend]\ntype = user\npassword = x\n',
      },
    },
    'fail',
    {
      where: '/etc/asterisk/ari.conf:3',
      from: 'password = (another one)',
      to: 'password = (as farend has it: [secret])',
    },
  ],

  ['modules', 'all of them', {}, 'pass'],
  ['modules', 'no channel driver', { without: ['chan_sip', 'chan_pjsip'] }, 'fail'],
  [
    'modules',
    'a module that noload keeps out',
    {
      without: ['chan_sip', 'res_pjsip_registrar'],
      files: { 'modules.conf': '[modules]\nautoload = yes\nnoload = res_pjsip_registrar.so\n' },
    },
    'fail',
    { where: '/etc/asterisk/modules.conf:3', from: 'noload = res_pjsip_registrar.so', to: '' },
  ],
  [
    'modules',
    'a module that nobody loads',
    {
      without: ['chan_sip', 'res_pjsip_nat'],
      files: { 'modules.conf': '[modules]\nautoload = no\n' },
    },
    'warn',
    { where: '/etc/asterisk/modules.conf:1 [modules]', to: 'load = res_pjsip_nat.so' },
  ],
  [
    'modules',
    'hep without its module',
    {
      without: ['chan_sip', 'res_hep_pjsip'],
      config: { hep: { listen: 'udp://127.0.0.1:9060', from: ['127.0.0.1'] } },
    },
    'warn',
  ],
  [
    'modules',
    'no hep, no module of it',
    { without: ['chan_sip', 'res_hep_pjsip', 'res_pjsip_path'] },
    'pass',
  ],
  ['modules', 'chan_sip alone', { without: ['chan_pjsip', 'res_pjsip_registrar'] }, 'pass'],
  ['modules', 'a user who may not ask', { ami: { modules: undefined } }, 'skip'],

  [
    'transports',
    'a transport there',
    { files: pjsip('[udp]\ntype = transport\nprotocol = udp\nbind = 0.0.0.0:5060\n') },
    'pass',
  ],
  [
    'transports',
    'one at another port',
    { files: pjsip('[udp]\ntype = transport\nprotocol = udp\nbind = 0.0.0.0:5160\n') },
    'fail',
    {
      where: '/etc/farend/farend.yaml: proxy.asterisk',
      from: `udp://${FAREND}:5060`,
      to: `udp://${FAREND}:5160`,
    },
  ],
  [
    'transports',
    'TCP alone',
    { files: pjsip('[tcp]\ntype = transport\nprotocol = tcp\nbind = 0.0.0.0:5060\n') },
    'fail',
    {
      where: '/etc/asterisk/pjsip.conf',
      to: `[transport-farend]\ntype = transport\nprotocol = udp\nbind = ${FAREND}:5060`,
    },
  ],
  [
    'transports',
    "one at farend's own",
    {
      files: pjsip(
        `[udp]\ntype = transport\nbind = ${FAREND}:5060\n[two]\ntype = transport\nbind = ${FAREND}:5070\n`,
      ),
    },
    'pass fail',
  ],
  ['transports', 'chan_sip', { files: { 'sip.conf': SIP }, without: SIP_ONLY }, 'pass'],
  ['transports', 'an Asterisk elsewhere', {}, 'skip'],

  ['realtime', 'files alone', { files: {} }, 'pass'],
  [
    'realtime',
    'a database and ARI',
    {
      ari: { seen: true },
      config: POLICY,
      files: { 'sorcery.conf': '[res_pjsip]\nendpoint = realtime,ps_endpoints\n' },
    },
    'pass',
  ],
  [
    'realtime',
    'a database without ARI',
    {
      config: POLICY,
      files: { 'sorcery.conf': '[res_pjsip]\nendpoint = realtime,ps_endpoints\n' },
    },
    'warn',
  ],
  ['realtime', 'an Asterisk elsewhere', {}, 'skip'],

  ['endpoint-acl', 'none', { endpoints: [endpointOf('4001')], files: {} }, 'pass'],
  [
    'endpoint-acl',
    'a deny',
    {
      endpoints: [endpointOf('4001', { settings: { acl: 'deny/permit' } })],
      files: pjsip('[4001]\ntype = endpoint\ndeny = 0.0.0.0/0\npermit = 10.0.0.0/8\n'),
    },
    'fail',
    {
      where: '/etc/asterisk/pjsip.conf:3, behind the last deny or permit there',
      to: `permit = ${FAREND}/32`,
    },
  ],
  [
    'endpoint-acl',
    'a permit that lets farend in',
    {
      endpoints: [endpointOf('4001', { settings: { acl: 'deny/permit' } })],
      files: pjsip(
        `[4001]\ntype = endpoint\ndeny = 0.0.0.0/0\npermit = ${FAREND}/255.255.255.255\n`,
      ),
    },
    'pass',
  ],
  [
    'endpoint-acl',
    'a contact_acl by name',
    {
      endpoints: [endpointOf('4001', { settings: { contactacl: 'office' } })],
      files: {
        ...pjsip('[4001]\ntype = endpoint\ncontact_acl = office\n'),
        'acl.conf': '[office]\ndeny = 0.0.0.0/0\npermit = 192.168.0.0/16\n',
      },
    },
    'fail',
    {
      where: '/etc/asterisk/acl.conf:2, behind the last deny or permit there',
      to: `permit = ${FAREND}/32`,
    },
  ],
  [
    'endpoint-acl',
    'a section for all',
    { files: pjsip('[all]\ntype = acl\ndeny = 203.0.113.0/24\n') },
    'fail',
  ],
  [
    'endpoint-acl',
    'one in a template',
    {
      endpoints: [endpointOf('4001')],
      files: pjsip('[ep](!)\ntype = endpoint\ndeny = 203.0.113.0/24\n[4001](ep)\n'),
    },
    'fail',
    {
      where: '/etc/asterisk/pjsip.conf:3, behind the last deny or permit there',
      to: `permit = ${FAREND}/32`,
    },
  ],
  [
    'endpoint-acl',
    'one of a wizard',
    {
      endpoints: [endpointOf('4001')],
      files: { 'pjsip_wizard.conf': '[4001]\ntype = wizard\nendpoint/deny = 0.0.0.0/0\n' },
    },
    'fail',
    {
      where: '/etc/asterisk/pjsip_wizard.conf:3, behind the last deny or permit there',
      to: `endpoint/permit = ${FAREND}/32`,
    },
  ],
  [
    'endpoint-acl',
    'one of chan_sip',
    {
      endpoints: [peerOf('4001')],
      without: SIP_ONLY,
      files: { 'sip.conf': `${SIP}contactdeny = 0.0.0.0/0\n` },
    },
    'fail',
    {
      where: '/etc/asterisk/sip.conf:9, behind the last deny or permit there',
      to: `contactpermit = ${FAREND}/32`,
    },
  ],
  [
    'endpoint-acl',
    'one whose lines are not at hand',
    { endpoints: [endpointOf('4001', { settings: { acl: 'deny/permit' } })] },
    'warn',
  ],
  ['endpoint-acl', 'no AMI', { ami: NO_AMI }, 'skip'],

  ['identify-by', "Asterisk's default", { endpoints: [endpointOf('4001')] }, 'pass'],
  [
    'identify-by',
    'a phone by address',
    {
      endpoints: [endpointOf('4001', { settings: { identifyby: 'ip' } })],
      files: pjsip('[4001]\ntype = endpoint\nidentify_by = ip\n'),
    },
    'fail',
    { where: '/etc/asterisk/pjsip.conf:3', from: 'identify_by = ip', to: 'identify_by = username' },
  ],
  [
    'identify-by',
    'a trunk by address',
    {
      endpoints: [
        endpointOf('itsp', { settings: { identifyby: 'ip' }, aor: { maxcontacts: '0' } }),
      ],
    },
    'pass',
  ],
  ['identify-by', 'no list', { ami: { endpoints: { unseen: 'refused' } } }, 'skip'],

  ['registration', 'an AOR as it should be', { endpoints: [endpointOf('4001')] }, 'pass'],
  [
    'registration',
    'max_contacts of 0',
    {
      endpoints: [endpointOf('4001', { aor: { maxcontacts: '0' } })],
      files: pjsip('[4001]\ntype = aor\n'),
    },
    'fail',
    { where: '/etc/asterisk/pjsip.conf:1 [4001]', to: 'max_contacts = 1' },
  ],
  [
    'registration',
    'a fixed contact',
    { endpoints: [endpointOf('4001', { aor: { maxcontacts: '0', totalcontacts: '1' } })] },
    'pass',
  ],
  [
    'registration',
    'no support_path, and path',
    {
      config: {
        proxy: {
          listen: ['udp://203.0.113.10:5070'],
          asterisk: ['udp://203.0.113.10:5060'],
          registration: 'path',
        },
      },
      endpoints: [endpointOf('4001', { aor: { supportpath: 'false' } })],
      files: pjsip('[4001]\ntype = aor\nsupport_path = no\n'),
    },
    'fail',
    { where: '/etc/asterisk/pjsip.conf:3', from: 'support_path = no', to: 'support_path = yes' },
  ],
  [
    'registration',
    'an outbound_proxy',
    {
      endpoints: [endpointOf('4001', { settings: { outboundproxy: 'sip:198.51.100.1' } })],
      files: pjsip('[4001]\ntype = endpoint\noutbound_proxy = sip:198.51.100.1\n'),
    },
    'fail',
    { where: '/etc/asterisk/pjsip.conf:3', from: 'outbound_proxy = sip:198.51.100.1', to: '' },
  ],
  [
    'registration',
    'a transport of TLS',
    {
      endpoints: [endpointOf('4001', { settings: { transport: 'tls' } })],
      files: pjsip(
        '[tls]\ntype = transport\nprotocol = tls\n[4001]\ntype = endpoint\ntransport = tls\n',
      ),
    },
    'fail',
    { where: '/etc/asterisk/pjsip.conf:6', from: 'transport = tls', to: '' },
  ],
  [
    'registration',
    'no place left, and remove_existing off',
    {
      endpoints: [
        endpointOf('4001', {
          aor: { removeexisting: 'false', contactsregistered: '1', totalcontacts: '1' },
        }),
      ],
    },
    'warn',
    {
      where: '[4001] (type = aor) in pjsip.conf, or wherever Asterisk has it from',
      to: 'remove_existing = yes',
    },
  ],
  ['registration', 'no AMI', { ami: NO_AMI }, 'skip'],

  ['media', 'symmetric', { endpoints: [endpointOf('4001'), peerOf('4002')] }, 'pass'],
  [
    'media',
    'rtp_symmetric off',
    { endpoints: [endpointOf('4001', { settings: { rtpsymmetric: 'false' } })] },
    'warn',
    {
      where: '/etc/farend/farend.yaml: policy',
      to: "policy:\n  endpoints: [{ match: '*', nat: yes, directMedia: no }]",
    },
  ],
  [
    'media',
    'a peer of chan_sip without comedia',
    { endpoints: [peerOf('4001', { rtpSymmetric: false })], config: POLICY },
    'warn',
    { where: '/etc/farend/farend.yaml: policy', to: 'what farend policy plan shows' },
  ],
  [
    'media',
    'direct_media',
    { endpoints: [endpointOf('4001', { settings: { directmedia: 'true' } })] },
    'warn',
  ],
  [
    'media',
    'a trunk',
    {
      endpoints: [
        endpointOf('itsp', {
          settings: { rtpsymmetric: 'false' },
          identifies: [{ match: '198.51.100.7/32' }],
        }),
      ],
    },
    'pass',
  ],

  [
    'identify-farend',
    "a trunk's address",
    { endpoints: [trunk('198.51.100.7/255.255.255.255')] },
    'pass',
  ],
  [
    'identify-farend',
    "farend's address",
    {
      endpoints: [
        endpointOf('itsp', {
          identifies: [{ match: `198.51.100.7/255.255.255.255,${FAREND}/255.255.255.255` }],
        }),
      ],
      files: pjsip(`[itsp-id]\ntype = identify\nendpoint = itsp\nmatch = 198.51.100.7,${FAREND}\n`),
    },
    'fail',
    {
      where: '/etc/asterisk/pjsip.conf:4',
      from: `match = 198.51.100.7,${FAREND}`,
      to: 'match = 198.51.100.7',
    },
  ],
  [
    'identify-farend',
    'a network with farend in it, known by the files alone',
    {
      ami: NO_AMI,
      files: pjsip('[itsp]\ntype = identify\nendpoint = itsp\nmatch = 203.0.113.0/24\n'),
    },
    'fail',
    { where: '/etc/asterisk/pjsip.conf:4', from: 'match = 203.0.113.0/24', to: '' },
  ],
  [
    'identify-farend',
    'a header that anybody may send',
    { endpoints: [trunk('', 'X-Trunk: itsp')] },
    'warn',
  ],
  [
    'identify-farend',
    "farend's own header",
    { endpoints: [trunk('', 'X-Farend-Source: 198.51.100.7')] },
    'pass',
  ],
  ['identify-farend', 'neither AMI nor files', { ami: NO_AMI }, 'skip'],

  ['no-auth', 'a password', { endpoints: [endpointOf('4001'), trunk('198.51.100.7')] }, 'pass'],
  [
    'no-auth',
    'a phone without',
    {
      endpoints: [endpointOf('4001', { state: { hasAuth: false } })],
      files: pjsip('[4001]\ntype = endpoint\n'),
    },
    'fail',
    {
      where: '/etc/asterisk/pjsip.conf:1 [4001]',
      to: 'auth = 4001-auth   ; and a section of that name: type = auth, username, password',
    },
  ],
  [
    'no-auth',
    'a trunk in a context of its own',
    {
      endpoints: [
        endpointOf('4001'),
        endpointOf('itsp', {
          state: { hasAuth: false },
          settings: { context: 'from-itsp' },
          identifies: [{ match: '198.51.100.7' }],
        }),
      ],
    },
    'warn',
  ],
  [
    'no-auth',
    'a trunk in the context of phones',
    {
      endpoints: [
        endpointOf('4001'),
        endpointOf('itsp', { state: { hasAuth: false }, identifies: [{ match: '198.51.100.7' }] }),
      ],
      files: pjsip('[itsp]\ntype = endpoint\n'),
    },
    'fail',
    { where: '/etc/asterisk/pjsip.conf:1 [itsp]', to: 'identify_by = ip' },
  ],
  ['no-auth', 'no AMI', { ami: NO_AMI }, 'skip'],

  ['guests', 'none', { endpoints: [endpointOf('4001')] }, 'pass'],
  [
    'guests',
    'the endpoint anonymous, in the context of phones',
    {
      endpoints: [endpointOf('4001'), endpointOf('anonymous')],
      files: pjsip('[anonymous]\ntype = endpoint\ncontext = phones\n'),
    },
    'fail',
    {
      where: '/etc/asterisk/pjsip.conf:3',
      from: 'context = phones',
      to: 'context = from-strangers',
    },
  ],
  [
    'guests',
    'the endpoint anonymous, elsewhere',
    {
      endpoints: [
        endpointOf('4001'),
        endpointOf('anonymous', { settings: { context: 'strangers' } }),
      ],
    },
    'warn',
  ],
  [
    'guests',
    'the endpoint anonymous without its module',
    {
      without: ['chan_sip', 'res_pjsip_endpoint_identifier_anonymous'],
      endpoints: [endpointOf('4001'), endpointOf('anonymous')],
    },
    'pass',
  ],
  [
    'guests',
    'allowguest = no',
    { without: SIP_ONLY, endpoints: [peerOf('4001')], files: { 'sip.conf': SIP } },
    'pass',
  ],
  [
    'guests',
    'no allowguest',
    {
      without: SIP_ONLY,
      endpoints: [peerOf('4001')],
      files: { 'sip.conf': SIP.replace('allowguest = no\n', '') },
    },
    'fail',
    { where: '/etc/asterisk/sip.conf:1 [general]', to: 'allowguest = no' },
  ],
  [
    'guests',
    'allowguest into a context of its own',
    {
      without: SIP_ONLY,
      endpoints: [peerOf('4001')],
      files: {
        'sip.conf': `${SIP.replace('= no', '= yes').replace('= phones', '= strangers')}context = phones\n`,
      },
    },
    'warn',
    { where: '/etc/asterisk/sip.conf:2', from: 'allowguest = yes', to: 'allowguest = no' },
  ],
  ['guests', 'chan_sip elsewhere', { without: SIP_ONLY, endpoints: [peerOf('4001')] }, 'skip'],

  ['open-peers', 'no chan_sip', { endpoints: [endpointOf('4001')] }, 'pass'],
  ['open-peers', 'a secret', { endpoints: [peerOf('4001')] }, 'pass'],
  [
    'open-peers',
    'insecure',
    {
      endpoints: [peerOf('4001', { insecure: 'port,invite' })],
      files: { 'sip.conf': `${SIP}insecure = port,invite\n` },
    },
    'fail',
    { where: '/etc/asterisk/sip.conf:9', from: 'insecure = port,invite', to: 'insecure = port' },
  ],
  [
    'open-peers',
    'no secret',
    {
      endpoints: [peerOf('4001', { hasAuth: false })],
      files: { 'sip.conf': '[4001]\ntype = friend\nhost = dynamic\n' },
    },
    'fail',
    {
      where: '/etc/asterisk/sip.conf:1 [4001]',
      to: 'secret = (a long random one, the same in the phone)',
    },
  ],
  [
    'open-peers',
    'a provider at his own address',
    { endpoints: [peerOf('itsp', { insecure: 'port,invite', host: '198.51.100.7' })] },
    'pass',
  ],

  ['enumeration', 'chan_pjsip', {}, 'pass'],
  ['enumeration', 'chan_sip', { without: SIP_ONLY, files: { 'sip.conf': SIP } }, 'pass'],
  [
    'enumeration',
    'alwaysauthreject = no',
    { without: SIP_ONLY, files: { 'sip.conf': '[general]\nalwaysauthreject = no\n' } },
    'warn',
    {
      where: '/etc/asterisk/sip.conf:2',
      from: 'alwaysauthreject = no',
      to: 'alwaysauthreject = yes',
    },
  ],
  [
    'enumeration',
    'a warning of the policy',
    {
      without: SIP_ONLY,
      policy: {
        seen: {
          ...STANDING,
          warnings: [{ name: 'enumeration', endpoint: '', sentence: 'So it is.' }],
        },
      },
    },
    'warn',
  ],
  ['enumeration', 'chan_sip elsewhere', { without: SIP_ONLY }, 'skip'],

  ['trunks', 'none', {}, 'pass'],
  [
    'trunks',
    'one that sends to Asterisk',
    { endpoints: [trunk('198.51.100.7/255.255.255.255')] },
    'pass',
  ],
  [
    'trunks',
    'one of proxy.trunks without the header',
    {
      config: {
        proxy: {
          listen: ['udp://203.0.113.10:5070'],
          asterisk: ['udp://203.0.113.10:5060'],
          trunks: ['198.51.100.0/28'],
        },
      },
      endpoints: [trunk('198.51.100.7/255.255.255.255')],
      files: pjsip('[itsp-id]\ntype = identify\n'),
    },
    'fail',
    {
      where: '/etc/asterisk/pjsip.conf:1 [itsp-id]',
      to: 'match_header = X-Farend-Source: 198.51.100.7',
    },
  ],
  [
    'trunks',
    'one of proxy.trunks with it',
    {
      config: {
        proxy: {
          listen: ['udp://203.0.113.10:5070'],
          asterisk: ['udp://203.0.113.10:5060'],
          trunks: ['198.51.100.0/28'],
        },
      },
      endpoints: [
        endpointOf('itsp', {
          identifies: [
            { match: '198.51.100.7/255.255.255.255' },
            { matchheader: 'X-Farend-Source: 198.51.100.7' },
          ],
        }),
      ],
    },
    'pass',
  ],

  ['policy-files', 'no policy', {}, 'skip'],
  ['policy-files', 'all there', { config: WRITE, policy: { seen: STANDING } }, 'pass'],
  [
    'policy-files',
    'a line that is missing',
    {
      config: WRITE,
      policy: {
        seen: {
          ...STANDING,
          missingLines: [
            { file: '/etc/asterisk/pjsip.conf', line: '#tryinclude farend.d/pjsip.conf' },
          ],
        },
      },
    },
    'warn',
    { where: '/etc/asterisk/pjsip.conf, at its end', to: '#tryinclude farend.d/pjsip.conf' },
  ],
  [
    'policy-files',
    'a section that cannot be written',
    {
      config: WRITE,
      policy: { unseen: '/etc/asterisk/pjsip.conf:1: …', code: 'POLICY_UNWRITABLE' },
    },
    'fail',
  ],
  [
    'policy-files',
    'a line too early',
    {
      config: WRITE,
      policy: { seen: { ...STANDING, hindrances: ['/etc/asterisk/pjsip.conf:1: …'] } },
    },
    'fail',
  ],
  ['policy-files', 'no plan', { config: WRITE, policy: NO_AMI }, 'skip'],

  ['policy-drift', 'no policy', {}, 'skip'],
  ['policy-drift', 'none', { policy: { seen: STANDING } }, 'pass'],
  [
    'policy-drift',
    'some',
    { policy: { seen: { ...STANDING, changes: 2, unwritable: 1 } } },
    'warn',
    { where: 'Asterisk', to: 'what farend policy plan shows' },
  ],
  [
    'modules',
    'a listed module that did not load',
    {
      without: ['chan_sip', 'res_pjsip_nat'],
      files: { 'modules.conf': '[modules]\nautoload = no\nload = res_pjsip_nat.so\n' },
    },
    'warn',
    { where: '/etc/asterisk/modules.conf:3', to: 'load = res_pjsip_nat.so' },
  ],
  [
    'identify-by',
    'an order without names',
    { files: pjsip('[global]\ntype = global\nendpoint_identifier_order = ip,anonymous\n') },
    'fail pass',
    {
      where: '/etc/asterisk/pjsip.conf:3',
      from: 'endpoint_identifier_order = ip,anonymous',
      to: 'endpoint_identifier_order = ip,anonymous,username',
    },
  ],
  [
    'trunks',
    'an order without header',
    {
      config: {
        proxy: {
          listen: ['udp://203.0.113.10:5070'],
          asterisk: ['udp://203.0.113.10:5060'],
          trunks: ['198.51.100.0/28'],
        },
      },
      endpoints: [
        endpointOf('itsp', {
          identifies: [
            { match: '198.51.100.7/255.255.255.255' },
            { matchheader: 'X-Farend-Source: 198.51.100.7' },
          ],
        }),
      ],
      files: pjsip('[global]\ntype = global\nendpoint_identifier_order = username,ip\n'),
    },
    'fail',
    {
      where: '/etc/asterisk/pjsip.conf:3',
      from: 'endpoint_identifier_order = username,ip',
      to: 'endpoint_identifier_order = header,username,ip',
    },
  ],
  [
    'registration',
    'a FreePBX',
    {
      endpoints: [endpointOf('4001', { aor: { maxcontacts: '0' } })],
      files: {
        'pjsip.conf': '#include pjsip.aor.conf\n#include pjsip.aor_custom_post.conf\n',
        'pjsip.aor.conf': '[4001]\ntype=aor\nmax_contacts=0\n',
        'pjsip.aor_custom_post.conf': '',
      },
    },
    'fail',
    {
      where: '/etc/asterisk/pjsip.aor_custom_post.conf',
      to: '[4001](+type=aor)\nmax_contacts = 1',
    },
  ],
];

const cases = rows.map(([name, given, scene, statuses, change]) => ({
  name,
  given,
  scene,
  statuses,
  change,
}));

describe.each(cases)('$name of $given', ({ name, scene, statuses, change }) => {
  test(`is ${statuses}`, () => {
    const check = checks.get(name);

    const results = check === undefined ? [] : judgeScene(check, scene);

    expect(results.map(({ status }) => status).join(' ')).toBe(statuses);
    if (change !== undefined) expect(results[0]?.changes[0]).toMatchObject(change);
    if (change !== undefined && change.from === undefined)
      expect(results[0]?.changes[0]).not.toHaveProperty('from');
    expect(JSON.stringify(results)).not.toContain('not-to-be-shown');
  });
});

test('warns of trunks where farend has the port that providers write to', () => {
  const check = checks.get('trunks');
  const proxy = { listen: [`udp://${FAREND}:5060`], asterisk: [`udp://${FAREND}:5080`] };
  const scene = { endpoints: [trunk('198.51.100.7/255.255.255.255')], config: { proxy } };

  const [result] = check === undefined ? [] : judgeScene(check, { ...scene, sipPort: 5080 });

  expect(result?.status).toBe('warn');
  expect(result?.changes[0]?.to).toBe('trunks: [198.51.100.7/32]');
});
