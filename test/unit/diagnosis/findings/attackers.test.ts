import { describe, expect, it } from 'vitest';
import type { SipObservation } from '../../../../src/observation/sip-observation.ts';
import { makeEndpoint } from '../../correlation/scene.ts';
import { CallScene } from '../call-scene.ts';
import type { DiagnosisScene } from '../scene.ts';

const ATTACKER = '198.51.100.66';
const endpoints = Array.from({ length: 8 }, (_, at) => makeEndpoint({ name: `${4_001 + at}` }));

function start(): CallScene {
  const scene = new CallScene();
  scene.connect(endpoints).challenge().observe({ expires: 36_000 }).contact('reachable').pass(60);
  return scene;
}

/** Credentials for an account are refused; Asterisk says why. */
function guess<Scene extends DiagnosisScene>(
  scene: Scene,
  account: string,
  changes: Partial<SipObservation> = {},
): Scene {
  const callId = `guess-${account}-${scene.now}`;
  const source = `${ATTACKER}:5071`;
  const contact = `<sip:${account}@${source}>`;
  const from = { source, callId, contact, aor: `${account}@198.51.100.10`, device: undefined };
  scene.challenge({ ...from, ...changes }).refuse(401, { ...from, username: account, ...changes });
  const isKnown = endpoints.some(({ name }) => name === account);
  const outcome = isKnown ? 'failed' : 'unknown-account';
  scene.say(outcome, { account: isKnown ? account : '', callId: changes.callId ?? callId });
  return scene;
}

describe('brute-force', () => {
  it('fires when one account is tried faster than a phone tries, and ends an hour after', () => {
    const scene = start();

    scene.times(30, (each) => guess(each, '4001').pass(2));
    const finding = scene.finding('brute-force');
    const { names } = scene;
    scene.pass(3_700);

    expect(names).toEqual(['brute-force']);
    expect(finding).toMatchObject({
      subject: `address ${ATTACKER}`,
      severity: 'warning',
      address: ATTACKER,
      summary: `Somebody at ${ATTACKER} guesses passwords.`,
    });
    expect(finding.evidence[1]).toBe('it tries 4001');
    expect(scene.names).toEqual([]);
  });

  it('fires when several accounts are tried from one port', () => {
    const scene = start();

    for (const { name } of endpoints.slice(1, 7)) guess(scene, name).pass(20);

    expect(scene.names).toEqual(['brute-force']);
  });

  it('fires when calls are tried with one password after the other', () => {
    const scene = start();

    scene.times(30, (each) => each.refused({ source: `${ATTACKER}:5071`, device: undefined }));

    expect(scene.names).toEqual(['brute-force']);
  });

  it('leaves a phone with a wrong password to auth-failed', () => {
    const scene = start();

    scene.times(40, (each) => guess(each, '4002', { callId: 'one' }).pass(20));

    expect(scene.names).toEqual(['auth-failed']);
  });

  it('stays silent for an office whose phones all have wrong passwords', () => {
    const scene = start();

    scene.times(3, (each) => {
      for (const [at, { name }] of endpoints.slice(1).entries())
        guess(each, name, { source: `203.0.113.77:${40_000 + at}`, callId: name });
      each.pass(30);
    });

    expect(new Set(scene.names)).toEqual(new Set(['auth-failed']));
  });
});

describe('scanner', () => {
  it('is one finding for all that look for PBXs, and ends when none was heard for an hour', () => {
    const scene = start();

    for (const last of [66, 67, 68])
      scene
        .notice('scanner', { source: `198.51.100.${last}`, count: 120, detail: 'friendly-scanner' })
        .pass(60);
    const { names } = scene;
    const finding = scene.finding('scanner');
    scene.pass(3_700);

    expect(names).toEqual(['scanner']);
    expect(finding).toMatchObject({
      subject: 'farend',
      severity: 'info',
      summary: '3 addresses, among them 198.51.100.68, look for open PBXs here.',
    });
    expect(finding.evidence[2]).toBe(
      '198.51.100.66 100 times and more since 2026-11-21 07:01:00 UTC, as friendly-scanner',
    );
    expect(scene.names).toEqual([]);
  });

  it('is told of made-up accounts, which are no findings of their own', () => {
    const scene = start();

    for (let account = 100; account < 160; account += 1) guess(scene, `${account}`).pass(1);

    expect(scene.names).toEqual(['scanner']);
  });

  it('is not told of a phone with a mistake in its account', () => {
    const scene = start();

    scene.times(20, (each) => guess(each, '9001', { callId: 'one' }).pass(20));

    expect(scene.findings.filter(({ name }) => name === 'scanner')).toEqual([]);
  });
});

describe('trunk-unmatched', () => {
  const trunk = { source: '192.0.2.20:5060', aor: '', device: undefined };

  it('fires when Asterisk refuses a trunk, and says how it can be known', () => {
    const scene = start().refused({ ...trunk, isTrunk: true, username: undefined });

    const finding = scene.finding('trunk-unmatched');

    expect(scene.names).toEqual(['trunk-unmatched']);
    expect(finding).toMatchObject({ subject: 'address 192.0.2.20', severity: 'critical' });
    expect(finding.evidence).toEqual([
      'INVITE from 192.0.2.20:5060 was answered 401 at 2026-11-21 07:01:00 UTC',
    ]);
    expect(finding.remedy[0]).toContain('match_header = X-Farend-Source: 192.0.2.20');
  });

  it.each([
    ['a call of it comes through', (scene: CallScene) => scene.ended(5, trunk)],
    ['an hour has passed', (scene: CallScene) => scene.pass(3_700)],
  ])('goes when %s', (_, act) => {
    const scene = start().refused({ ...trunk, isTrunk: true });

    act(scene.pass(10)).pass(10);

    expect(scene.names).toEqual([]);
  });

  it('stays silent when a phone is refused', () => {
    const scene = start().refused({ username: '4001' });

    expect(scene.names).toEqual([]);
  });
});
