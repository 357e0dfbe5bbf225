// Each layout of Asterisk's configuration from drift to compliance and back, by the command that a person
// types, while the office works. What Asterisk has then is asked from its own command line.

import { afterEach, expect, test } from 'vitest';
import { listFlavours } from '../../support/asterisk/flavours.ts';
import { listLayouts } from '../../support/asterisk/layouts/list-layouts.ts';
import { listChanges } from '../../support/policy/file-tree.ts';
import { listAttributeChanges } from '../../support/policy/list-attribute-changes.ts';
import { startWork } from '../../support/policy/office-work.ts';
import { createPolicyScene } from '../../support/policy/policy-scene.ts';
import { stopEverything } from '../../support/process/lifetime.ts';
import { findProvisioned } from '../../support/provision/provision.ts';

const layouts = listLayouts(listFlavours(await findProvisioned()));

/** All that changes outside of farend's directory. */
const LINES: Readonly<Record<string, readonly string[]>> = {
  plain: ['pjsip.conf: +#tryinclude farend.d/pjsip.conf'],
  freepbx: [
    'pjsip.aor_custom_post.conf: +#tryinclude farend.d/pjsip.aor.conf',
    'pjsip.endpoint_custom_post.conf: +#tryinclude farend.d/pjsip.conf',
  ],
  wizard: ['pjsip_wizard.conf: +#tryinclude farend.d/pjsip_wizard.conf'],
  astdb: ['pjsip.conf: +#tryinclude farend.d/pjsip.conf'],
  realtime: ['pjsip.conf: +#tryinclude farend.d/pjsip.conf'],
  'chan-sip': ['sip.conf: +#tryinclude farend.d/sip.conf'],
};

const ENDPOINT_OF_POLICY =
  /^endpoint\/4\d+ (force_rport|rtp_symmetric|rewrite_contact|direct_media)$/;
const AOR_OF_POLICY = /^aor\/4\d+ (max_contacts|qualify_frequency)$/;

const OPPOSITE = { match: '*', nat: 'no', directMedia: true, maxContacts: 1, qualify: 'no' };

afterEach(stopEverything);

test.each(layouts)('$title: becomes as it is wanted, and no phone notices', async (row) => {
  const scene = await createPolicyScene(row);
  const work = await startWork(scene);
  const files = scene.readFiles();
  const database = await scene.readDatabase();
  const wanted = await scene.formatWanted('yes');

  const plan = await scene.plan();
  const changesOfPlan = listChanges(files, scene.readFiles());
  const apply = await scene.apply();
  const reached = await scene.readAllValues();
  const lost = await work.findLost();
  await work.checkCalls();
  const nothing = await scene.plan();
  await work.endCalls();
  await work.checkPhones();

  expect(plan.exitCode, plan.stderr).toBe(1);
  expect(changesOfPlan).toEqual([]);
  expect(apply.exitCode, apply.stdout + apply.stderr).toBe(0);
  expect(reached).toEqual(wanted);
  expect(lost).toEqual([]);
  expect(nothing.exitCode, nothing.stdout + nothing.stderr).toBe(0);
  expect(listChanges(files, scene.readFiles())).toEqual(LINES[row.name]);
  const ofDatabase = listAttributeChanges(database, await scene.readDatabase());
  const others = ofDatabase.filter(
    (line) => !(ENDPOINT_OF_POLICY.test(line) || AOR_OF_POLICY.test(line)),
  );
  expect(others).toEqual([]);
  expect([plan, apply, nothing].map(({ stdout, stderr }) => stdout + stderr).join()).not.toMatch(
    /pw(4|5)\d\d\d|pwcarrier|pwprovider/,
  );
});

test.each(layouts)('$title: is kept over restarts, and given back', async (row) => {
  const scene = await createPolicyScene(row);
  const before = await scene.readAllValues();
  const wanted = await scene.formatWanted('yes');
  const opposite = await scene.formatWanted('no');
  await scene.apply();

  await scene.asterisk.restart();
  const restarted = await scene.readAllValues();
  await scene.moveOwnDirectory();
  await scene.asterisk.restart();
  const withoutFiles = await scene.readAllValues();
  await scene.moveOwnDirectory();
  await scene.asterisk.restart();
  const withFiles = await scene.readAllValues();
  scene.setPolicy({ endpoints: [{ match: '5*', nat: 'keep' }, OPPOSITE] });
  const applyOpposite = await scene.apply();
  const turned = await scene.readAllValues();
  scene.setPolicy({ endpoints: [{ match: '5*', nat: 'yes' }] });
  await scene.apply();
  scene.setPolicy({ endpoints: [{ match: '*', nat: 'keep' }] });
  const takeBack = await scene.apply();
  const takenBack = await scene.readAllValues();

  expect(restarted).toEqual(wanted);
  expect(withoutFiles).toEqual({ ...before, ...(await scene.pickDatabase(wanted)) });
  expect(withFiles).toEqual(wanted);
  expect(applyOpposite.exitCode, applyOpposite.stdout + applyOpposite.stderr).toBe(0);
  expect(turned).toEqual(opposite);
  expect(takeBack.exitCode, takeBack.stdout + takeBack.stderr).toBe(0);
  expect(takenBack).toEqual({ ...before, ...(await scene.pickDatabase(opposite)) });
});
