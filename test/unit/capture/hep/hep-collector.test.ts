import { Buffer } from 'node:buffer';
import { createSocket } from 'node:dgram';
import { afterEach, describe, expect, it } from 'vitest';
import { HepCollector, type HepCounts } from '../../../../src/capture/hep/hep-collector.ts';
import { createNetworkSet } from '../../../../src/nat/networks.ts';
import type { SipObservation } from '../../../../src/observation/sip-observation.ts';
import { EventLog } from '../../../support/process/event-log.ts';
import { formatAnswer, formatRegister, START_MS } from '../register-text.ts';
import { formatHep, type HepFields } from './hep-text.ts';

const DEADLINE_MS = 10_000;
const PBX = [203, 0, 113, 10];
const PHONE = [203, 0, 113, 1];
const running: HepCollector[] = [];

afterEach(async () => {
  for (const collector of running.splice(0)) await collector.stop();
});

interface Scene {
  readonly collector: HepCollector;
  readonly observations: EventLog<SipObservation>;
  readonly problems: string[];
  /** Sends datagrams one after another; resolves when the last one was counted. */
  send(...datagrams: readonly Buffer[]): Promise<HepCounts>;
}

async function createScene(
  from: readonly string[] = ['127.0.0.1'],
  now = START_MS,
): Promise<Scene> {
  const observations = new EventLog<SipObservation>();
  const problems: string[] = [];
  const nobody = createNetworkSet([]);
  const collector = new HepCollector(
    {
      listen: { address: '127.0.0.1', port: 0 },
      from: createNetworkSet(from),
      asterisks: [{ address: '203.0.113.10', port: 5060 }],
      localNetworks: nobody,
      trustedProxies: nobody,
      now: () => now,
    },
    {
      onObservation: (observation) => observations.append(observation),
      onDialog: () => expect.fail('no dialog was mirrored'),
      onProblem: (sentence) => problems.push(sentence),
    },
  );
  await collector.start();
  running.push(collector);
  const send = async (...datagrams: readonly Buffer[]): Promise<HepCounts> => {
    const sender = createSocket('udp4');
    const wanted = collector.counts.packets + datagrams.length;
    for (const datagram of datagrams) {
      await new Promise((resolve) => sender.send(datagram, collector.port, '127.0.0.1', resolve));
    }
    await expect.poll(() => collector.counts.packets, { timeout: DEADLINE_MS }).toBe(wanted);
    sender.close();
    return collector.counts;
  };
  return { collector, observations, problems, send };
}

const seconds = START_MS / 1_000;

function formatRequestPacket(changes: HepFields = {}): Buffer {
  const payload = formatRegister().toString('latin1');
  return formatHep({ seconds, payload, source: PHONE, destination: PBX, ...changes });
}

function formatAnswerPacket(): Buffer {
  const ports = { sourcePort: 5060, destinationPort: 16_880 };
  const payload = formatAnswer(200).toString('latin1');
  return formatHep({ seconds, payload, source: PBX, destination: PHONE, ...ports });
}

describe('a collector', () => {
  it('makes an observation of what an agent mirrors', async () => {
    const { observations, send, problems } = await createScene();

    const { drops } = await send(formatRequestPacket(), formatAnswerPacket());

    expect(observations.items).toMatchObject([
      { producer: 'hep', source: '203.0.113.1:16880', statusCode: 200, time: START_MS },
    ]);
    expect(drops).toEqual({});
    expect(problems).toEqual([]);
  });

  it.each([
    ['the time of its agent', START_MS + 4_000, START_MS + 250],
    [
      'the time of this machine, when the clock of the agent is slow',
      START_MS + 3_600_000,
      START_MS + 3_600_000,
    ],
    [
      'the time of this machine, when the clock of the agent is fast',
      START_MS - 1_000,
      START_MS - 1_000,
    ],
  ])('gives an observation %s', async (_, now, time) => {
    const { observations, send } = await createScene(['127.0.0.1'], now);

    await send(formatRequestPacket({ microseconds: 250_000 }), formatAnswerPacket());

    expect(observations.items.map((observation) => observation.time)).toEqual([time]);
  });

  it('drops what comes from elsewhere than it may, counts it, and says so once', async () => {
    const { observations, send, problems } = await createScene(['192.0.2.0/24']);

    const { drops } = await send(formatRequestPacket(), formatAnswerPacket());

    expect(observations.items).toEqual([]);
    expect(drops).toEqual({ 'foreign-source': 2 });
    expect(problems).toEqual([
      'HEP packets come from 127.0.0.1, which is not in hep.from, and are dropped: add it there, or stop that agent',
    ]);
  });

  it('counts what it cannot use by the reason, and goes on', async () => {
    const { observations, send, problems } = await createScene();
    const whole = formatRequestPacket();

    const { drops, packets } = await send(
      Buffer.alloc(0),
      Buffer.from('OPTIONS sip:pbx.example.com SIP/2.0\r\n\r\n'),
      whole.subarray(0, 40),
      Buffer.concat([Buffer.from([2, 16]), Buffer.alloc(60)]),
      formatHep({ seconds, payloadType: 5, payload: '{}' }),
      formatHep({ seconds, protocol: 6 }),
      formatHep({ seconds, payload: 'no SIP' }),
      formatHep({ seconds, payload: 'x'.repeat(40_000) }),
      formatRequestPacket(),
      formatAnswerPacket(),
    );

    expect(packets).toBe(10);
    expect(drops).toEqual({
      'not-hep': 2,
      truncated: 1,
      'old-version': 1,
      'other-payload': 1,
      'other-transport': 1,
      'malformed-sip': 1,
      'too-large': 1,
    });
    expect(problems).toHaveLength(4);
    expect(problems.join('\n')).toContain('"hep_version", 3');
    expect(observations.items).toHaveLength(1);
  });

  it('says which address it cannot have', async () => {
    const { collector } = await createScene();
    const nobody = createNetworkSet([]);
    const second = new HepCollector(
      {
        listen: { address: '127.0.0.1', port: collector.port },
        from: nobody,
        asterisks: [],
        localNetworks: nobody,
        trustedProxies: nobody,
      },
      { onObservation: () => {}, onDialog: () => {}, onProblem: () => {} },
    );

    const failure = await second.start().catch((error: unknown) => error);

    expect(failure).toMatchObject({ code: 'SOCKET_UNAVAILABLE' });
    expect((failure as Error).message).toContain(`127.0.0.1:${collector.port}`);
    await second.stop();
  });
});
