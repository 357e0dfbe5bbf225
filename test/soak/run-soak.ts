// One soak: builds the scene, lets the phones work, attacks for so many seconds, counts and judges.

import { setTimeout as delay } from 'node:timers/promises';
import { parseAsteriskWire } from '../demo/trace/asterisk-wire.ts';
import type { AsteriskFlavour } from '../support/asterisk/flavours.ts';
import type { Farend } from '../support/farend.ts';
import { type Known, nothingKnown } from './attack/aim.ts';
import { learn } from './attack/stolen.ts';
import type { SoakOptions } from './options.ts';
import { judge, type Memory, type SoakResult } from './result.ts';
import { type PhonesAtWork, startPhonesAtWork } from './scene/phones-at-work.ts';
import { createSoakScene, type SoakScene } from './scene/scene.ts';

const LEARN_EVERY_MS = 1000;
const TELL_EVERY_MS = 5000;
const FLOOD_PER_SECOND = 100;
/** The part of the time after which the memory in use is taken as the measure. */
const WARM_UP = 1 / 3;
const DEADLINE_MS = 10_000;

/** @param tell gets a line of progress every few seconds */
export async function runSoak(
  flavour: AsteriskFlavour,
  options: Omit<SoakOptions, 'json'>,
  tell: (line: string) => void,
): Promise<SoakResult> {
  const { seconds, seed, rate } = options;
  const scene = await createSoakScene(flavour, options.registration);
  const phones = await startPhonesAtWork(scene);
  await scene.asterisk.cli('pjsip set logger on');
  await phones.begin();
  await scene.asterisk.cli('pjsip set logger off');
  const known = learn(nothingKnown, overhearAsterisk(scene));
  await scene.watch.reset();
  tell(`${flavour.title} and ${phones.tally.phones} phones are at work; seed ${seed}`);
  scene.outside.attack(seed, { attacks: rate, flood: Math.min(rate, FLOOD_PER_SECOND) });
  const warm = await soak(scene, phones, known, seconds, tell);
  scene.outside.cease();
  await phones.end();
  const end = await measureMemory(scene.farend);
  const traffic = await scene.watch.read();
  const died = !isRunning(scene.farend);
  const { drops, bindings } = await stop(scene.farend);
  const { attacks, samples, loops } = scene.outside.tally;
  return judge({
    seed,
    seconds,
    asterisk: `Asterisk ${scene.asterisk.version}`,
    attacks,
    samples,
    loops,
    traffic,
    unexpected: listUnexpected(scene.farend),
    drops,
    bindings,
    memory: { warm: warm ?? end, end },
    phones: phones.tally,
    died,
  });
}

/** Waits the seconds out; returns the memory in use after the warm-up. */
async function soak(
  scene: SoakScene,
  phones: PhonesAtWork,
  knownAtFirst: Known,
  seconds: number,
  tell: (line: string) => void,
): Promise<Memory | undefined> {
  const startedAt = performance.now();
  const elapsed = () => performance.now() - startedAt;
  let known = knownAtFirst;
  let warm: Memory | undefined;
  let toldAt = 0;
  while (elapsed() < seconds * 1000 && isRunning(scene.farend)) {
    await delay(Math.min(LEARN_EVERY_MS, Math.max(seconds * 1000 - elapsed(), 1)));
    known = learn(known, phones.overhear());
    scene.outside.teach(known);
    if (warm === undefined && elapsed() >= seconds * 1000 * WARM_UP)
      warm = await measureMemory(scene.farend);
    if (elapsed() - toldAt < TELL_EVERY_MS) continue;
    toldAt = elapsed();
    tell(await describeProgress(scene, phones, Math.round(elapsed() / 1000)));
  }
  return warm;
}

/** What a compromised Asterisk has seen: the tokens in Contacts and Vias of farend. */
function overhearAsterisk({ asterisk }: SoakScene): string[] {
  return parseAsteriskWire(asterisk.console.items).map(({ text }) => text);
}

async function describeProgress(
  { outside, watch }: SoakScene,
  phones: PhonesAtWork,
  second: number,
): Promise<string> {
  const { received, sent, elsewhere } = await watch.read();
  const tallies = Object.values(outside.tally.attacks);
  const attacks = tallies.reduce((sum, tally) => sum + tally.sent, 0);
  const strays = Object.values(elsewhere).reduce((sum, packets) => sum + packets, 0);
  const { registered, called, failures } = phones.tally;
  return (
    `${second} s: ${attacks} attacks; farend got ${received} and sent ${sent} packets, ` +
    `${strays} elsewhere; phones registered ${registered} times and made ${called} calls, ` +
    `${failures.length} failures`
  );
}

async function measureMemory(farend: Farend): Promise<Memory> {
  const from = farend.log.items.length;
  if (isRunning(farend)) process.kill(farend.pid, 'SIGUSR2');
  const line = await farend.waitForLog(({ event }) => event === 'memory', DEADLINE_MS, from);
  return { heapUsed: Number(line.heapUsed), rss: Number(line.rss) };
}

function isRunning({ pid }: Farend): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Ends farend, which tells then what it counted. */
async function stop(
  farend: Farend,
): Promise<{ readonly drops: Readonly<Record<string, number>>; readonly bindings: number }> {
  await farend.terminate();
  const { drops, bindings } = await farend.waitForLog(({ event }) => event === 'stopped');
  return { drops: drops as Record<string, number>, bindings: Number(bindings) };
}

function listUnexpected({ log }: Farend): string[] {
  return log.items
    .filter(
      ({ event, level }) => event === 'unexpected' || (event === undefined && level === undefined),
    )
    .map((line) => JSON.stringify(line));
}
