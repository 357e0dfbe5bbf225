// Who carries out the steps of an installation, and takes them back.

import { join } from 'node:path';
import type { InstallJournal } from '../../install/journal/install-journal.ts';
import { StepHandlers } from '../../install/run/step-handlers.ts';
import { consoleHandler } from '../../install/steps/console-step.ts';
import { directoryHandler } from '../../install/steps/directory-step.ts';
import { fail2banHandler } from '../../install/steps/fail2ban-step.ts';
import { createFileHandler } from '../../install/steps/file-step.ts';
import { lineHandler } from '../../install/steps/line-step.ts';
import { amiLoginHandler, ariLoginHandler } from '../../install/steps/login-step.ts';
import { secretHandler } from '../../install/steps/secret-step.ts';
import { restartHandler, serviceHandler } from '../../install/units/service-step.ts';
import { userHandler } from '../../install/units/user-step.ts';

/** @param configDirectory the directory of farend.yaml */
export function createHandlers(configDirectory: string, journal: InstallJournal): StepHandlers {
  const places = {
    copies: journal.directory,
    aside: join(configDirectory, 'undone'),
    createName: journal.createName,
  };
  return new StepHandlers([
    directoryHandler,
    secretHandler,
    createFileHandler(places),
    lineHandler,
    consoleHandler,
    amiLoginHandler,
    ariLoginHandler,
    fail2banHandler,
    userHandler,
    serviceHandler,
    restartHandler,
  ]);
}
