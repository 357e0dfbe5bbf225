// Phones are answered at once after a start, whatever else is slow or down at that moment.

import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { startFarend } from '../support/farend.ts';
import { createConfig, FAREND } from '../support/farend-office.ts';
import { createPbxNetwork, PBX_ADDRESS } from '../support/network/pbx-network.ts';
import { formatRawRequest } from '../support/phone/raw-request.ts';
import { startPhone } from '../support/phone/start-phone.ts';
import { own, stopEverything } from '../support/process/lifetime.ts';
import { createScratchDirectory } from '../support/scratch-directory.ts';
import { writeBindings } from '../support/write-bindings.ts';

const HOST_ADDRESS = '203.0.113.60';
/** An address of the network that nobody has: connections to it neither open nor fail. */
const NOBODY = '203.0.113.99';
const BINDINGS = 10_000;

afterEach(stopEverything);

test('with 10,000 bindings, while the disk hangs and neither Asterisk nor AMI is there', async () => {
  const pbx = own(await createPbxNetwork());
  const host = { namespace: await pbx.addHost(HOST_ADDRESS), address: HOST_ADDRESS };
  const scratch = createScratchDirectory('state');
  const state = join(scratch.path, 'state');
  writeBindings(state, { count: BINDINGS, address: HOST_ADDRESS, local: FAREND });
  const journal = join(state, 'bindings.ndjson');
  // Nobody reads from this pipe, so opening it for writing hangs as a dead disk does.
  execFileSync('mkfifo', [`${journal}.new`]);
  const phone = await startPhone({ username: '4001', proxy: FAREND, ...host });
  const ping = formatRawRequest({
    method: 'OPTIONS',
    requestUri: `sip:${PBX_ADDRESS}`,
    user: '4001',
    sentBy: `${HOST_ADDRESS}:5060`,
    headers: { 'Max-Forwards': '0' },
  });

  const farend = await startFarend({
    namespace: pbx.namespace,
    command: 'run',
    config: {
      ...createConfig(),
      state,
      asterisk: { ami: { host: NOBODY, port: 5038, username: 'farend', secret: 'not-there' } },
    },
  });
  const answered = phone.waitForDatagram(({ text }) => text.startsWith('SIP/2.0 483 '), 10_000);
  await phone.send(ping, FAREND);
  await answered;
  const trouble = await farend.waitForLog(({ event }) => event === 'state-trouble');
  await farend.waitForLog(({ event }) => event === 'asterisk-down');
  const { statusCode } = await phone.register();
  const pipe = await open(`${journal}.new`);
  pipe.createReadStream().resume();
  rmSync(`${journal}.new`);
  await farend.terminate();
  const { bindings } = await farend.waitForLog(
    ({ event, role }) => event === 'stopped' && role === 'proxy',
  );
  scratch.remove();

  expect(trouble.msg).toContain('did not take a write within 300 ms');
  expect(statusCode).toBe(503);
  expect(bindings).toBe(BINDINGS);
});
