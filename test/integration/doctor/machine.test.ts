// farend doctor on a machine that is as it should be, and on one that was broken on purpose: each time
// it has to name what is wrong, and the line to change.

import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatDefaultPassword } from '../../support/asterisk/asterisk-options.ts';
import { listFlavours } from '../../support/asterisk/flavours.ts';
import {
  createDoctorScene,
  type DoctorAnswer,
  type DoctorScene,
} from '../../support/doctor-scene.ts';
import { PBX_ADDRESS } from '../../support/network/pbx-network.ts';
import { own, stopEverything } from '../../support/process/lifetime.ts';
import { startProcess } from '../../support/process/managed-process.ts';
import { pollUntil } from '../../support/process/poll-until.ts';
import { findProvisioned } from '../../support/provision/provision.ts';
import { createSmallDisk } from '../../support/small-disk.ts';

const flavours = listFlavours(await findProvisioned());
const sipFlavours = flavours.filter(({ driver }) => driver === 'chan_sip');
const [firstFlavour] = flavours;

/** Checks of this part: what the lab's Asterisk looks like is judged elsewhere. */
const MINE: ReadonlySet<string> = new Set(
  `farend-runs version node ports divert advertise media-address loopback-link local-networks firewall-sip
  firewall-rtp firewall-asterisk freepbx-firewall fail2ban secrets state disk open-files udp-buffers conntrack
  proxy-answers asterisk-answers self-test self-test-account`.split(/\s+/),
);

/** The results of a check that do not pass. */
function find({ checks }: DoctorAnswer, check: string): DoctorAnswer['checks'] {
  return checks.filter((each) => each.check === check && each.status !== 'pass');
}

function runWithAccount(scene: DoctorScene, name: string): Promise<DoctorAnswer> {
  const passwordFile = join(scene.scratch.path, 'password');
  writeFileSync(passwordFile, formatDefaultPassword(name), { mode: 0o600 });
  return scene.run('--account', name, '--password-file', passwordFile);
}

async function expectHealth(scene: DoctorScene): Promise<void> {
  const answer = await runWithAccount(scene, '4001');

  const fails = answer.checks.filter(({ check, status }) => MINE.has(check) && status === 'fail');
  expect(fails).toEqual([]);
  expect(answer.checks.find(({ check }) => check === 'self-test')).toMatchObject({
    status: 'pass',
    evidence: [expect.stringContaining('401 Unauthorized'), expect.stringContaining('OPTIONS')],
  });
  expect(answer.checks.find(({ check }) => check === 'self-test-account')).toMatchObject({
    status: 'pass',
    evidence: [expect.stringContaining('200 in'), expect.stringContaining('asked it by OPTIONS')],
  });
}

describe.each(sipFlavours)('beside a healthy $title', (flavour) => {
  afterAll(stopEverything);

  it('registers an account through farend, and leaves nothing of it', async () => {
    const scene = await createDoctorScene(flavour);

    await expectHealth(scene);

    const peers = await scene.office.asterisk.cli('sip show peers');
    expect(peers).toMatch(/^4001(?:\/\S*)?\s+\(Unspecified\)/m);
  });
});

describe.runIf(firstFlavour !== undefined)('beside chan_pjsip', () => {
  let scene: DoctorScene;

  beforeAll(async () => {
    if (firstFlavour !== undefined) scene = await createDoctorScene(firstFlavour);
  });
  afterAll(stopEverything);

  it('finds a healthy machine in order, registers an account, and leaves nothing of it', async () => {
    await expectHealth(scene);

    expect(await scene.office.asterisk.contacts('4001')).toEqual([]);
  });

  it('leaves an account alone at which a phone is registered', async () => {
    const phone = await scene.office.startPhone({ username: '4002' });
    await phone.register();

    const answer = await runWithAccount(scene, '4002');

    expect(find(answer, 'self-test-account')).toMatchObject([
      { status: 'skip', what: expect.stringContaining('registered by a phone') },
    ]);
  });

  it('names each of many things that are wrong at once', async () => {
    scene.writeConfig({ listen: [`udp://${PBX_ADDRESS}:5099`], mediaAddress: '198.51.100.77' });
    const thief = await startThief(scene);
    chmodSync(scene.secretFile, 0o644);
    scene.writeJail('ignoreip = 127.0.0.1/8\nignoreself = false');
    const removeRules = await scene.addRules(
      `chain input { type filter hook input priority 0; policy drop;
         iif lo accept
         ct state established,related accept
         udp dport 5080 accept
       }`,
    );

    const answer = await scene.run();
    await removeRules();
    await thief.stop();
    chmodSync(scene.secretFile, 0o600);

    expect(answer).toMatchObject({ ok: false, exitCode: 1 });
    expect(find(answer, 'ports')[0]).toMatchObject({
      status: 'fail',
      what: expect.stringContaining(`:5099 (proxy.listen) is taken by`),
      evidence: [expect.stringContaining(`(pid ${thief.pid})`)],
      changes: [
        { to: "ss -lunp 'sport = :5099'" },
        { where: `${scene.farend.configPath}, proxy.listen` },
      ],
    });
    expect(find(answer, 'media-address')).toMatchObject([
      { status: 'fail', changes: [{ to: `mediaAddress: ${PBX_ADDRESS}` }] },
    ]);
    expect(find(answer, 'secrets')).toMatchObject([
      { status: 'fail', changes: [{ to: `chmod 0640 ${scene.secretFile}` }] },
    ]);
    expect(find(answer, 'fail2ban')).toMatchObject([
      {
        status: 'fail',
        changes: [
          {
            where: `${join(scene.scratch.path, 'jail.local')}:5`,
            to: `ignoreip = 127.0.0.1/8 ${PBX_ADDRESS}`,
          },
        ],
      },
    ]);
    expect(find(answer, 'firewall-rtp')).toMatchObject([
      { status: 'fail', changes: [{ to: 'udp dport 20000-20998 accept' }] },
    ]);
    expect(find(answer, 'firewall-sip')).toMatchObject([
      { status: 'fail', changes: [{ to: 'udp dport 5099 accept' }] },
    ]);
    expect(find(answer, 'firewall-asterisk')).toMatchObject([
      { status: 'warn', changes: [{ to: 'iif != lo udp dport 5080 drop' }] },
    ]);
  });

  it('names the loopback link, and a state on a full disk that cannot be written', async () => {
    const disk = await createSmallDisk(64);
    const file = join(scene.scratch.path, 'other.yaml');
    const proxy = { listen: [`udp://${PBX_ADDRESS}:5060`], asterisk: ['udp://127.0.0.1:5080'] };
    writeFileSync(file, JSON.stringify({ proxy, state: disk.path, run: scene.scratch.path }));
    await disk.remount('ro');

    const answer = await scene.run('-c', file);

    expect(find(answer, 'state')).toMatchObject([
      { status: 'fail', changes: [{ to: `findmnt -T ${disk.path}` }] },
    ]);
    expect(find(answer, 'disk')).toMatchObject([{ status: 'fail' }]);
    expect(find(answer, 'loopback-link')).toMatchObject([
      { changes: [{ from: 'udp://127.0.0.1:5080', to: `udp://${PBX_ADDRESS}:5080` }] },
    ]);
  });

  it('names asteriskSide where Asterisk’s answers do not come back to farend', async () => {
    scene.writeConfig();
    const removeRules = await scene.addRules(
      'chain input { type filter hook input priority 0; udp dport 5062 drop; }',
    );

    const answer = await scene.run();
    await removeRules();

    expect(find(answer, 'self-test')).toMatchObject([
      {
        status: 'fail',
        what: expect.stringContaining('Asterisk answers, but not to farend'),
        changes: [{ where: `${scene.farend.configPath}, proxy.asteriskSide` }],
      },
    ]);
  });

  it('tells a dead Asterisk', async () => {
    await scene.office.asterisk.crash();

    const answer = await scene.run();

    expect(find(answer, 'asterisk-answers')).toMatchObject([
      { status: 'fail', changes: [{ where: `${scene.farend.configPath}, proxy.asterisk` }] },
    ]);
    expect(find(answer, 'self-test')).toMatchObject([
      { status: 'fail', what: expect.stringContaining('Asterisk gives none') },
    ]);
  });

  it('tells a dead proxy', async () => {
    await scene.farend.terminate();
    await pollUntil(async () => (scene.farend.findProxyPid() === 0 ? true : undefined), {
      timeoutMs: 15_000,
      what: 'the end of the proxy',
    });

    const answer = await scene.run();

    expect(find(answer, 'farend-runs')).toMatchObject([{ status: 'fail' }]);
    expect(find(answer, 'proxy-answers')).toMatchObject([
      { status: 'fail', changes: [{ to: 'systemctl start farend' }] },
    ]);
    expect(find(answer, 'self-test')).toMatchObject([{ status: 'skip' }]);
  });
});

/** Another program at the port that the configuration names. */
async function startThief({ office }: DoctorScene) {
  const { promise, resolve } = Promise.withResolvers<string>();
  const script = `require('node:dgram').createSocket('udp4').bind(5099, '${PBX_ADDRESS}', () => console.log('bound'))`;
  const argv = [process.execPath, '-e', script];
  const thief = own(startProcess({ argv, namespace: office.pbx.namespace, onStdout: resolve }));
  await promise;
  return thief;
}
