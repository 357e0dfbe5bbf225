// What FileWriter writes, at a real Asterisk: it takes it up, keeps it over a restart, goes back, and
// keeps every endpoint whatever becomes of farend's own files.

import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { FileWriter } from '../../../src/enforcement/files/file-writer.ts';
import { undoFiles } from '../../../src/enforcement/files/undo-files.ts';
import type { UndoNote } from '../../../src/enforcement/writers/policy-writer.ts';
import type { OwnSection } from '../../../src/policy/policy-plan.ts';
import { listFlavours } from '../../support/asterisk/flavours.ts';
import type { Layout } from '../../support/asterisk/layouts/layout.ts';
import { type LaidOut, listLayouts } from '../../support/asterisk/layouts/list-layouts.ts';
import type { AsteriskInstance } from '../../support/asterisk/start-asterisk.ts';
import { createOffice } from '../../support/office.ts';
import { readValues, type Values } from '../../support/policy/read-values.ts';
import { formatWantedValues } from '../../support/policy/wanted-values.ts';
import { stopEverything } from '../../support/process/lifetime.ts';
import { pollUntil } from '../../support/process/poll-until.ts';
import { findProvisioned } from '../../support/provision/provision.ts';

/** The layouts in which endpoints are in files. */
const rows = listLayouts(listFlavours(await findProvisioned())).filter(
  ({ name }) => name !== 'astdb' && name !== 'realtime',
);
const MANAGED = ['4001', '4002'];
const STORES = {
  plain: 'pjsip.conf',
  freepbx: 'pjsip.conf',
  wizard: 'pjsip_wizard.conf',
  'chan-sip': 'sip.conf',
} as const;

afterEach(stopEverything);

describe.each(rows)('$title', (row) => {
  test('takes up what is written, keeps it over a restart, and goes back', async () => {
    const { write, reload, expectValues, asterisk, original, wanted } = await createScene(row);

    await write(makeSections(row));
    await reload();
    await expectValues(wanted);
    await asterisk.restart();
    await expectValues(wanted);

    const from = asterisk.console.items.length;
    const note = await write([]);
    await reload();
    await expectValues(original);
    const said = asterisk.console.items.slice(from).filter((line) => line.includes('farend.d'));
    expect(said.filter((line) => /WARNING|ERROR/.test(line))).toEqual([]);

    await undoFiles(note);
    await reload();
    await expectValues(wanted);
  });

  test('keeps every endpoint with broken files of farend’s, and without them', async () => {
    const { write, reload, expectValues, asterisk, original } = await createScene(row);
    const directory = join(asterisk.etcPath, 'farend.d');
    await write(makeSections(row));
    await reload();

    for (const name of readdirSync(directory))
      writeFileSync(join(directory, name), '[4001](+type=endpoint\nforce_rport = yes\n');
    await reload();
    await expectValues(original);
    await asterisk.restart();
    await expectValues(original);

    rmSync(directory, { recursive: true });
    await reload();
    await expectValues(original);
    await asterisk.restart();
    await expectValues(original);
  });
});

type AllValues = Readonly<Record<string, Values | undefined>>;

interface Scene {
  readonly asterisk: AsteriskInstance;
  /** Of each endpoint and trunk, before anything was written. */
  readonly original: AllValues;
  readonly wanted: AllValues;
  write(sections: readonly OwnSection[]): Promise<UndoNote>;
  reload(): Promise<void>;
  expectValues(expected: AllValues): Promise<void>;
}

async function createScene({ flavour, createLayout, name }: LaidOut): Promise<Scene> {
  const layout = createLayout();
  const { asterisk } = await createOffice({
    flavour,
    endpoints: layout.endpoints.map((endpoint) => ({ name: endpoint })),
    files: layout.files,
    modules: layout.modules,
    sipPort: 5080,
  });
  const original = await readAll(asterisk, layout);
  const wanted = MANAGED.map((endpoint) => [
    endpoint,
    formatWantedValues(layout.driver, original[endpoint] ?? {}, 'yes'),
  ]);
  return {
    asterisk,
    original,
    wanted: { ...original, ...Object.fromEntries(wanted) },
    write: async (sections) => {
      const options = { write: join(asterisk.etcPath, 'farend.d'), sections, mayPullIn: true };
      const writer = new FileWriter({ changes: [], removals: [] }, options);
      const note = await writer.prepare();
      await writer.write();
      await writer.check();
      return note;
    },
    reload: async () => {
      const module = STORES[name as keyof typeof STORES] === 'sip.conf' ? 'chan_sip' : 'res_pjsip';
      await asterisk.cli(`module reload ${module}.so`);
    },
    expectValues: async (expected) => {
      const isAsExpected = async (): Promise<true | undefined> =>
        JSON.stringify(await readAll(asterisk, layout)) === JSON.stringify(expected)
          ? true
          : undefined;
      await pollUntil(isAsExpected, { timeoutMs: 15_000, what: 'the values' }).catch(
        () => undefined,
      );
      expect(await readAll(asterisk, layout)).toEqual(expected);
    },
  };
}

async function readAll(asterisk: AsteriskInstance, layout: Layout): Promise<AllValues> {
  const values: Record<string, Values | undefined> = {};
  for (const name of [...layout.endpoints, ...layout.trunks])
    values[name] = await readValues(asterisk, layout.driver, name);
  return values;
}

function makeSections({ name }: LaidOut): OwnSection[] {
  const store = STORES[name as keyof typeof STORES];
  return MANAGED.flatMap((object) => formatSections(store, object));
}

function formatSections(store: OwnSection['store'], object: string): OwnSection[] {
  if (store === 'sip.conf')
    return [
      {
        store,
        kind: 'peer',
        object,
        settings: [
          ['nat', 'force_rport,comedia'],
          ['directmedia', 'no'],
          ['qualify', 'yes'],
          ['qualifyfreq', '30'],
        ],
      },
    ];
  return [
    {
      store,
      kind: 'endpoint',
      object,
      settings: [
        ['force_rport', 'yes'],
        ['rtp_symmetric', 'yes'],
        ['rewrite_contact', 'yes'],
        ['direct_media', 'no'],
      ],
    },
    {
      store,
      kind: 'aor',
      object,
      settings: [
        ['max_contacts', '3'],
        ['qualify_frequency', '30'],
      ],
    },
  ];
}
