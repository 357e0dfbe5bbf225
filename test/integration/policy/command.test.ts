// `farend policy` before a real Asterisk: what it prints, what it changes, and with which code it ends.

import { appendFileSync, existsSync, mkdirSync, readFileSync, utimesSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { listFlavours } from '../../support/asterisk/flavours.ts';
import {
  AMI_SECRET,
  type CommandScene,
  createCommandScene,
} from '../../support/policy/command-scene.ts';
import { own, stopEverything } from '../../support/process/lifetime.ts';
import { startProcess } from '../../support/process/managed-process.ts';
import { type CommandResult, runChecked, runCommand } from '../../support/process/run-command.ts';
import { findProvisioned } from '../../support/provision/provision.ts';

const MAIN = new URL('../../../src/cli/main.ts', import.meta.url).pathname;
const [flavour] = listFlavours(await findProvisioned());
const DEADLINE_MS = 20_000;

afterEach(stopEverything);

/** No password of an endpoint, nor that of AMI. */
function expectNoSecrets(...results: readonly CommandResult[]): void {
  const text = results.map(({ stdout, stderr }) => stdout + stderr).join('\n');
  expect(text).not.toContain(AMI_SECRET);
  expect(text).not.toMatch(/pw(4|5)00/);
}

/** `farend policy apply` that goes on; `seen` resolves with its first line on stderr that has `text`. */
function startApply({ office, configPath }: CommandScene, text: string) {
  const { promise: seen, resolve } = Promise.withResolvers<string>();
  const out: string[] = [];
  const child = startProcess({
    argv: [process.execPath, MAIN, 'policy', 'apply', '-c', configPath],
    namespace: office.pbx.namespace,
    onStdout: (line) => out.push(line),
    onStderr: (line) => {
      if (line.includes(text)) resolve(line);
    },
  });
  own(child);
  const timer = setTimeout(() => resolve('nothing was seen'), DEADLINE_MS);
  return { child, out, seen: seen.finally(() => clearTimeout(timer)) };
}

describe.runIf(flavour !== undefined)('farend policy', () => {
  const createScene = () => createCommandScene(flavour!);

  test('plan shows what apply then does, and then there is nothing to do', async () => {
    const scene = await createScene();
    const { etcPath } = scene.office.asterisk;
    const inAMinute = Date.now() / 1_000 + 60;
    utimesSync(join(etcPath, 'pjsip.conf'), inAMinute, inAMinute);

    const plan = await scene.run('plan');
    const apply = await scene.run('apply');
    const after = await scene.run('plan');
    const again = await scene.run('apply');

    expect(plan.stdout).toContain('2 managed: 2 drifted; not managed: 1\n');
    expect(plan.stdout).toMatch(/^ {2}4001, 4002 +force_rport +no +yes +\(1\)$/m);
    expect(plan.stdout).toContain(`at the end of ${etcPath}/pjsip.conf`);
    expect(plan.stdout).toMatch(/since it read them last:\n {2}- \/.*\/pjsip\.conf\n\n/);
    expect(plan.stdout).toContain(`To do it:\n  farend policy apply -c ${scene.configPath}\n`);
    expect([plan.stderr, plan.exitCode]).toEqual(['', 1]);
    expect(apply.stdout).toContain('main  applied and read back: 6 settings\n');
    expect(apply.stderr).toContain('main: Asterisk loads res_pjsip.so again\n');
    expect(apply.exitCode).toBe(0);
    expect(await scene.readSetting('4002', 'rewrite_contact')).toBe('true');
    expect(after.stdout).toContain(
      '2 managed: 2 compliant; not managed: 1\n\nNothing is to be done.',
    );
    expect([after.stderr, after.exitCode]).toEqual(['', 0]);
    expect(again.stdout).toMatch(/not managed: 1\n\nmain {2}nothing was to do\n$/);
    expect(again.exitCode).toBe(0);
    expectNoSecrets(plan, apply, after, again);
  });

  test('one endpoint is planned and applied alone, and told in full', async () => {
    const scene = await createScene();

    const plan = await scene.run('plan', '--endpoint', '4001');
    const apply = await scene.run('apply', '--endpoint', '4001', '--json');
    const rest = await scene.run('plan', '--json');
    const unknown = await scene.run('plan', '--endpoint', '9*');

    expect(plan.stdout).toContain('4001  chan_pjsip\n  - The first entry that matches is 4*');
    expect(plan.stdout).toMatch(/ {2}- Asterisk has force_rport=no, rtp_symmetric=no, /);
    expect(plan.stdout).toContain(`apply --endpoint 4001 -c ${scene.configPath}`);
    expect(plan.exitCode).toBe(1);
    const [applied] = JSON.parse(apply.stdout).asterisks;
    expect(applied).toMatchObject({
      asterisk: 'main',
      failure: null,
      drift: true,
      counts: { endpoints: 1, drifted: 1 },
      modules: ['res_pjsip.so'],
      result: { outcome: 'applied', reasons: [] },
    });
    expect(apply.exitCode).toBe(0);
    const [left] = JSON.parse(rest.stdout).asterisks;
    const names = left.changes.map(({ endpoint }: { endpoint: string }) => endpoint);
    expect(names).toEqual(['4002', '4002', '4002']);
    expect(left.changes[0]).toMatchObject({
      kind: 'endpoint',
      setting: 'force_rport',
      from: 'no',
      to: 'yes',
      where: join(scene.ownDirectory, 'pjsip.conf'),
    });
    expect([rest.stderr, rest.exitCode]).toEqual(['', 1]);
    expect(unknown.stderr).toBe('farend: Asterisk has no endpoint 9*\n');
    expect(unknown.exitCode).toBe(1);
    expectNoSecrets(plan, apply, rest);
  });

  test('what nobody wants any more goes again', async () => {
    const scene = await createScene();
    await scene.run('apply');
    scene.configure({ endpoints: [{ match: '4001', nat: 'yes' }] });

    const plan = await scene.run('plan');
    const apply = await scene.run('apply');
    scene.configure({ endpoints: [] });
    const nothing = await scene.run('apply');

    expect(plan.stdout).toMatch(
      /pjsip\.conf: 1 section of farend's goes\n {2}- \[4002\] endpoint: /,
    );
    expect(plan.exitCode).toBe(1);
    expect(apply.exitCode).toBe(0);
    expect(nothing.exitCode).toBe(0);
    expect(await scene.readSetting('4001', 'force_rport')).toBe('false');
    expect(await scene.readSetting('4002', 'force_rport')).toBe('false');
  });

  test('without a directory to write to, what plan prints is pasted, and then all is well', async () => {
    const scene = await createScene();
    const { asterisk } = scene.office;
    scene.configure({ write: 'none' });

    const plan = await scene.run('plan');
    const apply = await scene.run('apply');
    const json = await scene.run('plan', '--json');
    const { textsToPaste } = JSON.parse(json.stdout).asterisks[0];
    for (const { target, text } of textsToPaste)
      if (target.endsWith('.conf'))
        appendFileSync(join(asterisk.etcPath, basename(target)), `\n${text}`);
    await asterisk.cli('module reload res_pjsip.so');
    const after = await scene.run('plan');

    expect(plan.stdout).toContain('\nto paste: /etc/asterisk/pjsip.conf\n');
    expect(plan.stdout).toContain('\n[4001](+type=endpoint)\nforce_rport = yes\n');
    expect(plan.stdout).not.toContain('farend policy apply');
    expect(plan.exitCode).toBe(1);
    expect(apply.stdout).toContain('Settings are left: 6 to be pasted by hand');
    expect(apply.exitCode).toBe(1);
    expect([after.stdout, after.exitCode]).toEqual([
      expect.stringContaining('Nothing is to be done.'),
      0,
    ]);
    expectNoSecrets(plan, apply, json);
  });

  test('a directory that cannot be written changes nothing, and the reason is told', async () => {
    const scene = await createScene();
    const { etcPath } = scene.office.asterisk;
    const before = readFileSync(join(etcPath, 'pjsip.conf'), 'utf8');
    mkdirSync(scene.ownDirectory);
    await runChecked(['mount', '-t', 'tmpfs', '-o', 'ro', 'tmpfs', scene.ownDirectory]);
    own({ stop: async () => void (await runChecked(['umount', scene.ownDirectory])) });

    const apply = await scene.run('apply');
    const json = await scene.run('apply', '--json');
    scene.configure({ write: join(scene.configPath, '../farend.d') });
    const elsewhere = await scene.run('plan');

    expect(apply.stdout).toMatch(/main: nothing was changed: .*farend\.d/s);
    expect(apply.exitCode).toBe(1);
    expect(JSON.parse(json.stdout).asterisks[0]).toMatchObject({
      drift: true,
      failure: expect.stringContaining('farend.d'),
      result: null,
    });
    expect(readFileSync(join(etcPath, 'pjsip.conf'), 'utf8')).toBe(before);
    expect(elsewhere.stderr).toMatch(/^farend: main: Neither pjsip\.conf nor sip\.conf is in /);
    expect([elsewhere.stdout, elsewhere.exitCode]).toEqual(['', 1]);
    expectNoSecrets(apply, json, elsewhere);
  });

  test('an Asterisk that cannot be asked, or not enough, is told with the next step', async () => {
    const scene = await createScene();
    const { asterisk } = scene.office;
    await asterisk.rewriteConfig('manager.conf', (text) =>
      text.replace('write = system,user', 'write = user'),
    );
    await asterisk.cli('manager reload');

    const lacking = await scene.run('plan');
    await asterisk.halt();
    const down = await scene.run('plan');
    const json = await scene.run('apply', '--json');

    expect(lacking.stderr).toMatch(/^farend: main: .*write = system.*manager\.conf/s);
    expect([lacking.stdout, lacking.exitCode]).toEqual(['', 1]);
    expect(down.stderr).toMatch(/^farend: main: (?!main)\S.*127\.0\.0\.1:5038/);
    expect([down.stdout, down.exitCode]).toEqual(['', 1]);
    expect(JSON.parse(json.stdout)).toEqual({
      asterisks: [
        { asterisk: 'main', failure: expect.stringContaining('127.0.0.1:5038'), result: null },
      ],
    });
    expect(json.exitCode).toBe(1);
    expectNoSecrets(lacking, down, json);
  });

  test('a signal to end takes the change back, and one farend at a time changes Asterisk', async () => {
    const scene = await createScene();
    scene.configure({ watchFor: '2m' });

    const apply = startApply(scene, 'are watched');
    const watching = await apply.seen;
    const second = await scene.run('apply');
    const meanwhile = await scene.readSetting('4001', 'force_rport');
    apply.child.signal('SIGTERM');
    const { code } = await apply.child.exited;

    expect(watching).toContain('main: ');
    expect(second.stderr).toMatch(/^farend: farend policy apply \(process \d+, since .*\) changes/);
    expect([second.stdout, second.exitCode]).toEqual(['', 1]);
    expect(meanwhile).toBe('true');
    expect(apply.out.join('\n')).toContain('main  rolled back: everything is as it was before\n');
    expect(code).toBe(1);
    expect(await scene.readSetting('4001', 'force_rport')).toBe('false');
    expect(existsSync(scene.ownDirectory)).toBe(false);
  });

  test('a change that was cut off is taken back by the next plan', async () => {
    const scene = await createScene();
    scene.configure({ watchFor: '2m' });
    const apply = startApply(scene, 'are watched');
    await apply.seen;
    apply.child.signal('SIGKILL');
    await apply.child.exited;

    const plan = await scene.run('plan');

    expect(plan.stdout).toMatch(/^A change of .*'s, had been cut off and has been taken back\./m);
    expect(plan.stdout).toContain('2 managed: 2 drifted');
    expect(plan.exitCode).toBe(1);
    expect(await scene.readSetting('4001', 'force_rport')).toBe('false');
    expect(existsSync(scene.ownDirectory)).toBe(false);
  });

  test('a person at a terminal is asked, and no is no', async () => {
    const scene = await createScene();
    const { office, configPath } = scene;
    const inTerminal = ['ip', 'netns', 'exec', office.pbx.namespace, 'script', '-qec'];
    const command = (...words: string[]) =>
      [process.execPath, MAIN, 'policy', 'apply', '-c', configPath, ...words].join(' ');
    const answer = (input: string, ...words: string[]) =>
      runCommand([...inTerminal, command(...words), '/dev/null'], {
        input,
        timeoutMs: DEADLINE_MS,
      });

    const no = await answer('n\n');
    const nothing = existsSync(scene.ownDirectory);
    const yes = await answer('y\n');

    expect(no.stdout).toContain('Change this in Asterisk? [y/N]');
    expect(no.stdout).toContain('Nothing was changed.');
    expect([no.exitCode, nothing]).toEqual([1, false]);
    expect(yes.stdout).toContain('applied and read back: 6 settings');
    expect(yes.exitCode).toBe(0);
  });
});
