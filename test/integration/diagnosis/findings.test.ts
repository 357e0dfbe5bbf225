// What real phones, routers, attackers and outages do to a real Asterisk, and what farend finds: the right
// thing, with whom it is, and how one knows; and nothing at all where nothing is wrong.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AsteriskFlavour, listFlavours } from '../../support/asterisk/flavours.ts';
import { stopEverything } from '../../support/process/lifetime.ts';
import { findProvisioned } from '../../support/provision/provision.ts';
import { attackScenarios } from './attack-scenarios.ts';
import { callScenarios } from './call-scenarios.ts';
import { cleanEndpoints } from './clean-phones.ts';
import type { FindingsLab } from './findings-lab.ts';
import { lookalikes } from './lookalikes.ts';
import { beginOutages, type Outage, outages } from './outages.ts';
import { registrationScenarios } from './registration-scenarios.ts';
import { addressOf, type Play } from './scenario.ts';
import { startFindingsLab } from './start-findings-lab.ts';

/** The newest with chan_pjsip, and the one with chan_sip. */
const all = listFlavours(await findProvisioned());
const flavours = ['chan_pjsip', 'chan_sip'].flatMap((name) => {
  const flavour = all.find(({ driver }) => driver === name);
  return flavour === undefined ? [] : [flavour];
});

const scenarios = [...registrationScenarios, ...callScenarios, ...attackScenarios];
const STORY_MS = 300_000;

/** Those that its driver can play. */
function select<Each extends Play>(plays: readonly Each[], { driver }: AsteriskFlavour): Each[] {
  return plays.filter(({ drivers = ['chan_pjsip'] }) => drivers.some((each) => each === driver));
}

let ended: ReadonlyMap<Outage, Promise<unknown>>;
let labs: ReadonlyMap<AsteriskFlavour, FindingsLab>;

// Both at once: what farend waits for goes by meanwhile for both.
beforeAll(async () => {
  const started = await Promise.all(
    flavours.map((flavour) =>
      startFindingsLab(flavour, select(scenarios, flavour), select(lookalikes, flavour)),
    ),
  );
  ended = beginOutages(started.at(-1) as FindingsLab);
  labs = new Map(started.map((lab) => [lab.flavour, lab]));
});

afterAll(stopEverything);

describe.each(flavours)('$title: farend finds', (flavour) => {
  const lab = () => labs.get(flavour) as FindingsLab;

  test(
    'nothing with phones that register and call each other behind clean routers, and without any',
    async () => {
      const { cleanAddresses } = lab();

      const codes = await lab().playCleanly();
      const seen = await lab().waitForAll();

      expect(new Set(codes)).toEqual(new Set([200]));
      const names = new Set(cleanEndpoints.map(({ name }) => name));
      const grave = seen.filter(
        ({ severity, endpoint, address }) =>
          severity !== 'info' &&
          (names.has(endpoint ?? '') || cleanAddresses.includes(address ?? '')),
      );
      expect(grave).toEqual([]);
    },
    STORY_MS,
  );

  test.each(select(scenarios, flavour))(
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

  test.each(select(lookalikes, flavour))(
    'nothing like $like in $title',
    async (like) => {
      const seen = await lab().findAround(like);

      const found = seen.filter(({ name, severity }) => name === like.like || severity !== 'info');
      expect(found).toEqual([]);
    },
    STORY_MS,
  );

  test(
    'nothing grave besides',
    async () => {
      const seen = await lab().waitForAll();

      const others = seen.filter(
        (finding) => finding.severity !== 'info' && !lab().isExpected(finding),
      );
      expect(others).toEqual([]);
    },
    STORY_MS,
  );
});

describe.each(flavours.slice(-1))('$title: farend finds', () => {
  test.each(outages)(
    '$finding $title',
    async (outage) => {
      const finding = await ended.get(outage);

      expect(finding).toMatchObject({
        severity: 'critical',
        evidence: expect.arrayContaining([expect.stringMatching(outage.evidence)]),
        remedy: expect.arrayContaining([expect.stringMatching(outage.remedy)]),
      });
    },
    STORY_MS,
  );
});
