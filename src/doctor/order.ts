// All checks in the order in which they are made and shown, in groups: this is the only list of them.

import { check as advertise } from './checks/advertise.ts';
import { check as amiAcl } from './checks/ami-acl.ts';
import { check as amiClasses } from './checks/ami-classes.ts';
import { check as amiLogin } from './checks/ami-login.ts';
import { check as ari } from './checks/ari.ts';
import { check as asteriskAnswers } from './checks/asterisk-answers.ts';
import { check as clock } from './checks/clock.ts';
import { check as conntrack } from './checks/conntrack.ts';
import { check as disk } from './checks/disk.ts';
import { check as divert } from './checks/divert.ts';
import { check as endpointAcl } from './checks/endpoint-acl.ts';
import { check as enumeration } from './checks/enumeration.ts';
import { check as fail2ban } from './checks/fail2ban.ts';
import { check as farendRuns } from './checks/farend-runs.ts';
import { check as firewallAsterisk } from './checks/firewall-asterisk.ts';
import { check as firewallRtp } from './checks/firewall-rtp.ts';
import { check as firewallSip } from './checks/firewall-sip.ts';
import { check as freepbxFirewall } from './checks/freepbx-firewall.ts';
import { check as guests } from './checks/guests.ts';
import { check as identifyBy } from './checks/identify-by.ts';
import { check as identifyFarend } from './checks/identify-farend.ts';
import { check as localNetworks } from './checks/local-networks.ts';
import { check as loopbackLink } from './checks/loopback-link.ts';
import { check as media } from './checks/media.ts';
import { check as mediaAddress } from './checks/media-address.ts';
import { check as modules } from './checks/modules.ts';
import { check as noAuth } from './checks/no-auth.ts';
import { check as node } from './checks/node.ts';
import { check as openFiles } from './checks/open-files.ts';
import { check as openPeers } from './checks/open-peers.ts';
import { check as policyDrift } from './checks/policy-drift.ts';
import { check as policyFiles } from './checks/policy-files.ts';
import { check as ports } from './checks/ports.ts';
import { check as proxyAnswers } from './checks/proxy-answers.ts';
import { check as realtime } from './checks/realtime.ts';
import { check as registration } from './checks/registration.ts';
import { check as secrets } from './checks/secrets.ts';
import { check as selfTest } from './checks/self-test.ts';
import { check as selfTestAccount } from './checks/self-test-account.ts';
import { check as selinux } from './checks/selinux.ts';
import { check as state } from './checks/state.ts';
import { check as systemd } from './checks/systemd.ts';
import { check as transports } from './checks/transports.ts';
import { check as trunks } from './checks/trunks.ts';
import { check as udpBuffers } from './checks/udp-buffers.ts';
import { check as version } from './checks/version.ts';
import type { DoctorCheck } from './doctor-check.ts';

export interface CheckGroup {
  readonly title: string;
  readonly checks: readonly DoctorCheck[];
}

export const checkGroups: readonly CheckGroup[] = [
  { title: 'The way to Asterisk', checks: [amiLogin, amiClasses, amiAcl, ari] },
  { title: 'Asterisk', checks: [modules, transports, realtime] },
  { title: 'Phones', checks: [endpointAcl, identifyBy, registration, media] },
  { title: 'Toll fraud', checks: [identifyFarend, noAuth, guests, openPeers, enumeration] },
  { title: 'Trunks', checks: [trunks] },
  { title: 'Policy', checks: [policyFiles, policyDrift] },
  { title: 'farend on this machine', checks: [farendRuns, version, node, systemd, ports, divert] },
  { title: 'Addresses', checks: [advertise, mediaAddress, loopbackLink, localNetworks] },
  {
    title: 'Firewalls',
    checks: [firewallSip, firewallRtp, firewallAsterisk, freepbxFirewall, fail2ban],
  },
  {
    title: 'The machine',
    checks: [secrets, state, disk, openFiles, udpBuffers, conntrack, clock, selinux],
  },
  {
    title: 'SIP, tried from end to end',
    checks: [proxyAnswers, asteriskAnswers, selfTest, selfTestAccount],
  },
];
