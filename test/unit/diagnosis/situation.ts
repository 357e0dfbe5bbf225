// The test of a finding as a table: what fires it, what resembles it and stays silent, how it ends.

import { describe, expect, it } from 'vitest';
import type { FindingName } from '../../../src/diagnosis/finding.ts';
import { makeEndpoint } from '../correlation/scene.ts';
import { DiagnosisScene } from './scene.ts';

type Act = (scene: DiagnosisScene) => unknown;

interface Situation {
  readonly name: FindingName;
  /** What happens, and what the evidence holds. */
  readonly fires: Readonly<Record<string, readonly [Act, RegExp]>>;
  readonly staysSilent: Readonly<Record<string, Act>>;
  /** After the first that fires. */
  readonly ends: Act;
}

/** The scene has one Asterisk with endpoint 4001. */
export function describeSituation({ name, fires, staysSilent, ends }: Situation): void {
  describe(name, () => {
    it.each(Object.entries(fires))('fires for %s', (_title, [act, evidence]) => {
      const scene = makeScene();

      act(scene);
      scene.pass(1);

      expect(names(scene)).toContain(name);
      expect(scene.finding(name).evidence.join('\n')).toMatch(evidence);
      expect(scene.finding(name).summary).toMatch(
        /^(Phone 4000?1 at \S+|The router of phone 4001|198)/,
      );
      expect(scene.finding(name).remedy).not.toEqual([]);
    });

    it.each(Object.entries(staysSilent))('stays silent for %s', (_title, act) => {
      const scene = makeScene();

      act(scene);
      scene.wait(2);

      expect(scene.found.map(({ finding }) => finding.name)).not.toContain(name);
    });

    it('ends', () => {
      const scene = makeScene();
      const [act] = Object.values(fires)[0] as readonly [Act, RegExp];
      act(scene);
      scene.pass(1);

      ends(scene);
      scene.pass(1);

      expect(names(scene)).not.toContain(name);
    });
  });
}

function names(scene: DiagnosisScene): readonly FindingName[] {
  return scene.findings.map(({ name }) => name);
}

function makeScene(): DiagnosisScene {
  return new DiagnosisScene().connect([makeEndpoint()]);
}
