import { describe, expect, it } from 'vitest';
import { answer, direct, register } from '../phones.ts';
import { DiagnosisScene } from '../scene.ts';

const old = { rportOffered: false };

describe('rport-missing', () => {
  it('fires for a phone that registers without rport, and says where the setting is', () => {
    const scene = new DiagnosisScene().connect();

    scene
      .challenge(old)
      .observe({ ...old, userAgent: 'Yealink SIP-T46S 66.86.0.15' })
      .pass(1);

    expect(scene.finding('rport-missing')).toMatchObject({
      subject: 'device 4001/00112233aabbccdd',
      severity: 'info',
      endpoint: '4001',
      site: 'Leeds',
      make: 'Yealink',
      address: '203.0.113.5',
      explainedBy: undefined,
    });
    expect(scene.finding('rport-missing').remedy[0]).toMatch(/^On this Yealink: .*→/);
  });

  it('stays silent for a phone that offers it', () => {
    const scene = new DiagnosisScene().connect();

    scene.challenge().observe().pass(1);

    expect(scene.names).toEqual([]);
  });

  it('says why a phone works whose answers go by its Via', () => {
    const sentTo = '198.51.100.77:5070';
    const seen = { ...direct, producer: 'hep', answer: answer({ sentTo }) } as const;
    const scene = new DiagnosisScene({ hasProxy: false }).connect();

    register(scene, seen).pass(1);

    const { severity, summary } = scene.finding('rport-missing');
    expect([severity, summary]).toEqual(['info', expect.stringContaining(`go to ${sentTo}.`)]);
  });

  it('goes when the phone offers it', () => {
    const scene = new DiagnosisScene().connect().challenge(old).observe(old).pass(1);

    scene.observe().pass(1);

    expect(scene.found.map(({ kind }) => kind)).toEqual(['found', 'gone']);
  });
});
