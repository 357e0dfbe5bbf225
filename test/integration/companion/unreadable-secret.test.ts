// SIGHUP finds a file that names a secret which cannot be read: the connection that works goes on.

import { afterEach, expect, test } from 'vitest';
import { listFlavours } from '../../support/asterisk/flavours.ts';
import { createCompanionOffice } from '../../support/companion-office.ts';
import { createConfig } from '../../support/farend-office.ts';
import { stopEverything } from '../../support/process/lifetime.ts';
import { findProvisioned } from '../../support/provision/provision.ts';
import { Story } from './story.ts';

const [flavour] = listFlavours(await findProvisioned());
const MISSING = '/nonexistent/ami-secret';

afterEach(stopEverything);

test.each([
  ['a file that is not there', { file: MISSING }, MISSING],
  ['a variable that is not set', { env: 'FAREND_NOT_SET' }, 'FAREND_NOT_SET'],
])('a reload that names %s is refused, and AMI stays as it is', async (_, secret, named) => {
  if (flavour === undefined) expect.fail('no Asterisk is provisioned');
  const endpoints = [{ name: '4001', qualifyFrequency: 1 }];
  const scene = await createCompanionOffice({ flavour, endpoints });
  const { farend } = scene;
  const story = new Story(scene, '4001', 0);
  const phone = await story.startPhone();
  const from = farend.log.items.length;

  const ami = { host: '127.0.0.1', username: 'farend', secret };
  farend.writeConfig({ ...createConfig(), asterisk: { ami } });
  farend.reload();
  const refused = await farend.waitForLog(({ event }) => event === 'reload-refused');
  await phone.register();
  await story.see({ registered: true, verdict: 'working', leg: 'none' });

  expect(refused).toMatchObject({ role: 'companion', code: 'SECRET_UNREADABLE' });
  expect(refused.msg).toContain(named);
  const events = farend.log.items.slice(from).map(({ event }) => event);
  expect(events).not.toContain('ami-down');
});
