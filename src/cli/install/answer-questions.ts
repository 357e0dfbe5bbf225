// The questions of `farend init`: each has a flag that answers it, and a default that --yes takes.

import type { Gathered } from '../../app/install/gather-install.ts';
import type { InstallOptions } from '../../app/install/install-options.ts';
import { AppError } from '../../base/app-error.ts';
import { escapeControl } from '../../base/escape-control.ts';
import type { FoundAsterisk } from '../../host/asterisk-survey.ts';
import { type Site, type Way, ways } from '../../install/config/config-wish.ts';
import { type Answers, mayHaveAri } from '../../install/plan/make-wish.ts';
import {
  type AddressReading,
  readOwnAddress,
  readPublicAddress,
} from '../../install/plan/read-address.ts';
import type { Terminal } from '../terminal.ts';
import { askFor, askYesOrNo, readWord } from './ask-for.ts';
import { parseSite } from './parse-site.ts';

const wayTexts: Readonly<Record<Way, string>> = {
  watch:
    'Asterisk mirrors its SIP to farend, which tells what is wrong with which phone. Nothing moves.',
  site: 'the phones of one site go through farend; all others go on as they are.',
  all: 'all phones go through farend; trunks stay with Asterisk.',
};

/** @returns undefined when the person went away */
export async function pickAsterisk(
  terminal: Terminal,
  asterisks: readonly FoundAsterisk[],
): Promise<FoundAsterisk | undefined> {
  terminal.printError('Several Asterisks run on this machine:');
  for (const [index, { confFile }] of asterisks.entries())
    terminal.printError(`  ${index + 1}. ${escapeControl(confFile)}`);
  return await askFor(terminal, 'Which one?', '1', (answer) => {
    const value = asterisks[Number(answer) - 1];
    if (value !== undefined) return { value };
    return { reason: `Say its number, 1 to ${asterisks.length}.` };
  });
}

/**
 * What is asked of nobody.
 *
 * @throws AppError INSTALL_REFUSED for an address that farend could not use
 */
export function takeDefaults({ proposals, facts }: Gathered, options: InstallOptions): Answers {
  const { address = proposals.address, publicAddress = proposals.publicAddress ?? 'none' } =
    options;
  return complete(
    {
      way: options.way ?? proposals.way ?? 'watch',
      address: insist('--address', readOwnAddress(address, proposals.addresses)),
      publicAddress: insist('--public-address', readPublicAddress(publicAddress)),
      sites: options.site,
      hasAri: options.ari ?? true,
      hasPolicy: options.policy ?? false,
      sipPort: proposals.sipPort,
    },
    facts,
  );
}

/** @returns undefined when the person went away */
export async function askQuestions(
  terminal: Terminal,
  gathered: Gathered,
  options: InstallOptions,
): Promise<Answers | undefined> {
  const defaults = takeDefaults(gathered, options);
  const way = options.way ?? (await askWay(terminal, defaults.way));
  if (way === undefined) return undefined;
  const sites = options.site.length > 0 || way !== 'site' ? options.site : await askSite(terminal);
  if (sites === undefined) return undefined;
  const address = options.address ?? (await askAddress(terminal, gathered.proposals));
  if (address === undefined) return undefined;
  const publicAddress =
    way === 'watch' || options.publicAddress !== undefined
      ? (defaults.publicAddress ?? 'none')
      : await askPublicAddress(terminal, defaults.publicAddress);
  if (publicAddress === undefined) return undefined;
  const hasAri = options.ari ?? (await askAri(terminal, gathered));
  if (hasAri === undefined) return undefined;
  const hasPolicy = options.policy ?? (await askPolicy(terminal));
  if (hasPolicy === undefined) return undefined;
  return complete(
    { ...defaults, way, address, publicAddress, sites, hasAri, hasPolicy },
    gathered.facts,
  );
}

function insist(flag: string, reading: AddressReading): string {
  if ('value' in reading) return reading.value;
  throw new AppError('INSTALL_REFUSED', `${flag}: ${reading.reason}`);
}

type Given = Omit<Answers, 'publicAddress'> & { readonly publicAddress: string };

function complete({ publicAddress, ...given }: Given, { survey }: Gathered['facts']): Answers {
  const isNone = publicAddress.toLowerCase() === 'none' || publicAddress === given.address;
  return {
    ...given,
    hasAri: given.hasAri && mayHaveAri(survey),
    ...(!isNone && { publicAddress }),
  };
}

async function askWay(terminal: Terminal, fallback: Way): Promise<Way | undefined> {
  terminal.printError('Three ways, each a step from the one before:');
  for (const way of ways) terminal.printError(`  ${way.padEnd(5)}  ${wayTexts[way]}`);
  return await askFor(terminal, 'Which one?', fallback, readWord(ways));
}

async function askSite(terminal: Terminal): Promise<readonly Site[] | undefined> {
  const question =
    'Name and networks of the site, such as Leeds=203.0.113.9/32? "none" to say it later.';
  return await askFor(terminal, question, 'none', (answer) => {
    if (answer.toLowerCase() === 'none') return { value: [] };
    const site = parseSite(answer);
    return typeof site === 'string' ? { reason: site } : { value: [site] };
  });
}

/** Where there is one, there is nothing to ask. */
async function askAddress(
  terminal: Terminal,
  { address, addresses }: Gathered['proposals'],
): Promise<string | undefined> {
  if (addresses.length < 2) return address;
  const question = `Which address of this machine do phones write to (${addresses.join(', ')})?`;
  return await askFor(terminal, question, address, (answer) => readOwnAddress(answer, addresses));
}

async function askPublicAddress(
  terminal: Terminal,
  fallback = 'none',
): Promise<string | undefined> {
  const question =
    'Which address do phones outside see in its place (1:1 NAT)? "none" for the same one.';
  return await askFor(terminal, question, fallback, readPublicAddress);
}

async function askAri(terminal: Terminal, { facts }: Gathered): Promise<boolean | undefined> {
  if (!mayHaveAri(facts.survey)) return false;
  const question =
    'May farend use ARI, to set endpoints that are in a database and to send events?';
  return await askYesOrNo(terminal, question, true);
}

async function askPolicy(terminal: Terminal): Promise<boolean | undefined> {
  const question =
    'Shall Asterisk read what "farend policy" will write (one line in pjsip.conf or sip.conf)?';
  return await askYesOrNo(terminal, question, false);
}
