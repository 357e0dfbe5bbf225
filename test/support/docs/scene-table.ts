// Which page plays in which scene: the one place where a page with commands is entered. A part is a page,
// or one heading of it, `docs/reference/cli.md#farend policy`; the page then is without that heading.

import type { ChannelDriver } from '../asterisk/asterisk-options.ts';
import type { AsteriskFlavour } from '../asterisk/flavours.ts';
import { createDefaultLayout } from '../install/install-layout.ts';
import type { DocScene } from './doc-scene.ts';
import type { DocPage, PageBlock } from './read-page.ts';
import { createCaptureScene } from './scenes/capture-scene.ts';
import { createDivertScene } from './scenes/divert-scene.ts';
import { createFreshScene } from './scenes/fresh-scene.ts';
import {
  createChanSipScene,
  createCloudScene,
  createFreepbxScene,
  createInstallationScene,
} from './scenes/installation-scene.ts';
import { createOfficeScene } from './scenes/office-scene.ts';
import { createPolicyScene } from './scenes/policy-scene.ts';
import { createTroubleScene } from './scenes/trouble-scene.ts';

export interface SceneRow {
  readonly title: string;
  readonly createScene: (flavour: AsteriskFlavour) => Promise<DocScene>;
  /** Of another Asterisk than the first that the lab has. */
  readonly driver?: ChannelDriver;
  /** Played one after the other in one scene: what the first has changed, the next finds. */
  readonly parts: readonly string[];
}

export const sceneTable: readonly SceneRow[] = [
  {
    title: 'an office',
    createScene: createOfficeScene,
    parts: [
      'README.md',
      'docs/reference/api.md',
      'docs/reference/metrics.md',
      'docs/reference/configuration.md',
      'docs/reference/cli.md',
    ],
  },
  { title: 'a policy', createScene: createPolicyScene, parts: ['docs/guide/policy.md'] },
  {
    title: 'a policy once more',
    createScene: createPolicyScene,
    parts: ['docs/reference/cli.md#farend policy'],
  },
  {
    title: 'an office in trouble',
    createScene: createTroubleScene,
    parts: ['docs/guide/troubleshooting.md'],
  },
  {
    title: 'a diversion',
    createScene: createDivertScene,
    parts: ['docs/reference/cli.md#farend divert'],
  },
  {
    title: 'an Asterisk alone',
    createScene: createFreshScene,
    parts: ['docs/reference/cli.md#farend init', 'docs/reference/cli.md#farend undo'],
  },
  {
    title: 'a capture',
    createScene: createCaptureScene,
    parts: ['docs/reference/cli.md#farend explain'],
  },
  {
    title: 'the day of installation',
    createScene: (flavour) => createInstallationScene(createDefaultLayout(flavour)),
    parts: [
      'docs/guide/plain-asterisk.md',
      'docs/guide/first-hour.md#Watch',
      'docs/guide/watch-by-hep.md',
      'docs/guide/first-hour.md',
      'docs/guide/trunks.md',
      'docs/guide/going-back.md',
    ],
  },
  {
    title: 'a FreePBX with fail2ban',
    createScene: createFreepbxScene,
    parts: ['docs/guide/behind-freepbx.md', 'docs/guide/fail2ban.md'],
  },
  {
    title: 'a sip.conf',
    driver: 'chan_sip',
    createScene: createChanSipScene,
    parts: ['docs/guide/chan-sip.md'],
  },
  {
    title: 'a cloud',
    createScene: createCloudScene,
    parts: ['docs/guide/one-to-one-nat.md'],
  },
];

const allParts = sceneTable.flatMap(({ parts }) => parts);

/** Which part a block belongs to; undefined where the table does not name its page. */
export function findPart(page: DocPage, block: PageBlock): string | undefined {
  const heading = `${page.path}#${block.heading}`;
  return allParts.find((part) => part === heading) ?? allParts.find((part) => part === page.path);
}
