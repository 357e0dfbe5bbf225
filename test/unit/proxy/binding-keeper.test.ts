import { beforeEach, describe, expect, it } from 'vitest';
import type { Binding } from '../../../src/proxy/binding.ts';
import { BindingKeeper } from '../../../src/proxy/binding-keeper.ts';
import { Bindings } from '../../../src/proxy/bindings.ts';
import {
  aor,
  makeAttempt,
  makeBinding,
  makeFlow,
  makeMapped,
  makeObservation,
  now,
} from './make-binding.ts';

const token = '00112233aabbccdd';

/** Writes down what is to be kept, and when it need not be at once. */
class RecordingStore {
  readonly recorded: Binding[] = [];
  readonly lazy: Binding[] = [];
  private readonly waiting: (() => void)[] = [];

  record(binding: Binding, done: () => void): void {
    this.recorded.push(binding);
    this.waiting.push(done);
  }

  recordLazily(binding: Binding): void {
    this.lazy.push(binding);
  }

  release(): void {
    for (const done of this.waiting.splice(0)) done();
  }
}

let bindings: Bindings;
let store: RecordingStore;
let keeper: BindingKeeper;

beforeEach(() => {
  bindings = new Bindings();
  store = new RecordingStore();
  keeper = new BindingKeeper(bindings, store);
});

function add(changes: Partial<Binding> = {}): Binding {
  const binding = makeBinding(changes);
  bindings.add(binding, now);
  return binding;
}

const granted = (seconds: number) => new Map([[token, seconds]]);

describe('a 2xx tells whether the phone is behind NAT', () => {
  it('when its binding is created', () => {
    keeper.apply(makeAttempt(), granted(300), now);
    const other = makeAttempt({ contacts: [makeMapped('ffeeddccbbaa9988')], behindNat: false });
    keeper.apply(other, new Map([['ffeeddccbbaa9988', 300]]), now);

    expect([...bindings.all()].map(({ behindNat }) => behindNat)).toEqual([true, false]);
  });

  it('when it is refreshed and when it moves', () => {
    const binding = add();

    keeper.apply(makeAttempt({ behindNat: false }), granted(300), now);
    expect(binding.behindNat).toBe(false);

    keeper.apply(makeAttempt({ flow: makeFlow('198.51.100.77') }), granted(300), now);
    expect(binding.behindNat).toBe(true);
  });
});

describe('a 2xx to a first REGISTER', () => {
  it('creates a binding, and its answer waits until that is kept', async () => {
    const { change, durable } = keeper.apply(makeAttempt(), granted(300), now);

    expect(change).toBe('created');
    expect(bindings.find(token)).toMatchObject({
      token,
      aor,
      contactUri: 'sip:4001@192.168.1.50:5060',
      callId: 'call-1',
      userAgent: 'Phone 1.0',
      flow: makeFlow(),
      provenAt: now,
      expiresAt: now + 300_000,
    });
    expect(store.recorded).toEqual([bindings.find(token)]);
    store.release();
    await expect(durable).resolves.toBeUndefined();
  });

  it('creates none for a token that Asterisk does not list', () => {
    expect(keeper.apply(makeAttempt(), new Map(), now)).toEqual({
      change: undefined,
      durable: undefined,
    });
    expect(bindings.size).toBe(0);
  });

  it('creates none for a query', () => {
    const query = makeAttempt({ kind: 'query', contacts: [] });

    expect(keeper.apply(query, granted(300), now).change).toBeUndefined();
  });

  it('without credentials creates none under another host while the user has a live one', () => {
    const attempt = makeAttempt(
      { contacts: [makeMapped('ffff')] },
      { credentials: 'none', aor: '4001@elsewhere.example.com' },
    );
    const grantedOther = new Map([['ffff', 300]]);
    const live = add();

    expect(keeper.apply(attempt, grantedOther, now).change).toBeUndefined();
    live.expiresAt = now - 1;
    expect(keeper.apply(attempt, grantedOther, now).change).toBe('created');
  });

  it('without credentials creates one where none is live, and only there', () => {
    const attempt = makeAttempt({ contacts: [makeMapped('ffff')] }, { credentials: 'none' });
    const grantedOther = new Map([['ffff', 300]]);
    const live = add();

    expect(keeper.apply(attempt, grantedOther, now).change).toBeUndefined();
    live.expiresAt = now - 1;
    expect(keeper.apply(attempt, grantedOther, now).change).toBe('created');
  });
});

describe('a 2xx to a refresh', () => {
  it('moves the time of a binding whose flow is the same, and waits for nothing', () => {
    const binding = add();

    const kept = keeper.apply(makeAttempt(), granted(600), now);

    expect(kept).toEqual({ change: 'refreshed', durable: undefined });
    expect(binding).toMatchObject({ provenAt: now, expiresAt: now + 600_000 });
    expect(store.lazy).toEqual([binding]);
  });

  it('keeps the Contact as it was mapped, so that the next refresh is cheap', () => {
    const binding = add();
    const attempt = makeAttempt();

    keeper.apply(attempt, granted(600), now);

    expect(binding.lastMapping).toEqual(attempt.contacts[0]);
  });

  it('with a new Call-ID or Contact is written at once', () => {
    const binding = add();
    const contacts = [makeMapped(token, '<sip:4001@192.168.1.50:5070>')];

    const { change, durable } = keeper.apply(makeAttempt({ contacts }), granted(60), now);

    expect(change).toBe('refreshed');
    expect(durable).toBeInstanceOf(Promise);
    expect(binding.contactUri).toBe('sip:4001@192.168.1.50:5070');
  });

  it('brings a dead binding back', () => {
    const binding = add({ expiresAt: now - 1 });

    const { change, durable } = keeper.apply(makeAttempt(), granted(60), now);

    expect([change, binding.expiresAt]).toEqual(['refreshed', now + 60_000]);
    expect(durable).toBeInstanceOf(Promise);
  });
});

describe('a flow moves only on the 2xx to a request that may move it', () => {
  const elsewhere = makeFlow('192.0.2.99', 5060);
  const otherPort = makeFlow('203.0.113.5', 50000);

  it.each([
    ['credentials passed, another address', elsewhere, 'passed', 0, 1, 'moved'],
    ['credentials passed, another port', otherPort, 'passed', 0, 1, 'moved'],
    ['no credentials, another port of the same address', otherPort, 'none', 0, 1, 'moved'],
    ['no credentials, another address, while it lives', elsewhere, 'none', 0, 1, undefined],
    ['no credentials, another address, once it is dead', elsewhere, 'none', 0, -1, 'moved'],
    ['credentials held back, another address', elsewhere, 'replayed', 0, 1, undefined],
    ['credentials held back, unknown nonce', elsewhere, 'unknown-nonce', 0, 1, undefined],
    ['an older request than the one that proved the flow', elsewhere, 'passed', -1, 1, undefined],
    ['an older request, the flow dead since', elsewhere, 'passed', -1, -1, undefined],
  ] as const)('%s', (_, flow, credentials, later, livesFor, expected) => {
    const binding = add({ provenAt: now - 500, expiresAt: now + livesFor });
    const attempt = makeAttempt({ flow }, { credentials, time: now - 500 + later });

    const { change } = keeper.apply(attempt, granted(300), now);

    expect(change).toBe(expected);
    expect(binding.flow).toEqual(expected === undefined ? makeFlow() : flow);
  });
});

describe('the end of a registration', () => {
  it('is the missing Contact in the 2xx to a REGISTER that asked for it', () => {
    const binding = add();
    const attempt = makeAttempt({ contacts: [makeMapped(token, undefined, true)] });

    const { change, durable } = keeper.apply(attempt, new Map(), now);

    expect(change).toBe('removed');
    expect(binding.expiresAt).toBe(now);
    expect(binding.flow).toEqual(makeFlow());
    expect(durable).toBeInstanceOf(Promise);
  });

  it('is not a Contact that is missing though it did not ask', () => {
    const binding = add();

    expect(keeper.apply(makeAttempt(), new Map(), now).change).toBeUndefined();
    expect(binding.expiresAt).toBe(now + 300_000);
  });

  it('does not end twice', () => {
    add({ expiresAt: now - 1 });
    const attempt = makeAttempt({ contacts: [makeMapped(token, undefined, true)] });

    expect(keeper.apply(attempt, new Map(), now).change).toBeUndefined();
  });

  it('RFC 3261 §10.2.2: ends all bindings of the address-of-record by a star, and no other', () => {
    const one = add({ token: 'a' });
    const two = add({ token: 'b' });
    const other = add({ token: 'c', aor: '4002@pbx.example.com' });

    const { change } = keeper.apply(makeAttempt({ kind: 'star', contacts: [] }), new Map(), now);

    expect(change).toBe('removed');
    expect([one, two, other].map(({ expiresAt }) => expiresAt)).toEqual([now, now, now + 300_000]);
    expect(store.recorded).toHaveLength(2);
  });
});

describe('several Contacts in one REGISTER', () => {
  it('pjsua, new and old on one token: stays registered under the new one', () => {
    const binding = add();
    const contacts = [
      makeMapped(token, '<sip:4001@203.0.113.5:40112;ob>'),
      makeMapped(token, '<sip:4001@192.168.1.50:5060>;expires=0', true),
    ];

    const { change } = keeper.apply(makeAttempt({ contacts }), granted(300), now);

    expect(change).toBe('refreshed');
    expect(binding.contactUri).toBe('sip:4001@203.0.113.5:40112;ob');
    expect(binding.expiresAt).toBe(now + 300_000);
  });

  it('tells the change that matters most, and waits for the last write', async () => {
    add({ token: 'a' });
    const contacts = [makeMapped('a'), makeMapped('b', '<sip:b@192.168.1.51>')];

    const kept = keeper.apply(
      makeAttempt({ contacts }),
      new Map([
        ['a', 300],
        ['b', 300],
      ]),
      now,
    );

    expect(kept.change).toBe('created');
    store.release();
    await expect(kept.durable).resolves.toBeUndefined();
  });
});

it('keeps no text that was cut from the message', () => {
  const attempt = makeAttempt({}, makeObservation({ callId: 'call-9' }));

  keeper.apply(attempt, granted(300), now);

  expect(bindings.find(token)?.lastMapping).toEqual(attempt.contacts[0]);
  expect(bindings.find(token)?.lastMapping).not.toBe(attempt.contacts[0]);
});
