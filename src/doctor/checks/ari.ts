// ARI lets farend in, where the configuration has it.

import type { AsteriskFacts } from '../asterisk/asterisk-facts.ts';
import { checkEach } from '../asterisk/check-each.ts';
import {
  changeLine,
  filesOf,
  findSections,
  findVariable,
  formatPlace,
} from '../asterisk/conf-places.ts';
import type { Change, CheckResult, DoctorCheck } from '../doctor-check.ts';
import type { DoctorFacts } from '../doctor-facts.ts';
import { isSeen } from '../looked.ts';
import { fail, pass, skip } from '../results.ts';

export const check: DoctorCheck = {
  name: 'ari',
  title: 'ARI lets farend in',
  check: checkEach(judge),
};

const RELOAD_HTTP = 'asterisk -rx "module reload http"';
const RELOAD_ARI = 'asterisk -rx "module reload res_ari.so"';
const YES = /^(?:yes|true|1|on|y|t)$/i;

function judge(asterisk: AsteriskFacts, facts: DoctorFacts): CheckResult[] {
  const { ari, name } = asterisk;
  if (ari === undefined)
    return [
      skip(
        'The configuration has no ari: it is needed where endpoints are in a database, and where programs ask farend over ARI',
      ),
    ];
  if (isSeen(ari)) return [pass('ARI lets farend in')];
  const changes = findChanges(asterisk, facts);
  return [fail(`farend cannot ask ${name} over ARI`, { evidence: [ari.unseen], changes })];
}

function findChanges(asterisk: AsteriskFacts, { config }: DoctorFacts): readonly Change[] {
  const files = filesOf(asterisk);
  const ari = config.asterisk.find(({ name }) => name === asterisk.name)?.ari;
  if (files === undefined || ari === undefined) return [];
  const readGeneral = (file: string, setting: string): string | undefined =>
    findVariable(findSections(files, file, 'general')[0], setting)?.value;
  const change = (file: string, name: string, value: string, then: string): Change[] => [
    changeLine(files, { file, section: 'general', name }, value, then),
  ];
  if (!YES.test(readGeneral('http.conf', 'enabled') ?? 'no'))
    return change('http.conf', 'enabled', 'yes', RELOAD_HTTP);
  if ((readGeneral('http.conf', 'prefix') ?? '') !== '')
    return change('http.conf', 'prefix', '', RELOAD_HTTP);
  if (!YES.test(readGeneral('ari.conf', 'enabled') ?? 'yes'))
    return change('ari.conf', 'enabled', 'yes', RELOAD_ARI);
  const secret = `password = (as farend has it: ${ari.password})`;
  if (files.ariUser === undefined)
    return [
      {
        where: `${files.directory}/ari.conf`,
        to: `[${ari.username}]\ntype = user\nread_only = no\n${secret}`,
        then: RELOAD_ARI,
      },
    ];
  if (files.ariUser.hasSameSecret) return [];
  const line = findVariable(findSections(files, 'ari.conf', ari.username)[0], 'password');
  return [
    {
      where: formatPlace(line ?? files.ariUser.place),
      ...(line !== undefined && { from: 'password = (another one)' }),
      to: secret,
      then: RELOAD_ARI,
    },
  ];
}
