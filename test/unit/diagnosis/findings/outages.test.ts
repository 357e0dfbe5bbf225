import { describe, expect, it } from 'vitest';
import type { World } from '../../../../src/diagnosis/world.ts';
import { DiagnosisScene } from '../scene.ts';

const SIP = '198.51.100.11:5080';
const up = { isUp: true, reason: '' };
const down = { isUp: false, reason: 'the connection was refused' };

/** A companion that hears everybody. */
function start(hasProxy = true): DiagnosisScene {
  return tell(new DiagnosisScene({ hasProxy }), {}, hasProxy).connect().pass(60);
}

function tell(
  scene: DiagnosisScene,
  links: Partial<Pick<World, 'proxy'> & World['asterisks'][number]>,
  hasProxy = true,
): DiagnosisScene {
  const { proxy = up, ami = up, ari } = links;
  scene.diagnosis.onWorld({
    time: scene.now,
    proxy: hasProxy ? proxy : undefined,
    asterisks: [{ name: 'main', sip: hasProxy ? SIP : '', ami, ari }],
  });
  return scene;
}

const asterisk = { source: '198.51.100.11', detail: SIP };

describe('asterisk-down', () => {
  it('fires when Asterisk is silent for longer than a restart, until phones have had time to come back', () => {
    const scene = start().notice('asterisk-down', asterisk).pass(15);
    const early = scene.names;

    scene.pass(10);
    const finding = scene.finding('asterisk-down');
    scene.notice('asterisk-up', asterisk).pass(1);
    const { names } = scene;
    scene.pass(60);

    expect(early).toEqual([]);
    expect(finding).toMatchObject({
      subject: 'asterisk main',
      severity: 'critical',
      asterisk: 'main',
      since: finding.since,
      evidence: [
        `it does not answer OPTIONS at ${SIP} since 2026-11-21 07:01:00 UTC`,
        'AMI is up: Asterisk runs, and its SIP does not',
      ],
    });
    expect(names).toEqual(['asterisk-down']);
    expect(scene.names).toEqual([]);
  });

  it('goes when a phone is let in, although nobody said that it is up', () => {
    const scene = start().observe().notice('asterisk-down', asterisk).pass(30);

    scene.observe().pass(61);

    expect(scene.names).toEqual([]);
  });

  it('fires also when what was under way at first is still answered', () => {
    const scene = start().notice('asterisk-down', asterisk).pass(5);

    scene.observe().pass(30);
    const { names } = scene;
    scene.observe().pass(61);

    expect(names).toEqual(['asterisk-down']);
    expect(scene.names).toEqual([]);
  });

  it('stays silent for a restart of Asterisk', () => {
    const scene = start().notice('asterisk-down', asterisk).pass(15);

    scene.notice('asterisk-up', asterisk).pass(30);

    expect(scene.found).toEqual([]);
  });

  it('explains that AMI is down too', () => {
    const scene = tell(start(), { ami: down }).notice('asterisk-down', asterisk);

    scene.pass(60);

    expect(scene.names).toEqual(['asterisk-down']);
    expect(scene.finding('ami-down').explainedBy).toBe('asterisk-down');
  });

  it('is another Asterisk’s matter where the notice names that', () => {
    const scene = start().notice('asterisk-down', { ...asterisk, detail: '198.51.100.11:5090' });

    scene.pass(60);

    expect(scene.names).toEqual([]);
  });

  it('fires without a proxy when neither AMI nor ARI can be reached', () => {
    const scene = tell(start(false), { ami: down, ari: down }, false).pass(40);

    expect(scene.names).toEqual(['asterisk-down']);
  });

  it('stays silent without a proxy while one of the two can be reached', () => {
    const scene = tell(start(false), { ami: down, ari: up }, false).pass(40);

    expect(scene.names).toEqual(['ami-down']);
  });
});

describe('ami-down', () => {
  it('fires after half a minute, with the reason, and goes when AMI is back', () => {
    const scene = tell(start(), { ami: down }).pass(25);
    const early = scene.names;

    scene.pass(10);
    const { severity, evidence } = scene.finding('ami-down');
    tell(scene, {}).pass(1);

    expect(early).toEqual([]);
    expect(severity).toBe('critical');
    expect(evidence).toEqual([
      'AMI is down since 2026-11-21 07:01:00 UTC',
      'the last attempt: the connection was refused',
    ]);
    expect(scene.names).toEqual([]);
  });

  it('stays silent when AMI is back within seconds, again and again', () => {
    const scene = start();

    for (let time = 0; time < 5; time += 1) {
      tell(scene, { ami: down }).pass(20);
      tell(scene, {}).pass(5);
    }

    expect(scene.found).toEqual([]);
  });
});

describe('proxy-down', () => {
  it('fires when the feed is gone for ten seconds, and goes when it is back', () => {
    const scene = tell(start(), { proxy: down }).pass(5);
    const early = scene.names;

    scene.pass(6);
    const { subject, severity } = scene.finding('proxy-down');
    tell(scene, {}).pass(1);

    expect(early).toEqual([]);
    expect([subject, severity]).toEqual(['farend', 'critical']);
    expect(scene.names).toEqual([]);
  });

  it('explains everything else', () => {
    const scene = tell(start(), { proxy: down }).notice('asterisk-down', asterisk).pass(60);

    expect(scene.names).toEqual(['proxy-down']);
  });

  it('stays silent where there is no proxy', () => {
    const scene = start(false).pass(60);

    expect(scene.names).toEqual([]);
  });
});
