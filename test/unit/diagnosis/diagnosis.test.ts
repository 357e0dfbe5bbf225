import { describe, expect, it } from 'vitest';
import { explain, explanations } from '../../../src/diagnosis/explanations.ts';
import { type Finding, type FindingName, findingNames } from '../../../src/diagnosis/finding.ts';
import { rules } from '../../../src/diagnosis/rules.ts';
import { makeRegister, Scene, START_MS } from '../correlation/scene.ts';
import { answer, repeatRegister } from './phones.ts';
import { DiagnosisScene } from './scene.ts';

const old = { rportOffered: false };

function makeFinding(changes: Partial<Finding>): Finding {
  return {
    name: 'unreachable',
    subject: 'device 4001/1',
    severity: 'warning',
    endpoint: '4001',
    aor: '4001',
    site: 'Leeds',
    make: '',
    asterisk: 'main',
    address: '203.0.113.5',
    summary: '',
    description: '',
    evidence: [],
    remedy: [],
    since: START_MS,
    explainedBy: undefined,
    ...changes,
  };
}

describe('the diagnosis', () => {
  it('keeps the beginning of a finding over its changes', () => {
    const scene = new DiagnosisScene().connect().observe(old).pass(1);
    const { since } = scene.finding('rport-missing');

    scene
      .pass(60)
      .observe({ ...old, topVia: 'SIP/2.0/UDP 192.168.1.60:5060;branch=z9hG4bK9' })
      .pass(1);

    expect(scene.finding('rport-missing').since).toBe(since);
    expect(scene.found.map(({ kind }) => kind)).toEqual(['found', 'changed']);
  });

  it('tells of no change where a REGISTER differs by its branch alone', () => {
    const scene = new DiagnosisScene().connect().observe(old).pass(1);

    scene
      .pass(60)
      .observe({ ...old, topVia: makeRegister().topVia.replace('bK1', 'bK2') })
      .pass(1);

    expect(scene.found.map(({ kind }) => kind)).toEqual(['found']);
  });

  it('ends what it found of a phone that is forgotten', () => {
    const scene = new DiagnosisScene().connect().observe(old).pass(1);

    scene.forget('4001').pass(1);

    expect(scene.found.map(({ kind }) => kind)).toEqual(['found', 'gone']);
  });

  it('lets the findings of an earlier life stay until half a minute after its start', () => {
    const scene = new DiagnosisScene().connect().observe(old).pass(1);
    const known = scene.findings;

    scene.diagnosis = scene.makeDiagnosis();
    scene.diagnosis.recall(known);
    scene.wait(29);
    const kept = scene.findings;
    scene.wait(3);

    expect(kept).toEqual(known);
    expect(scene.findings).toEqual([]);
    expect(scene.found.map(({ kind }) => kind)).toEqual(['found', 'found', 'gone']);
  });
});

describe('after a restart', () => {
  it('what goes on is told once more, for the alerts, and is not gone, though what showed it is not known any more', () => {
    const scene = new DiagnosisScene().connect();
    repeatRegister(scene, { answer: answer() });
    scene.wait(12);
    const [known, records] = [scene.findings, scene.records];
    scene.found.length = 0;

    scene.correlator = new Scene().correlator;
    scene.correlator.restore(records, scene.now);
    scene.diagnosis = scene.makeDiagnosis();
    scene.diagnosis.recall(known);
    for (const record of scene.records)
      scene.diagnosis.onRecords([{ record, before: undefined, history: [], isRemoved: false }]);
    scene.wait(60);
    repeatRegister(scene, { answer: answer() });

    expect(known.map(({ name }) => name)).toEqual(['response-lost']);
    expect(scene.found.filter(({ kind }) => kind !== 'changed')).toMatchObject([{ kind: 'found' }]);
    expect(scene.finding('response-lost').since).toBe(known[0]?.since);
  });
});

describe('the rules', () => {
  it('are in the order of the reference, each finding once for a kind of subject', () => {
    const places = rules.map(({ name }) => findingNames.indexOf(name));

    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(new Set(rules.map(({ name, kind }) => `${name} ${kind}`)).size).toBe(rules.length);
  });
});

describe('explanations', () => {
  const cases: readonly [string, FindingName, Partial<Finding>, FindingName | undefined][] = [
    ['what is as grave explains', 'binding-short', { severity: 'warning' }, 'binding-short'],
    ['what is less grave does not', 'binding-short', { severity: 'info' }, undefined],
    ['nor does that of another phone', 'binding-short', { subject: 'device 4002/1' }, undefined],
    ['a site explains its phones', 'site-down', { subject: 'site Leeds' }, 'site-down'],
    ['farend explains everybody', 'proxy-down', { subject: 'farend' }, 'proxy-down'],
    [
      'a rebinding explains for a quarter of an hour, though it is nothing grave',
      'rebinding-storm',
      { subject: 'address 203.0.113.5', severity: 'info', since: START_MS - 600_000 },
      'rebinding-storm',
    ],
    [
      'and no longer',
      'rebinding-storm',
      { subject: 'address 203.0.113.5', severity: 'info', since: START_MS - 960_000 },
      undefined,
    ],
  ];

  it.each(cases)('%s', (_title, name, changes, expected) => {
    const finding = makeFinding({ name: 'unreachable' });
    const cause = makeFinding({ name, ...changes });

    const explainedBy = explain(finding, (subject) =>
      subject === cause.subject ? new Map([[name, { finding: cause }]]) : undefined,
    );

    expect(explainedBy).toBe(expected);
  });

  it('are each about something that the explained one is a part of', () => {
    const kindsOf = (name: FindingName) =>
      rules.filter((rule) => rule.name === name).map(({ kind }) => kind);
    const partOf = {
      device: ['device', 'address', 'site', 'asterisk', 'farend'],
      address: ['address', 'site', 'farend'],
      site: ['site', 'farend'],
      asterisk: ['asterisk', 'farend'],
      farend: ['farend'],
    };

    const outOfReach = (Object.keys(explanations) as FindingName[]).flatMap((name) =>
      (explanations[name] ?? [])
        .filter(({ by }) =>
          kindsOf(by).some((cause) => kindsOf(name).some((kind) => !partOf[kind].includes(cause))),
        )
        .map(({ by }) => `${by} of ${name}`),
    );

    expect(outOfReach).toEqual([]);
  });

  it('never lead back to where they began', () => {
    const reach = (name: FindingName, path: readonly FindingName[]): void => {
      expect(path).not.toContain(name);
      for (const { by } of explanations[name] ?? []) reach(by, [...path, name]);
    };

    for (const name of Object.keys(explanations) as FindingName[]) reach(name, []);
  });
});
