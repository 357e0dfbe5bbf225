// Asterisk's mirror of its SIP, for phones that do not go through farend. One that somebody else has set up
// stays as it is.

import { join } from 'node:path';
import type { ConsoleCommand } from '../../host/console-command.ts';
import type { FileStep, InstallStep } from '../install-step.ts';
import type { ConsoleStep } from '../steps/console-step.ts';
import { formatHep, listHepSettings } from '../text/hep-text.ts';
import type { InstallFacts, InstallWish } from './install-facts.ts';
import { listFiles, planAddition } from './plan-addition.ts';

const NAME = 'hep.conf';
const OWN_FILE = 'farend.d/hep.conf';

export interface Planned {
  readonly steps: readonly InstallStep[];
  /** What a person has to know or do, a sentence each. */
  readonly remarks: readonly string[];
}

export function planHep(facts: InstallFacts, { config }: InstallWish): Planned {
  const { hep: captureAddress } = config;
  if (captureAddress === undefined) return { steps: [], remarks: [] };
  const { hep } = facts.survey.services;
  const { configDirectory } = facts.survey.asterisk;
  if (hep?.isEnabled === true && hep.captureAddress === captureAddress)
    return { steps: [], remarks: [] };
  if (hep?.isEnabled === true)
    return {
      steps: [],
      remarks: [
        `Asterisk mirrors its SIP to ${hep.captureAddress} already, which stays so. farend would need capture_address = ${captureAddress} in ${join(configDirectory, NAME)}; without it farend sees only phones that go through it.`,
      ],
    };
  const files =
    hep === undefined ? planWhole(facts, captureAddress) : planBeside(facts, captureAddress);
  return { steps: [...files, ...planModules(facts, files)], remarks: listRemarks(facts) };
}

function planWhole({ survey, asteriskOwner }: InstallFacts, captureAddress: string): FileStep[] {
  return [
    {
      kind: 'file',
      what: 'Asterisk mirrors its SIP to farend, on this machine: nothing moves.',
      file: join(survey.asterisk.configDirectory, NAME),
      text: formatHep(captureAddress, false),
      mode: 0o644,
      owner: asteriskOwner,
    },
  ];
}

/** The sample that most systems have, with the mirror switched off. */
function planBeside(facts: InstallFacts, captureAddress: string): InstallStep[] {
  return planAddition(
    {
      name: NAME,
      own: OWN_FILE,
      general: listHepSettings(captureAddress),
      isOn: false,
      format: () => formatHep(captureAddress, true),
      what: 'Asterisk mirrors its SIP to farend, on this machine: nothing moves.',
    },
    facts,
  );
}

/** Without hep.conf Asterisk refuses to load them at its start; they load at any time once it is there. */
function planModules({ survey }: InstallFacts, because: readonly InstallStep[]): ConsoleStep[] {
  const { process, controlSocket } = survey.asterisk;
  if (process === undefined) return [];
  const isLoaded = survey.loadedModules?.includes('res_hep') ?? false;
  const load: ConsoleCommand[] = ['module load res_hep.so', 'module load res_hep_pjsip.so'];
  const unload: ConsoleCommand[] = ['module unload res_hep_pjsip.so', 'module unload res_hep.so'];
  const reload: ConsoleCommand[] = ['module reload res_hep.so'];
  return [
    {
      kind: 'console',
      what: 'Asterisk begins to mirror.',
      controlSocket,
      commands: isLoaded ? reload : load,
      undoCommands: isLoaded ? reload : unload,
      because: listFiles(because),
    },
  ];
}

function listRemarks({ configurations, survey }: InstallFacts): string[] {
  const modules = configurations.get('modules.conf');
  const section = modules?.sections.find(({ name }) => name === 'modules');
  const last = (wanted: string): string | undefined =>
    section?.variables.findLast(({ name }) => name === wanted)?.value;
  const isListed = section?.variables.some(({ value }) => value.startsWith('res_hep'));
  if (last('autoload') !== 'no' || isListed === true) return [];
  return [
    `Asterisk loads no module by itself (autoload = no): to mirror after its next start as well, it needs load = res_hep.so and load = res_hep_pjsip.so in ${join(survey.asterisk.configDirectory, 'modules.conf')}.`,
  ];
}
