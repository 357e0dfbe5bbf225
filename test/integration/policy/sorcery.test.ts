// Objects in AstDB and in a database are written over ARI, and taken back.

import { afterEach, describe, expect, test } from 'vitest';
import { openAmiAccess } from '../../../src/enforcement/audit/ami-access.ts';
import { type AriAccess, openAriAccess } from '../../../src/enforcement/writers/ari-access.ts';
import { AriWriter, undoObjects } from '../../../src/enforcement/writers/ari-writer.ts';
import {
  type RealtimeTables,
  readRealtimeTables,
} from '../../../src/enforcement/writers/realtime-tables.ts';
import type { PolicyChange } from '../../../src/policy/policy-plan.ts';
import { listFlavours } from '../../support/asterisk/flavours.ts';
import { own, release, stopEverything } from '../../support/process/lifetime.ts';
import { findProvisioned } from '../../support/provision/provision.ts';
import { ARI, getObject, startAstdbAsterisk, startRealtimeAsterisk } from './sorcery-stores.ts';

const CALLER = { callerid: '"Ann" <7001>' };

const flavours = listFlavours(await findProvisioned()).filter(
  ({ driver }) => driver === 'chan_pjsip',
);

afterEach(stopEverything);

describe.each(flavours)('$title', (flavour) => {
  test('brings an endpoint and its AOR in AstDB to the policy and back', async () => {
    const { asterisk, readEntries } = await startAstdbAsterisk(flavour);
    const access = await openAccess();
    const writer = new AriWriter({ changes: CHANGES }, access);
    const before = await readEntries();

    const note = await writer.prepare();
    await writer.write();
    await writer.check();
    const written = await readEntries();
    await asterisk.restart();
    const restarted = [await getObject('endpoint', '7001'), await getObject('aor', '7001')];
    await access.close();
    const again = await openAccess();
    await undoObjects(note, again);
    await undoObjects(JSON.parse(JSON.stringify(note)), again);

    expect(differ(before, written)).toEqual([
      '/ps_aors/aor/7001 max_contacts=4',
      '/ps_endpoints/endpoint/7001 force_rport=true',
      '/ps_endpoints/endpoint/7001 rewrite_contact=true',
    ]);
    expect(restarted[0]).toMatchObject({ force_rport: 'true', rewrite_contact: 'true' });
    expect(restarted[1]).toMatchObject({ max_contacts: '4' });
    expect(differ(before, await readEntries())).toEqual([]);
  });

  test('changes single columns of a row, whatever its table lacks, and takes that back', async () => {
    const { asterisk, readRows } = await startRealtimeAsterisk(flavour);
    const access = await openAccess(await readTables());
    const writer = new AriWriter({ changes: CHANGES }, access);
    const before = readRows();

    const note = await writer.prepare();
    await writer.write();
    await writer.check();
    const written = readRows();
    await undoObjects(note, access);

    expect(written.endpoint?.[0]).toEqual({
      ...before.endpoint?.[0],
      force_rport: 'yes',
      rewrite_contact: 'yes',
    });
    expect(written.endpoint?.[1]).toEqual(before.endpoint?.[1]);
    expect(written.aor).toEqual([{ id: '7001', max_contacts: '4' }]);
    expect(readRows()).toEqual({
      ...before,
      endpoint: [{ ...before.endpoint?.[0], rewrite_contact: 'no' }, before.endpoint?.[1]],
    });
    expect(await asterisk.cli('ari show apps')).not.toContain('farend\n');
  });

  test('writes a whole row where it knows no table, and nothing in it means anything else', async () => {
    const { asterisk, readRows } = await startRealtimeAsterisk(flavour, {
      endpoint: CALLER,
      isComplete: true,
    });
    const access = await openAccess();
    const writer = new AriWriter({ changes: CHANGES }, access);
    const before = [await getObject('endpoint', '7001'), await getObject('aor', '7001')];
    const other = readRows().endpoint?.[1];

    const note = await writer.prepare();
    await writer.write();
    await writer.check();
    await access.close();
    await asterisk.restart();
    const written = [await getObject('endpoint', '7001'), await getObject('aor', '7001')];
    await undoObjects(note, await openAccess());

    expect(written).toEqual([
      { ...before[0], force_rport: 'true', rewrite_contact: 'true' },
      { ...before[1], max_contacts: '4' },
    ]);
    expect(await getObject('endpoint', '7001')).toEqual(before[0]);
    expect(await getObject('aor', '7001')).toEqual(before[1]);
    expect(readRows().endpoint?.[1]).toEqual(other);
  });

  test('refuses a row that it could only write whole, where that breaks it', async () => {
    const { readRows, execute } = await startRealtimeAsterisk(flavour);
    const access = await openAccess();
    const before = readRows();
    const write = async (): Promise<unknown> => {
      const writer = new AriWriter({ changes: CHANGES }, access);
      await writer.prepare();
      return await writer.write().catch((error: unknown) => error);
    };

    const withoutCaller = await write();
    const after = readRows();
    execute(`UPDATE ps_endpoints SET callerid = '<7001>'`);
    const incomplete = await write();

    expect(withoutCaller).toMatchObject({ code: 'POLICY_UNWRITABLE' });
    expect(String(withoutCaller)).toContain('has no callerid');
    expect(after).toEqual(before);
    expect(incomplete).toMatchObject({ code: 'POLICY_UNWRITABLE' });
    expect(String(incomplete)).toContain('its table lacks a column');
    expect(readRows().endpoint?.[0]).toEqual({ ...before.endpoint?.[0], callerid: '<7001>' });
  });

  test('refuses what is in a file, a number out of range, and what is gone', async () => {
    const { readEntries } = await startAstdbAsterisk(flavour);
    const access = await openAccess();
    const before = await readEntries();
    const attempt = async (change: PolicyChange): Promise<string> => {
      const writer = new AriWriter({ changes: [change] }, access);
      const error: unknown = await writer
        .prepare()
        .then(() => writer.write())
        .catch((reason: unknown) => reason);
      expect(error).toMatchObject({ code: 'POLICY_UNWRITABLE' });
      return String(error);
    };

    const inFile = await attempt(change('aor', '4001', 'max_contacts', '4'));
    const outOfRange = await attempt(change('aor', '7001', 'max_contacts', '-3'));
    const gone = await attempt(change('endpoint', '7999', 'force_rport', 'yes'));

    expect(inFile).toContain('sorcery.conf names nothing');
    expect(outOfRange).toContain('failed field value validation');
    expect(gone).toContain('endpoint 7999 is gone');
    await expect(access.updateObject('aor', '7999', [['max_contacts', '4']])).rejects.toMatchObject(
      {
        code: 'ARI_REFUSED',
      },
    );
    expect(await readEntries()).toBe(before);
  });

  test('finds by reading back that a boolean was taken as another one', async () => {
    await startAstdbAsterisk(flavour);
    const access = await openAccess();
    const writer = new AriWriter(
      { changes: [change('endpoint', '7002', 'force_rport', 'perhaps')] },
      access,
    );
    await writer.prepare();

    const error: unknown = await writer.write().catch((reason: unknown) => reason);

    expect(error).toMatchObject({ code: 'POLICY_UNSAFE' });
    expect(String(error)).toContain('force_rport is "false" after it was written, not "perhaps"');
  });
});

test('says why ARI is not there', async () => {
  const error: unknown = await openAriAccess({ ...ARI, asterisk: 'main' }).catch(
    (reason: unknown) => reason,
  );

  expect(error).toMatchObject({ code: 'ARI_UNREACHABLE' });
  expect(String(error)).toContain('main: nothing listens on 127.0.0.1:8088');
});

const CHANGES = [
  change('endpoint', '7001', 'force_rport', 'yes'),
  change('aor', '7001', 'max_contacts', '4'),
  change('endpoint', '7001', 'rewrite_contact', 'yes'),
];

function change(
  kind: 'endpoint' | 'aor',
  object: string,
  setting: string,
  to: string,
): PolicyChange {
  const place = { store: 'dynamic', writer: 'ari' } as const;
  return { kind, object, endpoint: object, setting, from: '', to, why: '', ...place };
}

async function openAccess(tables: RealtimeTables = {}): Promise<AriAccess> {
  const access = await openAriAccess({ ...ARI, asterisk: 'main', tables });
  const stoppable = own({
    stop: async () => {
      await access.close();
      release(stoppable);
    },
  });
  return access;
}

async function readTables(): Promise<RealtimeTables> {
  const login = { host: '127.0.0.1', port: 5038, username: 'all', secret: 'allpw' };
  const access = await openAmiAccess({ ...login, asterisk: 'main', share: 1 });
  try {
    return await readRealtimeTables(access);
  } finally {
    access.close();
  }
}

/** The lines that only the second has. */
function differ(one: string, other: string): string[] {
  const lines = new Set(one.split('\n'));
  return other.split('\n').filter((line) => !lines.has(line));
}
