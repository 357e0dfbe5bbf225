import fc from 'fast-check';
import { expect, it } from 'vitest';
import type {
  DeviceRecord,
  RecordChange,
  RegistrationChange,
} from '../../../../src/correlation/device-record.ts';
import { makeHistory, makeRecord, StoreScene } from './store-scene.ts';

const text = fc.string({ unit: 'binary', maxLength: 20 });
const time = fc.integer({ min: 0, max: 4_000_000_000_000 });
const endpoint = fc.constantFrom(
  '4001',
  "4'; DROP TABLE device; --",
  'ü\u0000\ud83d\ude00',
  '*',
  '',
);

/** As the program makes them. */
function plain<Shape>(shape: { [Key in keyof Shape]: fc.Arbitrary<Shape[Key]> }) {
  return fc.record<Shape>(shape, { noNullPrototype: true });
}

const record: fc.Arbitrary<DeviceRecord> = fc
  .record({
    id: fc.oneof(endpoint, text),
    endpoint,
    aor: text,
    asterisk: text,
    site: text,
    producer: fc.constantFrom('proxy', 'hep', 'asterisk'),
    hasWire: fc.boolean(),
    hasView: fc.boolean(),
    source: text,
    roundTripUs: fc.option(fc.nat(), { nil: undefined }),
    isRegistered: fc.boolean(),
    expiresAt: time,
    flows: fc.array(plain({ source: text, since: time }), { maxLength: 3 }),
    evidence: fc.array(text, { maxLength: 3 }),
    changedAt: time,
  })
  .map(({ hasWire, hasView, source, roundTripUs, evidence, ...fields }) => {
    const { wire, asteriskView } = makeRecord();
    return makeRecord({
      ...fields,
      wire: hasWire && wire !== undefined ? { ...wire, source } : undefined,
      asteriskView: hasView && asteriskView ? { ...asteriskView, roundTripUs } : undefined,
      verdict: { value: 'failing', evidence },
    });
  });

const change: fc.Arbitrary<RecordChange> = fc
  .record({
    record,
    isRemoved: fc.boolean(),
    history: fc.array(
      plain({ time, source: text, detail: text, kind: fc.constantFrom('moved', 'refused') }),
      { maxLength: 3 },
    ),
  })
  .map(({ record: of, isRemoved, history }) => ({
    record: of,
    before: undefined,
    isRemoved,
    history: history.map((entry) =>
      makeHistory({ endpoint: of.endpoint, recordId: of.id, ...entry }),
    ),
  }));

const position = plain({ boot: text, seq: fc.maxSafeNat() });

it('what is written is what is loaded', () => {
  fc.assert(
    fc.property(fc.array(fc.array(change)), position, (batches, feedPosition) => {
      const scene = new StoreScene();
      scene.keepMs = Number.MAX_SAFE_INTEGER;
      try {
        const store = scene.open();
        for (const batch of batches) {
          store.write(batch);
          store.forget('nobody');
        }
        store.feedPosition = feedPosition;
        const next = scene.reopen(store);

        expect(new Map([...next.load()].map((each) => [each.id, each]))).toStrictEqual(
          listRecords(batches.flat()),
        );
        for (const [name, expected] of listHistory(batches.flat()))
          expect(next.history(name, 1_000)).toStrictEqual(expected);
        expect(next.feedPosition).toStrictEqual(feedPosition);
        expect(scene.trouble).toStrictEqual([]);
      } finally {
        scene.stop();
      }
    }),
    { numRuns: 30 },
  );
});

function listRecords(changes: readonly RecordChange[]): Map<string, DeviceRecord> {
  const records = new Map<string, DeviceRecord>();
  for (const { record: each, isRemoved } of changes)
    if (isRemoved) records.delete(each.id);
    else records.set(each.id, each);
  return records;
}

/** By endpoint, latest first; of the same time the last one first. */
function listHistory(changes: readonly RecordChange[]): Map<string, RegistrationChange[]> {
  const all = changes.flatMap(({ history }) => history).toReversed();
  return Map.groupBy(
    all.toSorted((a, b) => b.time - a.time),
    (each) => each.endpoint,
  );
}
