// What happens to phones, and what farend says of each: registered or not, at which real address, with
// which verdict and which broken leg.

import { afterAll, beforeAll, describe, test } from 'vitest';
import { listFlavours } from '../../support/asterisk/flavours.ts';
import { type CompanionOffice, createCompanionOffice } from '../../support/companion-office.ts';
import { stopEverything } from '../../support/process/lifetime.ts';
import { findProvisioned } from '../../support/provision/provision.ts';
import { situations } from './situations.ts';
import { Story } from './story.ts';
import { listViews } from './views.ts';

const views = listViews(listFlavours(await findProvisioned()));

describe.each(views)('$flavour.title, a phone seen $seen', ({ producer, flavour, settings }) => {
  const rows = situations.filter(({ driver }) => (driver ?? flavour.driver) === flavour.driver);
  let scene: CompanionOffice;

  beforeAll(async () => {
    scene = await createCompanionOffice({
      producer,
      flavour,
      endpoints: rows.flatMap(({ endpoint, name }) =>
        endpoint ? [{ ...settings, ...endpoint, name }] : [],
      ),
      site: { hosts: rows.length * 2 },
    });
  });

  afterAll(stopEverything);

  test.each(rows.map((row, index) => ({ ...row, index })))('that $title', async (row) => {
    await row.play(new Story(scene, row.name, row.index));
  });
});
