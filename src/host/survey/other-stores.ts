// PJSIP objects and chan_sip peers that come from elsewhere than the files: sorcery.conf, extconfig.conf.

import type { Configuration } from '../../asterisk/conf/configuration.ts';
import type { OtherStore } from '../asterisk-survey.ts';
import { listSections } from './setting-values.ts';

const pjsipSections: readonly string[] = ['res_pjsip', 'res_pjsip_endpoint_identifier_ip'];

export function listOtherStores(
  sorcery: Configuration | undefined,
  extconfig: Configuration | undefined,
): OtherStore[] {
  const mapped = listSections(sorcery)
    .filter(({ name }) => pjsipSections.includes(name.toLowerCase()))
    .flatMap(({ variables }) => variables)
    .filter(({ name }) => kindOf(name) !== 'contact')
    .flatMap(({ name, value, file, line }) => {
      const store = storeOf(value);
      return store === undefined ? [] : [{ kind: kindOf(name), store, place: { file, line } }];
    });
  const peers = listSections(extconfig)
    .filter(({ name }) => name.toLowerCase() === 'settings')
    .flatMap(({ variables }) => variables.filter(({ name }) => name.toLowerCase() === 'sippeers'))
    .map(({ file, line }) => ({
      kind: 'sippeers',
      store: 'realtime' as const,
      place: { file, line },
    }));
  return [...mapped, ...peers];
}

/** `endpoint/cache` maps the cache of it; caches and memory hold nothing of their own. */
function kindOf(name: string): string {
  return name.replace(/\/.*$/, '').toLowerCase();
}

/** The registrar keeps contacts in AstDB by default; other things there are somebody's choice. */
function storeOf(mapping: string): OtherStore['store'] | undefined {
  const [wizard = ''] = mapping.split(',', 1);
  if (wizard.trim() === 'astdb') return 'astdb';
  return wizard.trim() === 'realtime' ? 'realtime' : undefined;
}
