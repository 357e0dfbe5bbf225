// Asterisk's own files, where they are on this machine: what stands where, for checks that name the line.

import { createHash, timingSafeEqual } from 'node:crypto';
import { dirname, resolve } from 'node:path';
import { type Configuration, lastValue, type Section } from '../../asterisk/conf/configuration.ts';
import { readConfiguration } from '../../asterisk/conf/read-configuration.ts';
import { ConfFiles } from '../../asterisk/conf-files.ts';
import { AppError } from '../../base/app-error.ts';
import type { FarendConfig } from '../../config/farend-config.ts';
import { readSecret, type SecretSource } from '../../config/secret-source.ts';
import type { ConfFacts, ManagerUser } from '../../doctor/asterisk/asterisk-facts.ts';
import { isLocalHost } from '../../enforcement/local-host.ts';
import { findAsterisks } from '../../host/find-asterisk.ts';
import { refuseFile } from '../../host/refuse-file.ts';

const files = [
  'acl.conf',
  'ari.conf',
  'extconfig.conf',
  'hep.conf',
  'http.conf',
  'manager.conf',
  'modules.conf',
  'pjsip.conf',
  'pjsip_wizard.conf',
  'sip.conf',
  'sorcery.conf',
] as const;

const SECRETS: ReadonlySet<string> = new Set([
  'secret',
  'md5secret',
  'remotesecret',
  'password',
  'md5_cred',
  'oauth_secret',
  'oauth_clientid',
  'refresh_token',
  'register',
  'inbound_auth/password',
  'outbound_auth/password',
]);

/** @throws AppError ASTERISK_NOT_FOUND where they are not on this machine; ASTERISK_UNREADABLE */
export async function gatherConf(
  config: FarendConfig,
  { name, ami, ari }: FarendConfig['asterisk'][number],
): Promise<ConfFacts> {
  if (!(await isLocalHost(ami.host)))
    throw new AppError('ASTERISK_NOT_FOUND', `${name} is on another machine (${ami.host})`);
  const directory = await findDirectory(config, ami.port);
  const source = new ConfFiles(directory, refuseFile);
  const present = files.filter((file) => source.readFile(file) !== undefined);
  const configurations = new Map(
    present.map((file) => [file as string, readConfiguration(file, source, directory)] as const),
  );
  const managerUser = findUser(configurations.get('manager.conf'), ami.username, ami.secret);
  const ariUser = ari && findUser(configurations.get('ari.conf'), ari.username, ari.password);
  return {
    directory,
    configurations: new Map(
      [...configurations].map(([file, configuration]) => [file, withoutSecrets(configuration)]),
    ),
    managerUser,
    ariUser,
  };
}

/** Of several Asterisks on this machine the one whose AMI has that port. */
async function findDirectory({ policy }: FarendConfig, port: number): Promise<string> {
  if (policy.write !== undefined) return dirname(resolve(policy.write));
  const found = await findAsterisks();
  const directories = found.map(({ configDirectory }) => configDirectory);
  const [only] = directories;
  if (only !== undefined && directories.length === 1) return only;
  const fitting = directories.filter((directory) => readAmiPort(directory) === port);
  if (fitting[0] !== undefined && fitting.length === 1) return fitting[0];
  throw new AppError(
    'ASTERISK_NOT_FOUND',
    `${directories.join(' and ')} are files of different Asterisks, and the AMI port ${port} does not tell which is meant`,
  );
}

function readAmiPort(directory: string): number {
  const source = new ConfFiles(directory, refuseFile);
  const { sections } = readConfiguration('manager.conf', source, directory);
  const general = sections.find(({ name }) => name === 'general');
  return Number((general && lastValue(general, 'port')) ?? 5038);
}

function findUser(
  configuration: Configuration | undefined,
  username: string,
  secret: SecretSource,
): ManagerUser | undefined {
  const section = configuration?.sections.find(
    ({ name, isTemplate }) => name === username && !isTemplate,
  );
  if (section === undefined) return undefined;
  const { file, line } = section;
  const written = lastValue(section, 'secret') ?? lastValue(section, 'password') ?? '';
  return { place: { file, line }, hasSameSecret: isSame(written, readSecret(secret)) };
}

function isSame(one: string, other: string): boolean {
  const hash = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(one), hash(other));
}

/** That there is one stays: a value of length, but of no meaning. */
function withoutSecrets(configuration: Configuration): Configuration {
  return { ...configuration, sections: configuration.sections.map(hideSecrets) };
}

function hideSecrets(section: Section): Section {
  const variables = section.variables.map((variable) =>
    SECRETS.has(variable.name.toLowerCase()) && variable.value !== ''
      ? { ...variable, value: '(secret)' }
      : variable,
  );
  return { ...section, variables };
}
