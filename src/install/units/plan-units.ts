// farend's systemd units as text: the service, or proxy and companion apart, and the guard of `farend divert`.

import { listSandboxLines, type Sandbox } from './sandbox.ts';
import type { UnitOptions } from './unit-options.ts';
import { formatCommand, formatUnit } from './unit-text.ts';

export interface UnitFile {
  readonly name: UnitName;
  readonly text: string;
}

/** The same for ever: `divert`, `undo` and operators know them. */
export type UnitName =
  | 'farend.service'
  | 'farend-proxy.service'
  | 'farend-companion.service'
  | 'farend-divert.service';

/** What an operator starts; in the order in which they are. */
export function listServices(isApart: boolean): UnitName[] {
  return isApart ? ['farend-proxy.service', 'farend-companion.service'] : ['farend.service'];
}

/** Every unit: the services, and the guard, which only `farend divert on` starts. */
export function planUnits(options: UnitOptions): UnitFile[] {
  const services: UnitFile[] = options.isApart
    ? [
        { name: 'farend-proxy.service', text: formatProxyUnit(options) },
        { name: 'farend-companion.service', text: formatCompanionUnit(options) },
      ]
    : [{ name: 'farend.service', text: formatServiceUnit(options) }];
  return [...services, { name: 'farend-divert.service', text: formatGuardUnit(options) }];
}

function formatServiceUnit(options: UnitOptions): string {
  return formatFarendUnit(options, {
    comment: 'farend: the front proxy and its companion, under a parent that starts either again.',
    description: 'farend, SIP front proxy and companion',
    command: ['run'],
    // SIGTERM to the parent alone: phones are served while the companion writes down what it knows.
    lines: ['KillMode=mixed', 'TimeoutStopSec=20', 'OOMScoreAdjust=-500'],
    sandbox: { groups: options.groups, writes: options.writes, ...bindLowPorts(options) },
  });
}

function formatProxyUnit(options: UnitOptions): string {
  return formatFarendUnit(options, {
    comment: 'farend: the front proxy alone.',
    description: 'farend, SIP front proxy',
    nodeFlags: options.nodeFlags.proxy,
    command: ['proxy'],
    lines: ['TimeoutStopSec=15', 'OOMScoreAdjust=-500'],
    sandbox: { groups: [], writes: [], ...bindLowPorts(options) },
  });
}

function formatCompanionUnit(options: UnitOptions): string {
  return formatFarendUnit(options, {
    comment: 'farend: the companion alone.',
    description: 'farend, companion of the SIP front proxy',
    after: ['farend-proxy.service'],
    nodeFlags: options.nodeFlags.companion,
    command: ['companion'],
    lines: ['TimeoutStopSec=10'],
    sandbox: { groups: options.groups, writes: options.writes, ...bindLowPorts(options) },
  });
}

function formatGuardUnit(options: UnitOptions): string {
  return formatFarendUnit(options, {
    comment:
      'farend: diverts SIP for Asterisk’s port to farend for as long as farend answers. farend divert on | off.',
    description: 'farend, guard of the diverted SIP port',
    after: [...listServices(options.isApart), 'nftables.service'],
    command: ['divert', 'guard'],
    isGuard: true,
    lines: ['TimeoutStopSec=10', 'OOMScoreAdjust=-500'],
    // No root: nftables asks for this capability alone. Trunks are looked up in Asterisk's files.
    sandbox: { capability: 'CAP_NET_ADMIN', groups: options.groups, writes: [] },
  });
}

interface UnitParts {
  readonly comment: string;
  readonly description: string;
  readonly after?: readonly string[];
  readonly nodeFlags?: readonly string[];
  readonly command: readonly string[];
  /** It reads its wish by itself, and has nothing to read again. */
  readonly isGuard?: true;
  readonly lines: readonly string[];
  readonly sandbox: Sandbox;
}

/** Asterisk is started first where it is on this machine; farend runs without it, too. */
function formatFarendUnit(options: UnitOptions, parts: UnitParts): string {
  const { program, configFile } = options;
  const after = ['network-online.target', 'asterisk.service', ...(parts.after ?? [])];
  const words = [program.node, ...(parts.nodeFlags ?? []), program.main, ...parts.command];
  return formatUnit(
    [
      parts.comment,
      'Written by farend init, taken away by farend undo. Your own changes: systemctl edit',
    ],
    [
      {
        name: 'Unit',
        lines: [
          `Description=${parts.description}`,
          'Wants=network-online.target',
          `After=${after.join(' ')}`,
          '# Phones wait for it: it is tried for ever.',
          'StartLimitIntervalSec=0',
        ],
      },
      {
        name: 'Service',
        lines: [
          'Type=exec',
          `ExecStart=${formatCommand([...words, '-c', configFile])}`,
          ...(parts.isGuard === true ? [] : ['ExecReload=/bin/kill -HUP $MAINPID']),
          'SyslogIdentifier=farend',
          'Restart=always',
          'RestartSec=1',
          '# 2: the configuration, which only a person can mend.',
          'RestartPreventExitStatus=2',
          'LimitNOFILE=65536',
          ...parts.lines,
          ...listSandboxLines(options, parts.sandbox),
        ],
      },
      { name: 'Install', lines: ['WantedBy=multi-user.target'] },
    ],
  );
}

function bindLowPorts({ hasLowPort }: UnitOptions): Pick<Sandbox, 'capability'> {
  return hasLowPort ? { capability: 'CAP_NET_BIND_SERVICE' } : {};
}
