// Asterisk's mirror of its SIP, for phones that do not go through farend. One that somebody else has set up
// stays as it is.

import { join } from 'node:path';
import type { ConsoleCommand } from '../../host/console-command.ts';
import { listHepCommands } from '../../host/hep-commands.ts';
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

/** What was not loaded before is not loaded after an undo either. */
function planModules({ survey }: InstallFacts, because: readonly InstallStep[]): ConsoleStep[] {
  const { process, controlSocket } = survey.asterisk;
  if (process === undefined) return [];
  const loaded = survey.loadedModules ?? [];
  return [
    {
      kind: 'console',
      what: 'Asterisk begins to mirror.',
      controlSocket,
      commands: listHepCommands(loaded),
      undoCommands: listUndoCommands(loaded),
      because: listFiles(because),
    },
  ];
}

/** Asterisk lets go of the one only without the other. */
function listUndoCommands(loaded: readonly string[]): ConsoleCommand[] {
  return [
    ...(loaded.includes('res_hep_pjsip') ? [] : (['module unload res_hep_pjsip.so'] as const)),
    loaded.includes('res_hep') ? 'module reload res_hep.so' : 'module unload res_hep.so',
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
