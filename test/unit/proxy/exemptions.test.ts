import { beforeEach, describe, expect, it } from 'vitest';
import { type Asker, Exemptions } from '../../../src/proxy/exemptions.ts';
import { now } from './make-binding.ts';

const HOUR_MS = 3_600_000;
const aor = '4001@pbx.example.com';
const address = '203.0.113.5';
const sourcePort = 40112;
const viaPort = 5060;

let exemptions: Exemptions;
let time: number;

beforeEach(() => {
  exemptions = new Exemptions();
  time = now;
});

function makeAsker(id: string, changes: Partial<Asker> = {}): Asker {
  return { id: id.padStart(16, '0'), aor, address, sourcePort, viaPort, ...changes };
}

/** A request comes and is answered; returns the news and the port that the answer went to. */
function exchange(asker: Asker): { news: string | undefined; port: number } {
  time += 500;
  const news = exemptions.judge(asker, time);
  const usual = exemptions.isLearned(asker.aor, asker.address, time)
    ? asker.viaPort
    : asker.sourcePort;
  const target = exemptions.redirectAnswer(asker.id, { address: asker.address, port: usual }, time);
  exemptions.noteAnswer(asker.id, target, time);
  return { news, port: target.port };
}

/** A phone that listens at its Via port only: it repeats until its answer arrives there. */
function learn(): void {
  exchange(makeAsker('1'));
  exchange(makeAsker('1'));
  exchange(makeAsker('2'));
}

describe('an entry of the file exempts', () => {
  it.each([
    [{ endpoint: '30*' }, '3001@pbx.example.com', address, '', true],
    [{ endpoint: '30*' }, '4001@30.example.com', address, '', false],
    [{ endpoint: '3001' }, '3001', address, '', false],
    [{ userAgent: 'Aastra*' }, aor, address, 'aastra 6757i', true],
    [{ userAgent: 'Aastra*' }, aor, address, 'Snom (not Aastra)', false],
    [{ network: '10.9.0.0/16' }, aor, '10.9.255.1', '', true],
    [{ network: '10.9.0.0/16' }, aor, '10.10.0.1', '', false],
    [{ network: '2001:db8::/32' }, aor, '2001:db8::5', '', true],
  ])('%j: %s at %s with %j: %j', (entry, ofAor, at, userAgent, expected) => {
    exemptions.configure([{ network: '192.0.2.1' }, entry]);

    expect(exemptions.isConfigured(ofAor, at, () => userAgent)).toBe(expected);
  });

  it('and no longer when it is gone', () => {
    exemptions.configure([{ network: address }, { endpoint: '*' }, { userAgent: '*' }]);
    const before = exemptions.isConfigured(aor, address, () => 'x');
    exemptions.configure([]);

    expect([before, exemptions.isConfigured(aor, address, () => 'x')]).toEqual([true, false]);
  });

  it('and the User-Agent is read only for an entry that names one', () => {
    exemptions.configure([{ endpoint: '30*' }]);

    exemptions.isConfigured(aor, address, () => expect.fail('was read'));
  });
});

describe('a phone that repeats an answered request', () => {
  it('is answered at its Via port, once', () => {
    const ports = ['1', '1', '1', '1'].map((id) => exchange(makeAsker(id)).port);

    expect(ports).toEqual([sourcePort, viaPort, sourcePort, sourcePort]);
  });

  it('and is content is learned with its next request, and from then on', () => {
    const first = exchange(makeAsker('1'));
    const repeated = exchange(makeAsker('1'));
    const isLearnedEarly = exemptions.isLearned(aor, address, time);
    const next = exchange(makeAsker('2'));
    const after = exchange(makeAsker('3'));

    expect([first.news, repeated.news, isLearnedEarly]).toEqual([undefined, undefined, false]);
    expect(next).toEqual({ news: 'learned', port: viaPort });
    expect(after).toEqual({ news: undefined, port: viaPort });
  });

  it('and repeats again is not tried for an hour, then once more', () => {
    for (const id of ['1', '1', '1']) exchange(makeAsker(id));
    const within = ['2', '2'].map((id) => exchange(makeAsker(id)).port);
    time += HOUR_MS;
    const later = ['3', '3'].map((id) => exchange(makeAsker(id)).port);

    expect(within).toEqual([sourcePort, sourcePort]);
    expect(later).toEqual([sourcePort, viaPort]);
    expect(exemptions.isLearned(aor, address, time)).toBe(false);
  });

  it('that was learned is given up when it repeats again', () => {
    learn();
    const repeated = exchange(makeAsker('2'));
    const next = exchange(makeAsker('3'));

    expect(repeated).toEqual({ news: 'gave-up', port: sourcePort });
    expect(next).toEqual({ news: undefined, port: sourcePort });
  });

  it('that listens where it sends is none, whatever it repeats', () => {
    const asker = { viaPort: sourcePort };
    const all = ['1', '1', '1', '2'].map((id) => exchange(makeAsker(id, asker)));

    expect(all).toEqual(Array(4).fill({ news: undefined, port: sourcePort }));
  });

  it('that was not answered yet proves nothing', () => {
    for (let times = 0; times < 3; times += 1) exemptions.judge(makeAsker('1'), time);

    expect(exchange(makeAsker('1'))).toEqual({ news: undefined, port: sourcePort });
    expect(exchange(makeAsker('2'))).toEqual({ news: undefined, port: sourcePort });
  });
});

describe('a copy of a request', () => {
  it('from another address moves no answer of the phone', () => {
    exchange(makeAsker('1'));
    for (const id of ['1', '1', '1']) exchange(makeAsker(id, { address: '192.0.2.66' }));

    const source = { address, port: sourcePort };
    expect(exemptions.redirectAnswer(makeAsker('1').id, source, time)).toEqual(source);
    expect(exchange(makeAsker('2'))).toEqual({ news: undefined, port: sourcePort });
    expect(exemptions.isLearned(aor, address, time)).toBe(false);
  });

  it('from another port of the address neither', () => {
    exchange(makeAsker('1'));
    const copy = exchange(makeAsker('1', { sourcePort: 6666 }));

    expect(copy.news).toBeUndefined();
    expect(exchange(makeAsker('2'))).toEqual({ news: undefined, port: sourcePort });
  });
});

describe('what was learned', () => {
  it.each([
    ['another account', { aor: '4002@pbx.example.com' }],
    ['another address', { address: '203.0.113.6' }],
  ])('is not for %s', (_, other) => {
    learn();

    expect(exchange(makeAsker('9', other)).port).toBe(sourcePort);
  });

  it('is forgotten after a week', () => {
    learn();
    time += 7 * 24 * HOUR_MS + 1;

    expect(exemptions.isLearned(aor, address, time)).toBe(false);
  });

  it('stays when the file changes', () => {
    learn();
    exemptions.configure([{ endpoint: 'x' }]);

    expect(exemptions.isLearned(aor, address, time)).toBe(true);
  });
});

it('an answer that comes after the transaction is over goes where its Via says', () => {
  exchange(makeAsker('1'));
  exchange(makeAsker('1'));

  const source = { address, port: sourcePort };
  expect(exemptions.redirectAnswer(makeAsker('1').id, source, time + 32_001)).toEqual(source);
});
