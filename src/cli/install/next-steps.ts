// What a person does after `farend init`.

import type { InstallOptions } from '../../app/install/install-options.ts';
import type { Answers } from '../../install/plan/make-wish.ts';

export function formatNextSteps({ way, sites }: Answers, options: InstallOptions): string {
  const { config, systemd } = options;
  const withConfig = `-c ${config}`;
  const start = systemd === false ? [`farend run ${withConfig}`] : [];
  const networks = sites.flatMap((site) => site.networks);
  const from = networks.length > 0 ? networks.join(' ') : 'NETWORK';
  const divert = {
    watch: [],
    site: [`farend divert on --from ${from} ${withConfig}`],
    all: [`farend divert on ${withConfig}`],
  };
  const commands = [
    ...start,
    `farend doctor ${withConfig}`,
    ...divert[way],
    `farend status ${withConfig}`,
  ];
  return [
    'farend is in place. Next:',
    ...commands.map((command) => `  ${command}`),
    'To take all of it back:',
    `  farend undo ${withConfig}`,
  ].join('\n');
}
