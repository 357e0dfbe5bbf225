// `farend doctor`: looks at everything that farend needs, and says what is to be changed, to the line.

import type { Command } from '@commander-js/extra-typings';
import { gatherFacts } from '../../app/doctor/gather-facts.ts';
import { readConfig } from '../../app/read-config.ts';
import { formatJson } from '../../base/escape-control.ts';
import { countStatuses, runChecks } from '../../doctor/run-checks.ts';
import { createConfigOption, createJsonOption } from '../config-option.ts';
import { describeDoctor } from '../doctor/doctor-json.ts';
import { formatDoctorPage } from '../doctor/doctor-page.ts';
import type { Terminal } from '../terminal.ts';

/** Adds the command to the program. */
export function registerDoctor(program: Command, terminal: Terminal): void {
  program
    .command('doctor')
    .description('look at all that farend needs, and say what is to be changed')
    .addOption(createConfigOption())
    .option('--asterisk <name>', 'only this Asterisk, where there are several')
    .addOption(createJsonOption())
    .addHelpText('after', '\nExample:\n  farend doctor -c farend.yaml')
    .action(async ({ config: configFile, asterisk, json }) => {
      const { config } = readConfig(configFile);
      terminal.showProgress('Looking at Asterisk, this machine, and the way between them …');
      const facts = await gatherFacts({ config, configFile, asterisk });
      terminal.showProgress('');
      const groups = runChecks(facts);
      terminal.print(
        json ? formatJson(describeDoctor(groups)) : formatDoctorPage(terminal, groups),
      );
      if (countStatuses(groups).fail > 0) terminal.raiseExitCode(1);
    });
}
