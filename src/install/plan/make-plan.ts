// The plan of an installation: every step in its order, and what a person has to know. Pure: what is so
// already is left out later, when the steps are compared with the disk.

import { listConfigEntries } from '../config/config-entries.ts';
import { editConfig } from '../config/edit-config.ts';
import { isOperators } from '../config/read-way.ts';
import type { FileOwner, FileStep, InstallStep } from '../install-step.ts';
import type { LineStep } from '../steps/line-step.ts';
import type { AmiLoginStep, AriLoginStep } from '../steps/login-step.ts';
import type { SecretStep } from '../steps/secret-step.ts';
import type { InstallFacts, InstallWish } from './install-facts.ts';
import { listFiles, planDirectory } from './plan-addition.ts';
import { planAmi } from './plan-ami.ts';
import { planAri } from './plan-ari.ts';
import { planFail2ban } from './plan-fail2ban.ts';
import { type Planned, planHep } from './plan-hep.ts';

/** Farend's own user, whose group may read what is its own. */
const OWN_GROUP = 'farend';
const OWNER: FileOwner = { group: OWN_GROUP };

interface InstallPlanned extends Planned {
  /** farend.yaml as it will be. */
  readonly configText: string;
}

/** @throws AppError INSTALL_REFUSED where the files as they are forbid it */
export function makeInstallPlan(facts: InstallFacts, asked: InstallWish): InstallPlanned {
  const wish = withoutOperators(facts, asked);
  const secrets = planSecrets(wish);
  const ami = wish.hasOwnAmi ? [] : planAmi(facts, wish);
  const ari = planAri(facts, wish);
  const hep = planHep(facts, wish);
  const config = planConfig(facts, asked);
  return {
    configText: config.text,
    steps: [
      ...secrets,
      config,
      ...ami,
      ...ari,
      ...hep.steps,
      ...planLogins(facts, wish, [...secrets, ...ami, ...ari]),
      ...planPolicy(facts, wish),
      ...planFail2ban(facts, wish),
    ],
    remarks: [...listRemarks(facts), ...hep.remarks],
  };
}

interface OwnWish extends InstallWish {
  /** The operator has a user of AMI for farend. */
  readonly hasOwnAmi: boolean;
}

/** How farend gets in by the operator's own farend.yaml is his. */
function withoutOperators({ configText }: InstallFacts, wish: InstallWish): OwnWish {
  const { ari, ...config } = wish.config;
  const isOwn = ari !== undefined && !isOperators(configText, 'ari', ari.passwordFile);
  return {
    ...wish,
    config: isOwn ? wish.config : config,
    hasOwnAmi: isOperators(configText, 'ami', config.ami.secretFile),
  };
}

function planSecrets({ config: { ami, ari }, hasOwnAmi }: OwnWish): SecretStep[] {
  const make = (file: string, what: string): SecretStep => ({
    kind: 'secret',
    what,
    file,
    mode: 0o640,
    owner: OWNER,
  });
  return [
    ...(hasOwnAmi ? [] : [make(ami.secretFile, 'A fresh secret for AMI.')]),
    ...(ari === undefined ? [] : [make(ari.passwordFile, 'A fresh password for ARI.')]),
  ];
}

/** @throws AppError INSTALL_REFUSED */
function planConfig({ configText }: InstallFacts, { configFile, config }: InstallWish): FileStep {
  return {
    kind: 'file',
    what:
      configText === undefined
        ? 'farend’s own configuration.'
        : 'farend’s own configuration: what is missing is added, your lines and comments stay.',
    file: configFile,
    text: editConfig(configText, listConfigEntries(config)),
    mode: 0o640,
    owner: OWNER,
  };
}

function planLogins(
  { survey }: InstallFacts,
  { config: { ami, ari }, hasOwnAmi }: OwnWish,
  because: readonly InstallStep[],
): InstallStep[] {
  if (survey.asterisk.process === undefined) return [];
  const login: AmiLoginStep = {
    kind: 'ami-login',
    what: 'farend logs in to AMI, to see that it is let in.',
    ...ami,
    because: listFiles(because),
  };
  const logins = hasOwnAmi ? [] : [login];
  if (ari === undefined) return logins;
  const ariLogin: AriLoginStep = {
    kind: 'ari-login',
    what: 'farend asks ARI, to see that it is let in.',
    ...ari,
    because: listFiles(because),
  };
  return [...logins, ariLogin];
}

/** The policy may then write as farend's own user; a line whose file is not there yet does no harm. */
function planPolicy(facts: InstallFacts, { config }: InstallWish): InstallStep[] {
  const { policyDirectory } = config;
  if (policyDirectory === undefined) return [];
  const lines = facts.policyLines.map(
    ({ file, line }): LineStep => ({
      kind: 'line',
      what: 'One line at the end, by which Asterisk reads what farend’s policy wants. Nothing is there yet.',
      file,
      text: line,
    }),
  );
  const directory = planDirectory(policyDirectory, facts);
  return [
    { ...directory, owner: { ...directory.owner, user: OWN_GROUP } } as InstallStep,
    ...lines,
  ];
}

function listRemarks({ survey, configurations }: InstallFacts): string[] {
  const { process, silence } = survey.asterisk;
  return [
    ...(process === undefined
      ? [
          `Asterisk is not asked: ${silence ?? 'it does not run'}. It reads what is written here when it starts.`,
        ]
      : []),
    ...[...configurations.values()].flatMap(({ troubles }) =>
      troubles
        .filter(({ effect }) => effect !== 'skips-line')
        .map(({ file, line, what }) => `${file}:${line}: ${what}`),
    ),
  ];
}
