// What one Asterisk says over AMI to the very user that farend has: its classes, its modules, its
// endpoints with the settings that matter behind a proxy.

import { setTimeout as delay } from 'node:timers/promises';
import { AmiSession } from '../../asterisk/ami/ami-session.ts';
import { Ask, readCommands } from '../../asterisk/ami/ask.ts';
import { Pace } from '../../asterisk/ami/pace.ts';
import { Permissions } from '../../asterisk/ami/permissions.ts';
import { AppError, isAppError } from '../../base/app-error.ts';
import type { FarendConfig } from '../../config/farend-config.ts';
import { readSecret } from '../../config/secret-source.ts';
import type { AmiFacts } from '../../doctor/asterisk/asterisk-facts.ts';
import { modulesToAsk } from '../../doctor/asterisk/modules.ts';
import { gatherEndpoints } from './gather-endpoints.ts';

const LOGIN_MS = 10_000;
const ANSWER_MS = 15_000;
/** An event of each class comes with the login itself: what has not come by then does not come. */
const CLASSES_MS = 2_000;
/** Of Asterisk's time that may be taken: a person waits. */
const SHARE = 0.5;

/** @throws AppError SECRET_UNREADABLE, AMI_UNREACHABLE, AMI_REFUSED */
export async function gatherAmi(
  { name, ami }: FarendConfig['asterisk'][number],
  { policy }: Pick<FarendConfig, 'policy'>,
  signal: AbortSignal,
): Promise<AmiFacts> {
  const needsConfig = policy.endpoints.some(({ writer }) => writer === 'update-config');
  const permissions = new Permissions();
  const session = await openSession(name, ami, permissions, signal);
  try {
    await permissions.probe(session);
    const commands = await readCommands(session);
    const { headers } = await session.send({ Action: 'CoreSettings' }).catch(overlook);
    const modules = await askModules(session, commands);
    const ask = new Ask(session, commands, new Pace(SHARE, signal));
    const { endpoints, unreadEndpoints } = await gatherEndpoints(ask);
    await waitForClasses(permissions);
    return {
      version: headers.get('asteriskversion') ?? '',
      missingRead: permissions.missing.read,
      missingWrite: [
        ...permissions.missing.write,
        ...(needsConfig && !commands.has('updateconfig') ? ['config'] : []),
      ],
      modules,
      endpoints,
      unreadEndpoints,
    };
  } finally {
    session.close('the doctor has seen enough');
  }
}

async function openSession(
  asterisk: string,
  { host, port, username, secret }: FarendConfig['asterisk'][number]['ami'],
  permissions: Permissions,
  signal: AbortSignal,
): Promise<AmiSession> {
  const address = { host, port, username, secret: readSecret(secret) };
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const session = new AmiSession(
    { ...address, deadlineMs: ANSWER_MS, loginMs: LOGIN_MS },
    undefined,
    {
      onOpen: resolve,
      onEvent: (message) => void permissions.note(message),
      onClose: (reason, isLoginRefused) => {
        const code = isLoginRefused ? 'AMI_REFUSED' : 'AMI_UNREACHABLE';
        reject(new AppError(code, `${asterisk}: ${reason}`));
      },
    },
  );
  signal.addEventListener('abort', () => session.close('the time for it is over'));
  await promise;
  return session;
}

/** Undefined where this user may not ask. */
async function askModules(
  session: AmiSession,
  commands: ReadonlySet<string>,
): Promise<ReadonlyMap<string, boolean> | undefined> {
  if (!commands.has('modulecheck')) return undefined;
  const modules = new Map<string, boolean>();
  for (const module of modulesToAsk) {
    const answer = await session
      .send({ Action: 'ModuleCheck', Module: module })
      .then(() => true, overlookRefusal);
    modules.set(module, answer);
  }
  return modules;
}

async function waitForClasses(permissions: Permissions): Promise<void> {
  const until = performance.now() + CLASSES_MS;
  while (permissions.missing.read.length > 0 && performance.now() < until) await delay(50);
}

function overlook(error: unknown): { headers: ReadonlyMap<string, string> } {
  if (isAppError(error, 'AMI_REFUSED')) return { headers: new Map() };
  throw error;
}

function overlookRefusal(error: unknown): false {
  if (isAppError(error, 'AMI_REFUSED')) return false;
  throw error;
}
