// What farend's services may do on the machine: nothing but what they need (systemd.exec(5)).

import { isAbsolute, relative } from 'node:path';
import type { UnitOptions } from './unit-options.ts';
import { formatPaths } from './unit-text.ts';

/** systemd makes directories here, owned by the service's user. */
export const STATE_ROOT = '/var/lib';
export const RUN_ROOT = '/run';

export interface Sandbox {
  readonly capability?: 'CAP_NET_BIND_SERVICE' | 'CAP_NET_ADMIN';
  readonly groups: readonly string[];
  /** Besides state and run. */
  readonly writes: readonly string[];
}

/** The lines of `[Service]` that say who it is, and what it may see, write and call. */
export function listSandboxLines(options: UnitOptions, sandbox: Sandbox): string[] {
  return [
    `User=${options.user}`,
    `Group=${options.user}`,
    ...(sandbox.groups.length > 0 ? [`SupplementaryGroups=${sandbox.groups.join(' ')}`] : []),
    'UMask=0027',
    ...listDirectoryLines(options, sandbox.writes),
    'ProtectSystem=strict',
    `ProtectHome=${isInHome(options) ? 'read-only' : 'yes'}`,
    'PrivateTmp=yes',
    'PrivateDevices=yes',
    'ProtectProc=invisible',
    'ProtectClock=yes',
    'ProtectControlGroups=yes',
    'ProtectHostname=yes',
    'ProtectKernelLogs=yes',
    'ProtectKernelModules=yes',
    'ProtectKernelTunables=yes',
    'NoNewPrivileges=yes',
    ...listCapabilityLines(sandbox.capability),
    'RestrictNamespaces=yes',
    'RestrictRealtime=yes',
    'RestrictSUIDSGID=yes',
    'LockPersonality=yes',
    'RemoveIPC=yes',
    '# Netlink: the addresses of this machine.',
    'RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK',
    'SystemCallArchitectures=native',
    'SystemCallFilter=@system-service',
    'SystemCallFilter=~@privileged @resources',
    '# Files get the group of the directory that they are put into.',
    'SystemCallFilter=@chown',
    'SystemCallErrorNumber=EPERM',
    '# Node compiles JavaScript to machine code while it runs: memory that is written and then executed.',
    'MemoryDenyWriteExecute=no',
  ];
}

/**
 * What is in systemd's own places it makes itself, with the right owner, also after a boot. `run` stays when a
 * service stops: its units share it, and each would take the sockets of the others away. A path with `-` may be
 * missing: then farend says so, and not systemd.
 */
function listDirectoryLines({ state, run }: UnitOptions, writes: readonly string[]): string[] {
  const stateName = state === undefined ? undefined : nameBelow(STATE_ROOT, state);
  const runName = nameBelow(RUN_ROOT, run);
  const others = [
    ...(state !== undefined && stateName === undefined ? [state] : []),
    ...(runName === undefined ? [run] : []),
    ...writes,
  ];
  return [
    ...(stateName === undefined ? [] : [`StateDirectory=${stateName}`, 'StateDirectoryMode=0700']),
    ...(runName === undefined
      ? []
      : [
          `RuntimeDirectory=${runName}`,
          'RuntimeDirectoryMode=0750',
          'RuntimeDirectoryPreserve=yes',
        ]),
    ...(others.length > 0
      ? [`ReadWritePaths=${formatPaths(others.map((path) => `-${path}`))}`]
      : []),
  ];
}

/** The name that systemd wants of a directory; undefined when it has to be told as a path. */
export function nameBelow(root: string, path: string): string | undefined {
  const name = relative(root, path);
  const isBelow = name !== '' && !name.startsWith('..') && !isAbsolute(name);
  return isBelow && /^[\w./-]+$/.test(name) ? name : undefined;
}

function listCapabilityLines(capability: Sandbox['capability']): string[] {
  if (capability === undefined) return ['CapabilityBoundingSet=', 'AmbientCapabilities='];
  return [`CapabilityBoundingSet=${capability}`, `AmbientCapabilities=${capability}`];
}

function isInHome({ program, configFile }: UnitOptions): boolean {
  return [program.node, program.main, configFile].some((path) => /^\/(home|root)\//.test(path));
}
