// The phone that still fails: one old phone without rport, failing in eight ways, seen in three ways.
// Each is named differently, and nothing explains that name away.

import { describe, expect, it } from 'vitest';
import type { FindingName } from '../../../src/diagnosis/finding.ts';
import type { SipObservation } from '../../../src/observation/sip-observation.ts';
import { makeEndpoint } from '../correlation/scene.ts';
import { answer, loop, old, register, repeatRegister, source } from './phones.ts';
import { DiagnosisScene } from './scene.ts';

type Producer = SipObservation['producer'];

interface Eye {
  readonly producer: Producer;
  /** Asterisk says what it knows. */
  readonly hasAmi: boolean;
  readonly forceRport: boolean;
}

const eyes: readonly Eye[] = [
  { producer: 'proxy', hasAmi: true, forceRport: false },
  { producer: 'hep', hasAmi: true, forceRport: true },
  { producer: 'capture', hasAmi: false, forceRport: true },
];

class EightWays extends DiagnosisScene {
  private readonly eye: Eye;

  constructor(eye: Eye) {
    super({ hasProxy: eye.producer === 'proxy' }, eye.hasAmi ? undefined : []);
    this.eye = eye;
    if (eye.hasAmi) this.connect([makeEndpoint({ forceRport: eye.forceRport })]);
  }

  /** As this producer sees it: only the proxy knows of devices and bindings. */
  override observe(changes: Partial<SipObservation> = {}): this {
    const { producer, forceRport } = this.eye;
    if (producer === 'proxy') return super.observe({ answer: answer(), ...changes });
    const seen = answer({ hasRport: forceRport });
    const unknown = { device: undefined, binding: undefined, isExempt: false };
    return super.observe({ answer: seen, ...changes, ...unknown, producer });
  }
}

/** What happens; by the proxy it may go otherwise, since it mends. */
const ways: readonly [string, FindingName, (scene: EightWays, eye: Eye) => unknown][] = [
  [
    'the 401 is lost',
    'response-lost',
    (scene, { producer }) => {
      const sentTo = producer === 'proxy' ? source : '203.0.113.5:5060';
      repeatRegister(scene, { answer: answer({ sentTo }) });
    },
  ],
  ['the 401 comes, and is ignored', 'auth-loop', (scene) => loop(scene)],
  [
    'a Via with rport= is refused',
    'rport-missing',
    (scene, { producer }) => (producer === 'proxy' ? register(scene) : repeatRegister(scene)),
  ],
  [
    'it listens on another port',
    'asymmetric-signalling',
    (scene, { producer }) => {
      const from = '198.51.100.77:6001';
      const phone: Partial<SipObservation> = {
        source: from,
        topVia: 'SIP/2.0/UDP 198.51.100.77:5060;branch=z9hG4bK1',
        contact: '<sip:4001@198.51.100.77:5060>',
        natTests: ['diff-port-src-via', 'diff-port-src-contact', 'no-rport'],
        answer: answer({ sentTo: from, hasRport: producer !== 'proxy' }),
      };
      repeatRegister(scene, phone, producer === 'proxy' ? 1 : 6);
      if (producer !== 'proxy') return;
      scene.notice('exempt-learned', { source: '198.51.100.77', detail: '4001@pbx.example.com' });
      register(scene, { ...phone, isExempt: true });
    },
  ],
  [
    'its credentials are for another realm',
    'auth-failed',
    (scene) =>
      scene.times(3, () =>
        scene
          .challenge(old)
          .refuse(401, { ...old, digest: { realm: 'pbx.example.com', algorithm: 'MD5' } })
          .pass(5),
      ),
  ],
  [
    'its router rewrites SIP',
    'alg-suspected',
    (scene) =>
      repeatRegister(scene, {
        callId: 'a1b2c3@192.168.1.50',
        topVia: `SIP/2.0/UDP ${source};branch=z9hG4bK1`,
        contact: `<sip:4001@${source}>`,
        natTests: ['no-rport'],
        answer: answer(),
      }),
  ],
  ['its message is too large', 'message-too-large', (scene) => loop(scene, { size: 1_180 })],
  [
    'its router forgets it before its refresh',
    'binding-short',
    (scene, { hasAmi, producer }) => {
      for (let port = 40_200; port < 40_204; port += 1) {
        register(scene, { source: `203.0.113.5:${port}`, binding: 'moved' });
        const uri = producer === 'proxy' ? undefined : { uri: 'sip:4001@192.168.1.50:5060' };
        if (hasAmi) scene.contact('reachable', uri).wait(100).contact('unreachable', uri);
        scene.wait(180);
      }
    },
  ],
];

describe.each(eyes)('the phone that still fails, by $producer', (eye) => {
  it.each(ways)('%s: %s', (_way, name, happen) => {
    const scene = new EightWays(eye);

    happen(scene, eye);
    scene.pass(1);

    expect(scene.names).toEqual([name]);
    const { evidence, remedy, summary } = scene.finding(name);
    expect(evidence.length).toBeGreaterThan(0);
    expect(remedy.length).toBeGreaterThan(0);
    expect(summary).toContain('4001');
  });
});
