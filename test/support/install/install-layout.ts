// Asterisk as farend finds it on the day of its installation: at port 5060, nothing of farend's in its
// files, AMI and HTTP as the distribution leaves them; and the phones of that office, at two sites.

import type { AsteriskFlavour } from '../asterisk/flavours.ts';
import { readLayoutFiles } from '../asterisk/layouts/read-files.ts';

type SiteName = 'leeds' | 'york';

export interface OfficePhone {
  readonly username: string;
  readonly site: SiteName;
  /** Without it Asterisk alone cannot serve the phone: its answers never come through the router. */
  readonly rport: boolean;
}

export interface InstallLayout {
  readonly title: string;
  readonly flavour: AsteriskFlavour;
  /** Asterisk's configuration files. */
  readonly files: Readonly<Record<string, string>>;
  readonly phones: readonly OfficePhone[];
}

/** Debian's own files, and a pjsip.conf with one transport for every address. */
export function createDefaultLayout(flavour: AsteriskFlavour): InstallLayout {
  return {
    title: `default layout, ${flavour.title}`,
    flavour,
    files: readLayoutFiles('debian'),
    phones: [
      { username: '4001', site: 'leeds', rport: true },
      { username: '4002', site: 'leeds', rport: true },
      { username: '4003', site: 'leeds', rport: false },
      { username: '4004', site: 'leeds', rport: false },
      { username: '4005', site: 'york', rport: true },
      { username: '4006', site: 'york', rport: true },
      { username: '4007', site: 'york', rport: false },
      { username: '4008', site: 'york', rport: false },
    ],
  };
}

/** One phone with and one without rport at each site. */
const FOUR_PHONES: readonly OfficePhone[] = [
  { username: '4003', site: 'leeds', rport: true },
  { username: '4001', site: 'leeds', rport: false },
  { username: '4004', site: 'york', rport: true },
  { username: '4002', site: 'york', rport: false },
];

/** FreePBX's files; its phones may be behind NAT, but for the rport that most of them do not force. */
export function createFreepbxLayout(flavour: AsteriskFlavour): InstallLayout {
  const files = readLayoutFiles('freepbx');
  return {
    title: `FreePBX’s layout, ${flavour.title}`,
    flavour,
    files: {
      ...files,
      ...readLayoutFiles('freepbx-manager'),
      'pjsip.endpoint.conf': change(files['pjsip.endpoint.conf'], [
        [/^rtp_symmetric=no$/gm, 'rtp_symmetric=yes\ndirect_media=no'],
        [/^rewrite_contact=no$/gm, 'rewrite_contact=yes'],
      ]),
      'pjsip.transports.conf': change(files['pjsip.transports.conf'], [
        [/203\.0\.113\.10:5080/g, '0.0.0.0:5060'],
      ]),
    },
    phones: FOUR_PHONES,
  };
}

/** sip.conf of chan_sip with Debian's other files; media finds its way, signalling needs rport. */
export function createChanSipLayout(flavour: AsteriskFlavour): InstallLayout {
  const files = readLayoutFiles('chan-sip');
  const { 'pjsip.conf': _, 'hep.conf': __, ...services } = readLayoutFiles('debian');
  return {
    title: `sip.conf, ${flavour.title}`,
    flavour,
    files: {
      ...files,
      ...services,
      'sip.conf': change(files['sip.conf'], [
        [/203\.0\.113\.10:5080/g, '0.0.0.0:5060'],
        [/^directmedia=yes$/gm, 'directmedia=no'],
        [/^nat=auto_force_rport,auto_comedia/gm, 'nat=comedia'],
      ]),
      'sip.d/templates.conf': change(files['sip.d/templates.conf'], [
        [/^nat=no {2,}/gm, 'nat=comedia '],
        [/^directmedia=yes$/gm, 'directmedia=no'],
      ]),
      'sip.d/phones.conf': change(files['sip.d/phones.conf'], [
        [/^nat=force_rport$/gm, 'nat=force_rport,comedia'],
        // The doctor would tell of it.
        [/^insecure=port,invite$/gm, ''],
        [/^directmedia=nonat$/gm, 'directmedia=no'],
      ]),
    },
    phones: FOUR_PHONES,
  };
}

/** An edit that finds nothing is a mistake of the lab. */
function change(text: string | undefined, edits: readonly (readonly [RegExp, string])[]): string {
  let changed = text ?? '';
  for (const [from, to] of edits) {
    const next = changed.replace(from, to);
    if (next === changed) throw new Error(`no line like ${from} in a file of the layout`);
    changed = next;
  }
  return changed;
}
