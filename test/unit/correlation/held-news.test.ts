// A new phone is told of once: when wire and Asterisk have both spoken, in whichever order, or when one
// of them has had its second.

import { describe, expect, it } from 'vitest';
import { contactUri, makeContact, makeEndpoint, Scene, START_MS, token } from './scene.ts';

const id = `4001/${token}`;
const sip = makeEndpoint({ driver: 'chan_sip' });
const path = 'sip:4001@192.168.1.50:5060';
const hep = { producer: 'hep', device: undefined, binding: undefined } as const;
const placeholder = { record: { id: '4001/-' }, isRemoved: true };

function connect(endpoint = makeEndpoint()): Scene {
  return new Scene(['main'], true).connect([endpoint]);
}

/** What is told of devices after all that, endpoints without a device left out. */
function verdictsOf({ changes }: Scene): string[] {
  return changes
    .filter(({ record, isRemoved }) => !isRemoved && !record.id.endsWith('/-'))
    .map(({ record }) => `${record.id} ${record.verdict.value} ${record.nat.value}`);
}

describe('a new phone', () => {
  it.each([
    ['Asterisk first', (it: Scene) => it.contact('created').contact('reachable').observe()],
    ['the wire first', (it: Scene) => it.challenge().observe().contact('created')],
    ['Asterisk first, with a Path', (it: Scene) => it.contact('created', { uri: path }).observe()],
    ['the wire first, with a Path', (it: Scene) => it.observe().contact('created', { uri: path })],
    ['Asterisk’s list first', (it: Scene) => it.snapshot(null, [makeContact()]).observe()],
    [
      'the wire before Asterisk’s list',
      (it: Scene) => it.observe().snapshot(null, [makeContact()]),
    ],
  ])('has one verdict: %s', (_, happen) => {
    const scene = connect();

    happen(scene);
    scene.pass(2).contact('reachable');

    const told = new Set(verdictsOf(scene));
    expect([...told]).toEqual([`${id} ok-through-farend behind-nat`]);
    expect(scene.history).toEqual(['created']);
    expect(scene.records).toHaveLength(1);
  });

  it.each([
    ['Asterisk first', (it: Scene) => it.contact('created', { uri: path }).observe(hep)],
    ['the mirror first', (it: Scene) => it.observe(hep).contact('created', { uri: path })],
  ])('that a mirror shows has one verdict: %s', (_, happen) => {
    const scene = connect();

    happen(scene);

    expect(verdictsOf(scene)).toEqual([expect.stringMatching(/ ok behind-nat$/)]);
  });

  it('of chan_sip has one verdict, also when Asterisk told of the peer first', () => {
    const scene = connect(sip);

    scene.peer('registered', { address: '198.51.100.10:5062' }).observe();

    expect(verdictsOf(scene)).toEqual([`${id} ok behind-nat`]);
  });

  it('takes the place of its endpoint at the moment in which it is told of', () => {
    const scene = connect();
    const [, ...before] = scene.contact('created').changes;
    const shown = scene.record.id;

    scene.observe();

    expect(before).toEqual([]);
    expect(shown).toBe('4001/-');
    expect(scene.changes.slice(1)).toMatchObject([placeholder, { record: { id } }]);
  });

  it('that the wire never shows is told of as Asterisk has it, within a second and a half', () => {
    const scene = connect().contact('created').pass(0.5);
    const early = verdictsOf(scene);

    scene.pass(0.5);

    expect(early).toEqual([]);
    expect(scene.record).toMatchObject({
      verdict: { evidence: ['Asterisk has its contact; nothing was seen of it'] },
      asteriskView: { contactUri },
    });
  });

  it('that Asterisk never speaks of is told of as the wire has it, with its history', () => {
    const scene = connect()
      .observe()
      .pass(0.5)
      .observe({ binding: 'moved', source: '203.0.113.5:7' });
    const early = verdictsOf(scene);

    scene.pass(0.5);

    expect(early).toEqual([]);
    expect(verdictsOf(scene)).toEqual([`${id} unknown behind-nat`]);
    expect(scene.history).toEqual(['created', 'moved']);
  });

  it.each([
    ['when the clock is set back', (it: Scene) => it.contact('created').pass(-3_600)],
    ['when farend ends', (it: Scene) => it.contact('created').release()],
    ['when AMI drops meanwhile', (it: Scene) => it.observe().disconnect()],
    [
      'when it takes its registration back',
      (it: Scene) => it.observe().observe({ binding: 'removed' }),
    ],
  ])('is not waited for any longer %s', (_, happen) => {
    const scene = connect();

    happen(scene);

    expect(scene.correlator.isHolding).toBe(false);
    expect(verdictsOf(scene)).toEqual([`${id} unknown ${scene.record.nat.value}`]);
  });

  it('whose contact Asterisk loses at once was never there', () => {
    const scene = connect().contact('created').contact('removed');

    scene.pass(2);

    expect(verdictsOf(scene)).toEqual([]);
    expect(scene.record.id).toBe('4001/-');
  });

  it('that fails is told of at once', () => {
    const scene = connect().challenge().say('failed').refuse(403);

    expect(scene.record.verdict.value).toBe('failing');
  });
});

describe('nobody waits', () => {
  it('for a wire of which nobody tells', () => {
    const scene = new Scene().connect().contact('created');

    expect(scene.record.id).toBe(id);
  });

  it('for an Asterisk that cannot be asked', () => {
    const scene = new Scene(['main'], true).observe();

    expect(scene.record.verdict.value).toBe('unknown');
  });

  it('with a known device: it refreshes, falls silent, and comes back from an earlier life', () => {
    const scene = connect().observe().contact('reachable');
    const { record } = scene;
    const later = new Scene(['main'], true);

    scene.contact('unreachable');
    later.correlator.restore([record], START_MS);
    later.connect([makeEndpoint()], [makeContact({ status: 'unreachable' })]);

    expect(scene.record.verdict.value).toBe('unreachable');
    expect(later.record.verdict.value).toBe('unreachable');
    expect(later.changes.map(({ before }) => before?.verdict)).toContain('ok-through-farend');
  });
});
