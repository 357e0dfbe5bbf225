// What farend's systemd units depend on, gathered from the configuration and the machine: paths, user, groups.

import type { FarendConfig } from '../../config/farend-config.ts';

/** What starts farend: absolute paths. */
export interface FarendProgram {
  readonly node: string;
  /** `src/cli/main.ts` of a checkout, `dist/cli/main.js` of the package. */
  readonly main: string;
}

export interface UnitOptions {
  readonly program: FarendProgram;
  /** Options of node for a service that `farend run` does not start; see app/heap-flags.ts. */
  readonly nodeFlags: Readonly<Record<'proxy' | 'companion', readonly string[]>>;
  readonly configFile: string;
  /** The service's own user, and the group of that name. */
  readonly user: string;
  /** Groups that may read Asterisk's files, and write where the policy goes. */
  readonly groups: readonly string[];
  /** Absent: everything stays in memory. */
  readonly state?: string;
  readonly run: string;
  /** Directories besides state and run that the companion writes: `policy.write`. */
  readonly writes: readonly string[];
  /** A socket has a port below 1024. */
  readonly hasLowPort: boolean;
  /** Proxy and companion have a unit each, instead of one with a parent. */
  readonly isApart: boolean;
}

const FIRST_FREE_PORT = 1024;

/** @param choices what the configuration does not say */
export function makeUnitOptions(
  config: FarendConfig,
  choices: Omit<UnitOptions, 'state' | 'run' | 'writes' | 'hasLowPort'>,
): UnitOptions {
  const { state, run, policy } = config;
  return {
    ...choices,
    ...(state === undefined ? {} : { state }),
    run,
    writes: policy.write === undefined ? [] : [policy.write],
    hasLowPort: listPorts(config).some((port) => port < FIRST_FREE_PORT),
  };
}

function listPorts({ proxy, hep, http }: FarendConfig): number[] {
  const sockets = [...proxy.listen, proxy.asteriskSide, hep?.listen, http?.listen];
  return sockets.flatMap((socket) => socket?.port ?? []);
}
