// What a person does after `farend init`: commands that work as they stand, one on each line.

import { resolve } from 'node:path';
import { escapeControl } from '../../base/escape-control.ts';
import type { Answers } from '../../install/plan/make-wish.ts';
import { quoteWord } from '../shell-word.ts';

export interface NextSteps {
  readonly answers: Answers;
  /** farend.yaml */
  readonly config: string;
  /** systemd starts farend. */
  readonly hasUnits: boolean;
  /** What runs with an earlier farend.yaml. */
  readonly outdated: readonly number[];
}

export function formatNextSteps(next: NextSteps): string {
  const withConfig = formatConfig(next.config);
  return [
    'farend is in place. Next:',
    ...listCommands(next, withConfig).map((command) => `  ${command}`),
    ...(next.answers.way === 'site' && listNetworks(next.answers).length === 0
      ? [
          'For diverting the phones of one site, say its networks first: farend init again, with --way site and --site.',
        ]
      : []),
    'To take all of it back:',
    `  farend undo ${withConfig}`,
  ].join('\n');
}

function listCommands(
  { answers, hasUnits, outdated }: NextSteps,
  withConfig: string,
): readonly string[] {
  return [
    // It goes on with what it read at its start, and has its ports until it has ended.
    ...outdated.map((pid) => `kill ${pid} && tail --pid=${pid} -f /dev/null`),
    ...(hasUnits ? [] : [`farend run ${withConfig} &`]),
    `farend doctor ${withConfig}`,
    ...listDivert(answers, withConfig),
    `farend status ${withConfig}`,
  ];
}

function listDivert(answers: Answers, withConfig: string): string[] {
  const networks = listNetworks(answers).map(quoteWord);
  if (answers.way === 'all') return [`farend divert on ${withConfig}`];
  if (answers.way === 'watch' || networks.length === 0) return [];
  return [`farend divert on --from ${networks.join(' ')} ${withConfig}`];
}

function listNetworks({ sites }: Answers): string[] {
  return sites.flatMap((site) => site.networks);
}

function formatConfig(config: string): string {
  return `-c ${quoteWord(resolve(escapeControl(config)))}`;
}
