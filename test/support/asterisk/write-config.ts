// Writes the private directory tree of one Asterisk: configuration, run-time directories, and a log
// directory that outlives it.

import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type AsteriskOptions, DEFAULT_SIP_PORT } from './asterisk-options.ts';
import { formatSection } from './config-section.ts';
import { formatDialplan } from './dialplan.ts';
import { formatHepConfig } from './hep-config.ts';
import { listModules } from './module-list.ts';
import { formatPjsipConfig } from './pjsip-config.ts';
import { formatSipConfig } from './sip-config.ts';

const DIRECTORIES = ['etc', 'run', 'db', 'spool', 'keys/keys', 'var', 'agi'];

/** Files that Asterisk asks for and that may be empty. */
const EMPTY_FILES = `acl ccss cel codecs features minivm musiconhold pjsip_wizard prometheus stasis statsd
  udptl websocket_client`;

const US_TONES = formatSection('us', {
  description: 'United States',
  ringcadence: '2000,4000',
  dial: '350+440',
  busy: '480+620/500,0/500',
  ring: '440+480/2000,0/4000',
  congestion: '480+620/250,0/250',
});

/** The path of the `asterisk.conf` in `directory`. */
export async function writeConfig(
  options: AsteriskOptions,
  directory: string,
  logDirectory: string,
): Promise<string> {
  for (const name of DIRECTORIES) {
    await mkdir(join(directory, name), { recursive: true });
  }
  const files: Record<string, string> = {
    ...Object.fromEntries(EMPTY_FILES.split(/\s+/).map((name) => [`${name}.conf`, ''])),
    'asterisk.conf': formatMainConfig(options, directory, logDirectory),
    ...formatServiceConfigs(options),
    ...formatCallConfigs(options),
    ...options.files,
  };
  for (const [name, lines] of Object.entries(options.append ?? {})) {
    files[name] = `${files[name] ?? ''}\n${lines}`;
  }
  for (const [name, content] of Object.entries(files)) {
    const path = join(directory, 'etc', name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
  }
  return join(directory, 'etc/asterisk.conf');
}

function formatMainConfig(
  options: AsteriskOptions,
  directory: string,
  logDirectory: string,
): string {
  const directories = formatSection('directories', {
    astetcdir: join(directory, 'etc'),
    astmoddir: options.root.moduleDirectory,
    astvarlibdir: join(directory, 'var'),
    astdbdir: join(directory, 'db'),
    astkeydir: join(directory, 'keys'),
    astdatadir: options.root.dataDirectory,
    astagidir: join(directory, 'agi'),
    astspooldir: join(directory, 'spool'),
    astrundir: join(directory, 'run'),
    astlogdir: logDirectory,
  });
  const settings = formatSection('options', {
    verbose: '3',
    documentation_language: 'en_US',
    systemname: 'lab',
    entityid: '02:00:00:00:00:01',
  });
  return `${directories}\n${settings}`;
}

function formatServiceConfigs(options: AsteriskOptions): Record<string, string> {
  const { address, amiPort, httpPort, hepCollector } = options;
  const yesIf = (port: number | undefined): string => (port === undefined ? 'no' : 'yes');
  const modules = listModules(options.root, options.driver, {
    withAri: httpPort !== undefined,
    withHep: hepCollector !== undefined,
    others: options.modules ?? [],
  });
  return {
    'modules.conf': `[modules]\nautoload = no\n${modules.map((m) => `load = ${m}.so\n`).join('')}`,
    'logger.conf': [
      formatSection('general', { dateformat: '%F %T.%3q' }),
      '[logfiles]\nconsole => notice,warning,error,verbose',
      'full => notice,warning,error,verbose\nsecurity => security\n',
    ].join('\n'),
    'manager.conf': [
      formatSection('general', {
        enabled: yesIf(amiPort),
        bindaddr: address,
        port: String(amiPort ?? 0),
      }),
      formatSection('all', { secret: 'allpw', read: 'all', write: 'all' }),
    ].join('\n'),
    'http.conf': formatSection('general', {
      enabled: yesIf(httpPort),
      bindaddr: address,
      bindport: String(httpPort ?? 0),
    }),
    ...(hepCollector !== undefined && { 'hep.conf': formatHepConfig(hepCollector) }),
    'ari.conf': [
      formatSection('general', { enabled: yesIf(httpPort) }),
      formatSection('ari', { type: 'user', password: 'aripw', read_only: 'no' }),
    ].join('\n'),
  };
}

function formatCallConfigs(options: AsteriskOptions): Record<string, string> {
  const sipPort = options.sipPort ?? DEFAULT_SIP_PORT;
  const channel =
    options.driver === 'chan_sip'
      ? { 'sip.conf': formatSipConfig(options, sipPort) }
      : { 'pjsip.conf': formatPjsipConfig(options, sipPort), 'sorcery.conf': '' };
  return {
    ...channel,
    'rtp.conf': formatSection('general', { rtpstart: '20000', rtpend: '20998', strictrtp: 'yes' }),
    'cdr.conf': formatSection('general', { enable: 'no' }),
    'indications.conf': `${formatSection('general', { country: 'us' })}\n${US_TONES}`,
    'pjsip_notify.conf': formatSection('check-sync', { Event: 'check-sync' }),
    'pjproject.conf': '[startup]\n',
    'extensions.conf': formatDialplan(options),
  };
}
