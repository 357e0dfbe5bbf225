// The layouts of the lab by themselves: Asterisk has of them what stands in them, and what people do
// with them takes effect. Whatever a test of the policy says of a layout rests on it.

import { afterEach, expect, test } from 'vitest';
import { listFlavours } from '../../support/asterisk/flavours.ts';
import { listLayouts } from '../../support/asterisk/layouts/list-layouts.ts';
import { createOffice } from '../../support/office.ts';
import { readValues, type Values } from '../../support/policy/read-values.ts';
import { formatWantedValues } from '../../support/policy/wanted-values.ts';
import { stopEverything } from '../../support/process/lifetime.ts';
import { findProvisioned } from '../../support/provision/provision.ts';

const layouts = listLayouts(listFlavours(await findProvisioned()));

afterEach(stopEverything);

/** In FreePBX the operator's own file can only say how the endpoint is. */
const IN_SPITE_OF_ITS_AOR = { '4003/max_contacts': '1', '4003/qualify_frequency': '0' };

const LIST = { chan_pjsip: 'pjsip list endpoints', chan_sip: 'sip show peers' } as const;

test.each(layouts)('$title: all but 4003 has drifted, and a person may change all', async (row) => {
  const layout = row.createLayout();
  const { asterisk, pbx } = await createOffice({
    flavour: row.flavour,
    endpoints: layout.endpoints.map((name) => ({ name })),
    files: layout.files,
    modules: layout.modules,
    append: { 'http.conf': '[general](+)\nbindaddr = 127.0.0.1\n' },
    sipPort: 5080,
    httpPort: 8088,
  });
  const read = (name: string): Promise<Values | undefined> =>
    readValues(asterisk, layout.driver, name);
  await layout.fill(asterisk, pbx.namespace);
  await asterisk.restart();

  const list = await asterisk.cli(LIST[layout.driver]);
  const before = await Promise.all(layout.endpoints.map(read));
  const trunks = await Promise.all(layout.trunks.map(read));
  await layout.deleteExtension(asterisk, '4006');
  await layout.addExtension(asterisk, '4007');
  await layout.spoil(asterisk);
  const after = await Promise.all(['4006', '4007', '4003'].map(read));

  const wanted = before.map((values = {}) => formatWantedValues(layout.driver, values, 'yes'));
  const isFreepbx = layout.name === 'freepbx';
  const good = { ...wanted[2], ...(isFreepbx && IN_SPITE_OF_ITS_AOR) };
  expect(before[2]).toEqual(good);
  for (const [index, values] of before.entries()) {
    expect(values, layout.endpoints[index]).toBeDefined();
    if (index !== 2) expect(values, layout.endpoints[index]).not.toEqual(wanted[index]);
  }
  expect(trunks).not.toContain(undefined);
  for (const name of [...layout.endpoints, ...layout.trunks])
    expect(list).toMatch(new RegExp(`\\b${name}\\b`));
  expect(after[0]).toBeUndefined();
  expect(after[1]).toBeDefined();
  expect(after[2]).not.toEqual(good);
});
