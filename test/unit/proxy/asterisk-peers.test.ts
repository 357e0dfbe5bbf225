import { beforeEach, describe, expect, it } from 'vitest';
import { KeyedHash } from '../../../src/base/keyed-hash.ts';
import { type AsteriskPeer, AsteriskPeers } from '../../../src/proxy/asterisk-peers.ts';

const now = 1_795_244_400_000;
const one = { address: '198.51.100.20', port: 5060 };
const two = { address: '198.51.100.21', port: 5060 };

let peers: AsteriskPeers;

beforeEach(() => {
  peers = new AsteriskPeers(new KeyedHash('00'.repeat(32)));
  peers.replace([one, two], ['198.51.100.10', '127.0.0.1']);
});

function peer(index: number): AsteriskPeer {
  return peers.all[index] as AsteriskPeer;
}

/** Lets a peer fall silent: two questions without an answer, and the third finds it dead. */
function silence(silent: AsteriskPeer): boolean[] {
  return [0, 1, 2].map((i) => peers.ask(silent, now + i * 5_000));
}

describe('chooses an Asterisk', () => {
  it('the same for all requests of an address-of-record', () => {
    const chosen = Array.from({ length: 20 }, (_, i) => peers.choose(`call-${i}`, 'a@b', now));

    expect(new Set(chosen).size).toBe(1);
  });

  it('and spreads the addresses-of-record over all', () => {
    const chosen = Array.from({ length: 200 }, (_, i) => peers.choose(`c${i}`, `${i}@b`, now));

    const first = chosen.filter((choice) => choice === peer(0)).length;
    expect(first).toBeGreaterThan(60);
    expect(first).toBeLessThan(140);
  });

  it('by the Call-ID where there is no address-of-record', () => {
    const chosen = Array.from({ length: 50 }, (_, i) => peers.choose(`call-${i}`, '', now));

    expect(new Set(chosen).size).toBe(2);
  });

  it('only among those alive, and none when all are dead', () => {
    const chosen = peers.choose('call-1', 'a@b', now) as AsteriskPeer;
    const other = peers.all.find((candidate) => candidate !== chosen) as AsteriskPeer;

    chosen.isAlive = false;
    expect(peers.choose('call-2', 'a@b', now)).toBe(other);
    other.isAlive = false;
    expect(peers.choose('call-3', 'a@b', now)).toBeUndefined();
  });

  it('RFC 3261 §16.6 step 11: the one that got this Call-ID while an INVITE may ring', () => {
    const preferred = peers.choose('call-0', 'a@b', now) as AsteriskPeer;
    preferred.isAlive = false;
    const chosen = peers.choose('call-1', 'a@b', now);
    preferred.isAlive = true;

    expect(peers.choose('call-1', 'a@b', now + 300_000)).toBe(chosen);
    expect(peers.choose('call-1', 'a@b', now + 300_001)).toBe(preferred);
  });

  it('another for a Call-ID whose Asterisk died in between', () => {
    const first = peers.choose('call-1', 'a@b', now) as AsteriskPeer;

    first.isAlive = false;

    expect(peers.choose('call-1', 'a@b', now + 1)).not.toBe(first);
  });

  it('the only one, while it is alive', () => {
    peers.replace([one], []);

    expect(peers.choose('call-1', 'a@b', now)).toBe(peer(0));
    peer(0).isAlive = false;
    expect(peers.choose('call-1', 'a@b', now)).toBeUndefined();
  });
});

describe('finds out who is alive', () => {
  it('is dead after two questions without an answer, and that is news once', () => {
    expect(silence(peer(0))).toEqual([false, false, true]);
    expect(peer(0).isAlive).toBe(false);
    expect(peers.ask(peer(0), now + 15_000)).toBe(false);
  });

  it('forgives one lost answer', () => {
    peers.ask(peer(0), now);
    peers.ask(peer(0), now + 5_000);
    peers.answer(peer(0), 200);

    expect(peers.ask(peer(0), now + 10_000)).toBe(false);
    expect(peers.ask(peer(0), now + 15_000)).toBe(false);
    expect(peer(0).isAlive).toBe(true);
  });

  it.each([
    [200, true],
    [401, true],
    [404, true],
    [503, false],
  ])('takes %i for alive: %j', (statusCode, alive) => {
    expect(peers.answer(peer(0), statusCode)).toBe(!alive);
    expect(peer(0).isAlive).toBe(alive);
  });

  it('tells once that a dead one answers again', () => {
    silence(peer(0));

    expect(peers.answer(peer(0), 200)).toBe(true);
    expect(peers.answer(peer(0), 200)).toBe(false);
  });
});

describe('knows where packets come from', () => {
  it.each([
    ['198.51.100.20', 5060, 0],
    ['198.51.100.21', 5060, 1],
    ['198.51.100.20', 5061, undefined],
    ['198.51.100.10', 5060, undefined],
    ['192.0.2.66', 5060, undefined],
  ])('%s:%i', (address, port, index) => {
    expect(peers.find({ address, port })).toBe(index === undefined ? undefined : peer(index));
  });

  it('lets an Asterisk on this machine answer from any of its addresses', () => {
    peers.replace([{ address: '127.0.0.1', port: 5060 }, two], ['198.51.100.10', '127.0.0.1']);

    expect(peers.find({ address: '198.51.100.10', port: 5060 })).toBe(peer(0));
    expect(peers.find({ address: '198.51.100.10', port: 5061 })).toBeUndefined();
    expect(peers.find({ address: '192.0.2.66', port: 5060 })).toBeUndefined();
  });
});

describe('takes over another list', () => {
  it('and keeps what is known of those that stay', () => {
    silence(peer(0));

    peers.replace([two, one], []);

    expect(peers.all.map(({ name, isAlive }) => [name, isAlive])).toEqual([
      ['198.51.100.21:5060', true],
      ['198.51.100.20:5060', false],
    ]);
  });

  it('and changes nothing when it is the same', () => {
    const before = [...peers.all];

    peers.replace([{ ...one }, { ...two }], ['198.51.100.10']);

    expect([...peers.all]).toEqual(before);
    expect(peers.all[0]).toBe(before[0]);
  });
});
