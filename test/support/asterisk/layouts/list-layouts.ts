// Each layout with each Asterisk that can have it.

import type { AsteriskFlavour } from '../flavours.ts';
import { createAstdbLayout } from './astdb.ts';
import { createChanSipLayout } from './chan-sip.ts';
import { createFreepbxLayout } from './freepbx.ts';
import type { Layout } from './layout.ts';
import { createPlainLayout } from './plain.ts';
import { createRealtimeLayout } from './realtime.ts';
import { createWizardLayout } from './wizard.ts';

export interface LaidOut {
  /** `plain, Asterisk 22 chan_pjsip` */
  readonly title: string;
  readonly name: string;
  readonly flavour: AsteriskFlavour;
  /** For one test: it may own a database. */
  readonly createLayout: () => Layout;
}

const PJSIP = {
  plain: createPlainLayout,
  freepbx: createFreepbxLayout,
  wizard: createWizardLayout,
  astdb: createAstdbLayout,
  realtime: ({ root }: AsteriskFlavour) => createRealtimeLayout(root),
};

export function listLayouts(flavours: readonly AsteriskFlavour[]): LaidOut[] {
  return flavours.flatMap((flavour) => {
    const layouts: Record<string, (flavour: AsteriskFlavour) => Layout> =
      flavour.driver === 'chan_sip' ? { 'chan-sip': createChanSipLayout } : PJSIP;
    return Object.entries(layouts).map(([name, create]) => ({
      title: `${name}, ${flavour.title}`,
      name,
      flavour,
      createLayout: () => create(flavour),
    }));
  });
}

/** Each layout once, and a chan_pjsip of Asterisk 16: where the version makes no difference. */
export function listEachLayout(flavours: readonly AsteriskFlavour[]): LaidOut[] {
  return listLayouts(flavours).filter(
    ({ name, flavour }) =>
      name === 'chan-sip' || name === 'freepbx' || flavour.root.version.startsWith('22'),
  );
}
