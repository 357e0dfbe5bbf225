// `farend doctor`: looks at everything that farend needs, and says what is to be changed, to the line.

import { type Command, Option } from '@commander-js/extra-typings';
import { gatherFacts } from '../../app/doctor/gather-facts.ts';
import { readConfig } from '../../app/read-config.ts';
import { formatJson } from '../../base/escape-control.ts';
import { countStatuses, runChecks } from '../../doctor/run-checks.ts';
import { createConfigOption, createJsonOption } from '../config-option.ts';
import { describeDoctor } from '../doctor/doctor-json.ts';
import { formatDoctorPage } from '../doctor/doctor-page.ts';
import { readPassword } from '../doctor/read-password.ts';
import type { Terminal } from '../terminal.ts';

/** Adds the command to the program. */
export function registerDoctor(program: Command, terminal: Terminal): void {
  program
    .command('doctor')
    .description('look at all that farend needs, and say what is to be changed')
    .addOption(createConfigOption())
    .option('--asterisk <name>', 'only this Asterisk, where there are several')
    .addOption(
      new Option('--fail2ban <directory>', 'the configuration of fail2ban').default(
        '/etc/fail2ban',
      ),
    )
    .option('--account <user>', 'register it through farend for a moment; asks for the password')
    .option('--password-file <file>', 'its password, in a file')
    .option('--password-env <variable>', 'its password, in an environment variable')
    .addOption(createJsonOption())
    .addHelpText('after', '\nExample:\n  farend doctor -c farend.yaml')
    .action(
      async ({ config: configFile, asterisk, json, fail2ban, account: username, ...rest }) => {
        const { config } = readConfig(configFile);
        const account =
          username === undefined
            ? undefined
            : { username, password: await readPassword(username, rest, process) };
        terminal.showProgress('Looking at Asterisk, this machine, and the way between them …');
        const facts = await gatherFacts({
          config,
          configFile,
          asterisk,
          fail2banDirectory: fail2ban,
          account,
        });
        terminal.showProgress('');
        const groups = runChecks(facts);
        terminal.print(
          json ? formatJson(describeDoctor(groups)) : formatDoctorPage(terminal, groups),
        );
        if (countStatuses(groups).fail > 0) terminal.raiseExitCode(1);
      },
    );
}
