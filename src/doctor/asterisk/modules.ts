// The modules of Asterisk that farend, or something that it offers, needs; and one that it warns of.

import type { FarendConfig } from '../../config/farend-config.ts';

export interface NeededModule {
  /** Without `.so`. */
  readonly name: string;
  /** What does not work without it: the end of a sentence. */
  readonly without: string;
  /** Without it phones cannot register or call through farend at all. */
  readonly isVital: boolean;
  readonly isNeeded: (config: FarendConfig) => boolean;
}

const always = (): boolean => true;

/** Those of an Asterisk whose phones are endpoints of chan_pjsip. */
export const pjsipModules: readonly NeededModule[] = [
  {
    name: 'res_pjsip_registrar',
    without: 'no phone can register',
    isVital: true,
    isNeeded: always,
  },
  {
    name: 'res_pjsip_endpoint_identifier_user',
    without: 'Asterisk knows no phone by its name, and behind farend all have one address',
    isVital: true,
    isNeeded: always,
  },
  {
    name: 'res_pjsip_authenticator_digest',
    without: 'no phone is asked for its password',
    isVital: true,
    isNeeded: always,
  },
  {
    name: 'res_pjsip_nat',
    without:
      'rewrite_contact and force_rport do nothing, and phones behind NAT are lost on the day on which farend is taken out',
    isVital: false,
    isNeeded: always,
  },
  {
    name: 'res_pjsip_path',
    without: 'Asterisk forgets the Path that farend adds (proxy.registration: path)',
    isVital: true,
    isNeeded: ({ proxy }) => proxy.registration === 'path',
  },
  {
    name: 'res_hep_pjsip',
    without: 'Asterisk mirrors no SIP to farend (hep in the configuration)',
    isVital: false,
    isNeeded: ({ hep }) => hep !== undefined,
  },
];

/** Where endpoints are in a database. */
export const realtimeModule: NeededModule = {
  name: 'func_realtime',
  without: 'farend policy cannot write single columns of the table in which the endpoints are',
  isVital: false,
  isNeeded: ({ policy }) => policy.endpoints.length > 0,
};

/** All that Asterisk is asked about. */
export const modulesToAsk: readonly string[] = [
  'chan_pjsip',
  'chan_sip',
  realtimeModule.name,
  'res_pjsip_endpoint_identifier_anonymous',
  ...pjsipModules.map(({ name }) => name),
];
