// The order of the play: the stage, then every phone straight to Asterisk, then the same phones
// through farend.

import { stopEverything } from '../support/process/lifetime.ts';
import type { AsteriskRoot } from '../support/provision/asterisk-root.ts';
import { createReport } from '../support/provision/progress.ts';
import { askStatus } from './ask-status.ts';
import { type DemoResult, listFailures } from './result.ts';
import { createLoopbackScene } from './scene/loopback-scene.ts';
import { createNamespaceScene } from './scene/namespace-scene.ts';
import type { DemoPhone, Scene } from './scene/scene.ts';
import { type Path, tryPath } from './try-path.ts';

/** `refusal`: why this machine has no namespaces; loopback addresses serve then. */
export async function runDemo(root: AsteriskRoot, refusal?: string): Promise<DemoResult> {
  const report = createReport('demo');
  try {
    report(`starts Asterisk, farend and ${refusal === undefined ? 'three NAT routers' : 'phones'}`);
    const scene = await (refusal === undefined
      ? createNamespaceScene(root)
      : createLoopbackScene(root));
    report('sends four phones straight to Asterisk, and waits for what does not come');
    const straight = await tryAll(scene, 'straight');
    report('sends the same phones through farend');
    const farend = await tryAll(scene, 'farend');
    const phones = scene.phones.map((phone, index) => ({
      ...describePhone(phone),
      straight: straight[index]!,
      farend: farend[index]!,
    }));
    report('asks farend what it says of them');
    const status = await askStatus(scene.farend, phones.length);
    report('is over');
    return { ...judge(phones), ...describeScene(scene, refusal), phones, status };
  } finally {
    await stopEverything();
  }
}

function tryAll(scene: Scene, path: Path): Promise<Awaited<ReturnType<typeof tryPath>>[]> {
  return Promise.all(scene.phones.map((phone) => tryPath(scene, phone, path)));
}

function describePhone(phone: DemoPhone): Omit<DemoResult['phones'][number], Path> {
  const { name, title, place, hasRport, hasAlg, ownHost, publicHost } = phone;
  return { name, title, place, hasRport, hasAlg, ownHost, publicHost };
}

function describeScene(
  { kind, asterisk, farendAddress }: Scene,
  refusal: string | undefined,
): Omit<DemoResult, 'ok' | 'failures' | 'phones' | 'status'> {
  return {
    stage: kind,
    ...(refusal !== undefined && { refusal }),
    asteriskVersion: asterisk.version,
    asteriskAddress: asterisk.sipAddress,
    farendAddress,
  };
}

function judge(phones: DemoResult['phones']): Pick<DemoResult, 'ok' | 'failures'> {
  const failures = listFailures(phones);
  return { ok: failures.length === 0, failures };
}
