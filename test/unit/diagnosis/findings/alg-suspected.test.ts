import type { SipObservation } from '../../../../src/observation/sip-observation.ts';
import { makeEndpoint } from '../../correlation/scene.ts';
import { direct, register, source } from '../phones.ts';
import { describeSituation } from '../situation.ts';

const rewritten: Partial<SipObservation> = {
  callId: 'a1b2c3@192.168.1.50',
  topVia: `SIP/2.0/UDP ${source};branch=z9hG4bK1`,
  contact: `<sip:4001@${source}>`,
  natTests: ['no-rport'],
};

describeSituation({
  name: 'alg-suspected',
  fires: {
    'a Via and a Contact of the router’s beside a private Call-ID': [
      (scene) => register(scene, rewritten).pass(1),
      /its Call-ID holds the private address 192.168.1.50/,
    ],
    'a firmware that offers rport everywhere else': [
      (scene) => {
        const userAgent = 'Yealink SIP-T46S 66.86.0.15';
        scene.snapshot(['4001', '4002', '4003', '4004'].map((name) => makeEndpoint({ name })));
        for (const at of [2, 3, 4])
          scene.observe({
            aor: `400${at}@pbx.example.com`,
            callId: `call-${at}`,
            device: `00112233aabbcc0${at}`,
            source: `198.51.100.${at}:5060`,
            userAgent,
          });
        register(scene, { userAgent }).wait(12);
      },
      /offers rport at 3 other addresses, and at 203.0.113.5 none does/,
    ],
  },
  staysSilent: {
    'a clean NAT': (scene) => register(scene).pass(1),
    'a phone that offers no rport, as its firmware never does': (scene) =>
      register(scene, { userAgent: 'Yealink SIP-T46S 66.86.0.15' }).wait(12),
    'a phone with STUN whose router has chosen another port since': (scene) =>
      register(scene, { ...rewritten, natTests: ['diff-port-src-via', 'no-rport'] }).pass(1),
    'a phone without NAT': (scene) => register(scene, direct).pass(1),
  },
  ends: (scene) => register(scene, { userAgent: '' }).wait(12),
});
