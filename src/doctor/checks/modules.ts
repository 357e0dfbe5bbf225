// The modules of Asterisk that farend needs are loaded.

import type { AmiFacts, AsteriskFacts } from '../asterisk/asterisk-facts.ts';
import { checkAmi } from '../asterisk/check-each.ts';
import { filesOf, findSections, findVariable, formatPlace } from '../asterisk/conf-places.ts';
import { type NeededModule, pjsipModules, realtimeModule } from '../asterisk/modules.ts';
import { hasRealtimeEndpoints } from '../asterisk/realtime.ts';
import type { Change, CheckResult, DoctorCheck } from '../doctor-check.ts';
import type { DoctorFacts } from '../doctor-facts.ts';
import { fail, pass, skip, warn } from '../results.ts';

export const check: DoctorCheck = {
  name: 'modules',
  title: 'The modules of Asterisk that farend needs are loaded',
  check: checkAmi(judge),
};

function judge({ modules }: AmiFacts, asterisk: AsteriskFacts, facts: DoctorFacts): CheckResult[] {
  if (modules === undefined)
    return [skip('The AMI user may not ask which modules are loaded: see ami-classes')];
  const drivers = ['chan_pjsip', 'chan_sip'].filter((name) => modules.get(name) === true);
  if (drivers.length === 0)
    return [
      fail('Asterisk has neither chan_pjsip nor chan_sip loaded: it serves no phone', {
        changes: [changeModules(asterisk, 'chan_pjsip')],
      }),
    ];
  const needed = drivers.includes('chan_pjsip') ? pjsipModules : [];
  const dynamic = hasRealtimeEndpoints(filesOf(asterisk)) ? [realtimeModule] : [];
  const missing = [...needed, ...dynamic].filter(
    ({ name, isNeeded }) => isNeeded(facts.config) && modules.get(name) !== true,
  );
  if (missing.length === 0)
    return [pass(`Asterisk has the modules that farend needs beside ${drivers.join(' and ')}`)];
  return missing.map((module) => tellMissing(module, asterisk));
}

function tellMissing(
  { name, without, isVital }: NeededModule,
  asterisk: AsteriskFacts,
): CheckResult {
  const what = `${name}.so is not loaded: without it ${without}`;
  const changes = [changeModules(asterisk, name)];
  return isVital ? fail(what, { changes }) : warn(what, { changes });
}

function changeModules(asterisk: AsteriskFacts, name: string): Change {
  const files = filesOf(asterisk);
  const then = `asterisk -rx "module load ${name}.so"`;
  const section = findSections(files, 'modules.conf', 'modules')[0];
  const isIt = (value: string): boolean => value.replace(/\.so$/, '') === name;
  const kept = section?.variables.findLast(
    (variable) => variable.name.toLowerCase() === 'noload' && isIt(variable.value),
  );
  if (kept !== undefined)
    return { where: formatPlace(kept), from: `noload = ${kept.value}`, to: '', then };
  const listed = section?.variables.find(
    (variable) => variable.name.toLowerCase() === 'load' && isIt(variable.value),
  );
  if (listed !== undefined)
    return { where: formatPlace(listed), to: `load = ${listed.value}`, then };
  const where =
    section === undefined ? 'modules.conf [modules]' : `${formatPlace(section)} [modules]`;
  const autoload = findVariable(section, 'autoload')?.value ?? 'yes';
  // With autoload=yes it would be there, had its file been installed.
  return /^(?:yes|true|1|on)$/i.test(autoload) && section !== undefined
    ? { where: "Asterisk's modules directory", to: `${name}.so, from Asterisk's own package`, then }
    : { where, to: `load = ${name}.so`, then };
}
