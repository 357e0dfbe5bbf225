// What the pages tell people to type is typed, and prints what the pages show.

import { afterEach, describe, expect, test } from 'vitest';
import { listFlavours } from '../../support/asterisk/flavours.ts';
import { PagePlayer } from '../../support/docs/page-player.ts';
import { readPage } from '../../support/docs/read-page.ts';
import { findPart, sceneTable } from '../../support/docs/scene-table.ts';
import { stopEverything } from '../../support/process/lifetime.ts';
import { findProvisioned } from '../../support/provision/provision.ts';

const flavours = listFlavours(await findProvisioned());
const [flavour] = flavours;

/** A page has many commands, and each is a process of its own. */
const PAGE_DEADLINE_MS = 300_000;

afterEach(stopEverything);

describe.runIf(flavour !== undefined)('the pages', () => {
  test.each(sceneTable)(
    '$title: each command prints what its page shows',
    async (row) => {
      const wanted = flavours.find(({ driver }) => driver === (row.driver ?? flavour?.driver));
      const player = new PagePlayer(await row.createScene(wanted!));

      const complaints: string[] = [];
      for (const part of row.parts) {
        const page = readPage(part.split('#')[0] ?? '');
        const isPart = (block: (typeof page.blocks)[number]) => findPart(page, block) === part;
        complaints.push(...(await player.playPage(page, isPart)));
      }

      expect(complaints.join('\n\n')).toBe('');
    },
    PAGE_DEADLINE_MS,
  );
});
