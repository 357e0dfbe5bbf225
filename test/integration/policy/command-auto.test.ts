// `nat: auto` of `farend policy`: what the wire showed is asked of the companion that runs.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { askApi } from '../../support/ask-api.ts';
import { listFlavours } from '../../support/asterisk/flavours.ts';
import { createCompanionOffice } from '../../support/companion-office.ts';
import { runFarend } from '../../support/farend.ts';
import { stopEverything } from '../../support/process/lifetime.ts';
import { pollUntil } from '../../support/process/poll-until.ts';
import { findProvisioned } from '../../support/provision/provision.ts';

const flavours = listFlavours(await findProvisioned());
const DEADLINE_MS = 20_000;

afterEach(stopEverything);

test.each(flavours)(
  '$title: auto is yes for a phone behind NAT, and waits for one that nobody has seen',
  async (flavour) => {
    const drifted = { forceRport: false, rewriteContact: false, rtpSymmetric: false, nat: 'no' };
    const endpoints = ['4001', '4002'].map((name) => ({ name, ...drifted }));
    const { office, farend } = await createCompanionOffice({ flavour, endpoints });
    const config = JSON.parse(readFileSync(farend.configPath, 'utf8'));
    const write = join(office.asterisk.etcPath, 'farend.d');
    const policy = { write, watchFor: '1s', endpoints: [{ match: '4*', nat: 'auto' }] };
    farend.writeConfig({ ...config, policy });
    const run = (word: string) =>
      runFarend(office.pbx.namespace, 'policy', word, '-c', farend.configPath);
    const phone = await office.startPhone({ username: '4001' });
    await phone.register();
    await pollUntil(
      async () => {
        const { text } = await askApi(farend.apiPath, '/v1/devices?endpoint=4001');
        return JSON.parse(text).devices[0]?.nat.value === 'behind-nat' ? true : undefined;
      },
      { timeoutMs: DEADLINE_MS, what: 'a phone that is seen behind NAT' },
    );

    const plan = await run('plan');
    const apply = await run('apply');
    const after = await run('plan');
    await farend.terminate();
    const alone = await run('plan');

    const setting = flavour.driver === 'chan_sip' ? 'nat' : 'force_rport';
    expect(plan.stdout).toMatch(new RegExp(`^ {2}4001 +${setting} +no +(yes|force_rport)`, 'm'));
    expect(plan.stdout).toContain('  - 4002: farend has not seen its phone yet');
    expect(plan.exitCode).toBe(1);
    expect(apply.exitCode, apply.stdout + apply.stderr).toBe(0);
    expect(after.stdout).toContain('Nothing is to be done.');
    expect(after.exitCode).toBe(0);
    expect(alone.stdout.replaceAll('\n', ' ')).toMatch(
      /stay as they are: the companion cannot be asked at .* start farend run/,
    );
    expect(alone.exitCode).toBe(0);
  },
);
