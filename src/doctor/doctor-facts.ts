// All that the checks go by, looked up before the first of them: they touch nothing themselves.

import type { FarendConfig } from '../config/farend-config.ts';
import type { AsteriskFacts } from './asterisk/asterisk-facts.ts';
import type { MachineFacts } from './machine/machine-facts.ts';
import type { PathFacts } from './path/path-facts.ts';

export interface DoctorFacts {
  readonly config: FarendConfig;
  /** With its path. */
  readonly configFile: string;
  /** Those of the configuration that were asked for, in its order. */
  readonly asterisks: readonly AsteriskFacts[];
  readonly machine: MachineFacts;
  readonly path: PathFacts;
}
