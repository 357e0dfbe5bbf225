// The questions of `farend init`: each has a flag that answers it, and a default that --yes takes.

import type { Gathered } from '../../app/install/gather-install.ts';
import type { InstallOptions } from '../../app/install/install-options.ts';
import type { FoundAsterisk } from '../../host/asterisk-survey.ts';
import { type Site, type Way, ways } from '../../install/config/config-wish.ts';
import { type Answers, mayHaveAri } from '../../install/plan/make-wish.ts';
import type { Terminal } from '../terminal.ts';
import { parseSite } from './parse-site.ts';

const wayTexts: Readonly<Record<Way, string>> = {
  watch:
    'Asterisk mirrors its SIP to farend, which tells what is wrong with which phone. Nothing moves.',
  site: 'the phones of one site go through farend; all others go on as they are.',
  all: 'all phones go through farend; trunks stay with Asterisk.',
};

/** @returns undefined at the end of input */
export async function pickAsterisk(
  terminal: Terminal,
  asterisks: readonly FoundAsterisk[],
): Promise<FoundAsterisk | undefined> {
  terminal.printError('Several Asterisks run on this machine:');
  for (const [index, { confFile }] of asterisks.entries())
    terminal.printError(`  ${index + 1}. ${confFile}`);
  const answer = await terminal.ask('Which one?', '1');
  return answer === undefined ? undefined : asterisks[Number(answer) - 1];
}

/** What is asked of nobody. */
export function takeDefaults({ proposals, facts }: Gathered, options: InstallOptions): Answers {
  return complete(
    {
      way: options.way ?? proposals.way ?? 'watch',
      address: options.address ?? proposals.address,
      publicAddress: options.publicAddress ?? proposals.publicAddress ?? 'none',
      sites: options.site,
      hasAri: options.ari ?? true,
      hasPolicy: options.policy ?? false,
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
  const address =
    options.address ??
    (await terminal.ask('Which address of this machine do phones write to?', defaults.address));
  const publicAddress =
    options.publicAddress ??
    (way === 'watch'
      ? (defaults.publicAddress ?? 'none')
      : await terminal.ask(
          'Which address do phones outside see in its place (1:1 NAT)? "none" for the same one.',
          defaults.publicAddress ?? 'none',
        ));
  if (sites === undefined || address === undefined || publicAddress === undefined) return undefined;
  const hasAri =
    options.ari ??
    (mayHaveAri(gathered.facts.survey)
      ? await askYesOrNo(
          terminal,
          'May farend use ARI, to set endpoints that are in a database and to send events?',
          true,
        )
      : false);
  const hasPolicy =
    options.policy ??
    (await askYesOrNo(
      terminal,
      'Shall Asterisk read what "farend policy" will write (one line in pjsip.conf or sip.conf)?',
      false,
    ));
  return complete({ way, address, publicAddress, sites, hasAri, hasPolicy }, gathered.facts);
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
  for (;;) {
    const answer = await terminal.ask('Which one?', fallback);
    if (answer === undefined) return undefined;
    const way = ways.find((each) => each === answer.toLowerCase());
    if (way !== undefined) return way;
  }
}

async function askSite(terminal: Terminal): Promise<readonly Site[] | undefined> {
  for (;;) {
    const answer = await terminal.ask(
      'Name and networks of the site, such as Leeds=203.0.113.9/32? "none" to say it later.',
      'none',
    );
    if (answer === undefined) return undefined;
    if (answer.toLowerCase() === 'none') return [];
    const site = parseSite(answer);
    if (typeof site !== 'string') return [site];
    terminal.printError(site);
  }
}

async function askYesOrNo(
  terminal: Terminal,
  question: string,
  fallback: boolean,
): Promise<boolean> {
  const answer = await terminal.ask(question, fallback ? 'yes' : 'no');
  return answer === undefined ? false : /^y(es)?$/i.test(answer);
}
