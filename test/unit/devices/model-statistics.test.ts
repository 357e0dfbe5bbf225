import { describe, expect, it } from 'vitest';
import { countModels, type SeenPhone } from '../../../src/devices/model-statistics.ts';

const MINUTE = 60_000;
const NOW = 1_800_000_000_000;

function createPhone(
  {
    userAgent = 'Yealink SIP-T46S 66.86.0.15',
    rport = 'offered',
    status = 'reachable',
  }: {
    userAgent?: string;
    rport?: 'offered' | 'missing' | 'exempt';
    status?: string;
  },
  flows: SeenPhone['flows'] = [{ source: '203.0.113.1:40000', since: NOW - 20 * MINUTE }],
): SeenPhone {
  const wire = { userAgent, rport, lastSeen: NOW };
  return { isRegistered: true, wire, asteriskView: { status }, flows };
}

describe('the statistic of models', () => {
  it('counts what the phones of a firmware do', () => {
    const restarted = [
      { source: '203.0.113.1:40001', since: NOW - MINUTE },
      { source: '203.0.113.1:40000', since: NOW - 50 * MINUTE },
    ];
    const forgotten = [{ source: '203.0.113.1:40002', since: NOW }, ...restarted];

    const statistics = countModels([
      createPhone({}),
      createPhone({ rport: 'missing', status: 'unqualified' }, restarted),
      createPhone({ rport: 'exempt' }, forgotten),
      createPhone({ userAgent: 'Aastra 6757i/2.6.0' }),
    ]);

    expect(statistics).toEqual([
      {
        make: 'Yealink',
        model: 'SIP-T46S',
        firmware: '66.86.0.15',
        phones: 3,
        offersRport: 1,
        isSymmetric: 1,
        listensElsewhere: 1,
        keepsAlive: 1,
        losesPort: 1,
      },
      expect.objectContaining({ make: 'Mitel/Aastra', model: '6757i', phones: 1 }),
    ]);
  });

  it('takes an office that moves to another address for no port that is lost', () => {
    const moved = [
      { source: '198.51.100.7:40000', since: NOW - 15 * MINUTE },
      { source: '203.0.113.1:40000', since: NOW - 30 * MINUTE },
      { source: '192.0.2.1:40000', since: NOW - 90 * MINUTE },
    ];

    const [statistics] = countModels([createPhone({}, moved)]);

    expect(statistics).toMatchObject({ losesPort: 0, keepsAlive: 1 });
  });

  it('leaves out who is not registered, and who was never seen', () => {
    const phones = [
      { ...createPhone({}), isRegistered: false },
      { ...createPhone({}), wire: undefined },
    ];

    expect(countModels(phones)).toEqual([]);
  });

  it('stays small when User-Agents are made up', () => {
    const phones = Array.from({ length: 5000 }, (_, i) =>
      createPhone({ userAgent: `Yealink SIP-T${i} 1.${i}` }),
    );

    const statistics = countModels(phones);

    expect(statistics).toHaveLength(501);
    expect(statistics[0]).toMatchObject({ make: '', phones: 4500 });
  });
});
