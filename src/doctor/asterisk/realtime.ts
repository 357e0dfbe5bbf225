// Whether endpoints are in a database, by the files that say so (sorcery.conf, extconfig.conf).

import type { Variable } from '../../asterisk/conf/configuration.ts';
import type { ConfFacts } from './asterisk-facts.ts';

/** The lines that say so: endpoints and AORs of chan_pjsip, peers of chan_sip; none without files. */
export function listRealtimeLines(files: ConfFacts | undefined): readonly Variable[] {
  return [...listPjsipLines(files), ...listSipLines(files)];
}

export function hasRealtimeEndpoints(files: ConfFacts | undefined): boolean {
  return listPjsipLines(files).length > 0;
}

function listPjsipLines(files: ConfFacts | undefined): readonly Variable[] {
  const sections = files?.configurations.get('sorcery.conf')?.sections ?? [];
  return sections
    .filter(({ name }) => name === 'res_pjsip')
    .flatMap(({ variables }) => variables)
    .filter(({ name, value }) => /^(?:endpoint|aor)\b/.test(name) && /^\s*realtime\b/.test(value));
}

function listSipLines(files: ConfFacts | undefined): readonly Variable[] {
  const sections = files?.configurations.get('extconfig.conf')?.sections ?? [];
  return sections
    .flatMap(({ variables }) => variables)
    .filter(({ name }) => name === 'sippeers' || name === 'sipusers');
}
