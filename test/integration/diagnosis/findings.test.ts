// What real phones, routers, attackers and outages do to a real Asterisk, and what farend finds: the right
// thing, with whom it is, and how one knows; and nothing at all where nothing is wrong.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AsteriskFlavour, listFlavours } from '../../support/asterisk/flavours.ts';
import { stopEverything } from '../../support/process/lifetime.ts';
import { findProvisioned } from '../../support/provision/provision.ts';
import { attackScenarios } from './attack-scenarios.ts';
import { callScenarios } from './call-scenarios.ts';
import { cleanEndpoints } from './clean-phones.ts';
import { addressOf, type FindingsLab, startFindingsLab } from './findings-lab.ts';
import { outages } from './outages.ts';
import { registrationScenarios } from './registration-scenarios.ts';

/** The newest with chan_pjsip, and the one with chan_sip. */
const all = listFlavours(await findProvisioned());
const flavours = ['chan_pjsip', 'chan_sip'].flatMap((name) => {
  const flavour = all.find(({ driver }) => driver === name);
  return flavour === undefined ? [] : [flavour];
});

const scenarios = [...registrationScenarios, ...callScenarios, ...attackScenarios];
const STORY_MS = 300_000;

const scenariosOf = ({ driver }: AsteriskFlavour) =>
  scenarios.filter(({ drivers = ['chan_pjsip'] }) => drivers.some((each) => each === driver));

let labs: ReadonlyMap<AsteriskFlavour, FindingsLab>;

// Both at once: what farend waits for goes by meanwhile for both.
beforeAll(async () => {
  const started = await Promise.all(
    flavours.map((flavour) => startFindingsLab(flavour, scenariosOf(flavour))),
  );
  labs = new Map(started.map((lab) => [lab.flavour, lab]));
});

afterAll(stopEverything);

describe.each(flavours)('$title: farend finds', (flavour) => {
  const lab = () => labs.get(flavour) as FindingsLab;

  test(
    'nothing with phones that register and call each other behind clean routers, and without any',
    async () => {
      const { watch, cleanAddresses } = lab();

      const codes = await lab().playCleanly();
      await lab().waitForAll();

      expect(new Set(codes)).toEqual(new Set([200]));
      const names = new Set(cleanEndpoints.map(({ name }) => name));
      const grave = [...watch.seen.values()].filter(
        ({ severity, endpoint, address }) =>
          severity !== 'info' &&
          (names.has(endpoint ?? '') || cleanAddresses.includes(address ?? '')),
      );
      expect(grave).toEqual([]);
    },
    STORY_MS,
  );

  test.each(scenariosOf(flavour))(
    '$finding $title',
    async (scenario) => {
      const { severity, evidence, remedy } = scenario.expected;

      const { finding, place } = await lab().tell(scenario);

      expect(finding).toMatchObject({
        severity,
        evidence: expect.arrayContaining([expect.stringMatching(evidence)]),
        remedy: expect.arrayContaining([expect.stringMatching(remedy)]),
      });
      const sentences = [finding.summary, ...finding.evidence].join('\n');
      expect(sentences).toContain(addressOf(scenario, place));
    },
    STORY_MS,
  );

  test(
    'nothing grave besides',
    async () => {
      await lab().waitForAll();
      const expected = scenariosOf(flavour).flatMap(({ finding, aside = [] }) => [
        finding,
        ...aside,
      ]);

      const others = [...lab().watch.seen.values()].filter(
        ({ name, severity }) => severity !== 'info' && !expected.includes(name),
      );
      expect(others).toEqual([]);
    },
    STORY_MS,
  );
});

describe.each(flavours.slice(-1))('$title: farend finds', (flavour) => {
  test.each(outages)(
    '$finding $title',
    async (outage) => {
      const finding = await (labs.get(flavour) as FindingsLab).suffer(outage);

      expect(finding).toMatchObject({
        severity: 'critical',
        evidence: expect.arrayContaining([expect.stringMatching(outage.evidence)]),
        remedy: expect.arrayContaining([expect.stringMatching(outage.remedy)]),
      });
    },
    STORY_MS,
  );
});
