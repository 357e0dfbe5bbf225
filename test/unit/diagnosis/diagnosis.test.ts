import { describe, expect, it } from 'vitest';
import { explanations } from '../../../src/diagnosis/explanations.ts';
import { type FindingName, findingNames } from '../../../src/diagnosis/finding.ts';
import { rules } from '../../../src/diagnosis/rules.ts';
import { makeRegister } from '../correlation/scene.ts';
import { DiagnosisScene } from './scene.ts';

const old = { rportOffered: false };

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

    scene.diagnosis = scene.makeDiagnosis({ known });
    scene.wait(29);
    const kept = scene.findings;
    scene.wait(3);

    expect(kept).toEqual(known);
    expect(scene.findings).toEqual([]);
    expect(scene.found.map(({ kind }) => kind)).toEqual(['found', 'gone']);
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
  it('never lead back to where they began', () => {
    const reach = (name: FindingName, path: readonly FindingName[]): void => {
      expect(path).not.toContain(name);
      for (const { by } of explanations[name] ?? []) reach(by, [...path, name]);
    };

    for (const name of Object.keys(explanations) as FindingName[]) reach(name, []);
  });
});
