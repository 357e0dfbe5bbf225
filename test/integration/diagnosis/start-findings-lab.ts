// Starts a lab with all that plays in it; each has a place of its own.

import type { AsteriskFlavour } from '../../support/asterisk/flavours.ts';
import { createCompanionOffice } from '../../support/companion-office.ts';
import { createConfig } from '../../support/farend-office.ts';
import { cleanEndpoints, startCleanPhones } from './clean-phones.ts';
import { FindingsLab } from './findings-lab.ts';
import type { Lookalike } from './lookalikes.ts';
import { internetAddressOf, openPlace } from './place.ts';
import type { Scenario } from './scenario.ts';

const PLACES_OF_CLEAN_PHONES = 2;

/** Resolves when all of it has begun. */
export async function startFindingsLab(
  flavour: AsteriskFlavour,
  scenarios: readonly Scenario[],
  lookalikes: readonly Lookalike[],
): Promise<FindingsLab> {
  const first = PLACES_OF_CLEAN_PHONES + 1;
  const providers = scenarios.flatMap(({ isProvider }, at) =>
    isProvider === true ? [internetAddressOf(first + at)] : [],
  );
  const plays = [...scenarios, ...lookalikes];
  const scene = await createCompanionOffice({
    flavour,
    endpoints: [...cleanEndpoints, ...plays.flatMap(({ endpoints }) => endpoints)],
    trunks: providers.map((address) => ({ name: 'itsp', host: `${address}:5060` })),
    config: {
      ...createConfig(providers.length > 0 ? { trunks: providers } : {}),
      policy: { endpoints: [{ match: '4107', nat: 'yes' }] },
    },
  });
  const places = [await openPlace(scene, 1), await openPlace(scene, 2)] as const;
  const lab = new FindingsLab(flavour, scene, await startCleanPhones(places), places);
  lab.playCleanly().catch(() => undefined);
  for (const [at, scenario] of scenarios.entries()) lab.begin(scenario, first + at);
  for (const [at, like] of lookalikes.entries())
    lab.beginLookalike(like, first + scenarios.length + at);
  return lab;
}
