// The configuration for a service: loaded, or refused with every problem as lines of text.

import { AppError } from '../base/app-error.ts';
import type { FarendConfig } from '../config/farend-config.ts';
import { loadConfig } from '../config/load-config.ts';
import { formatProblem } from '../config/problem.ts';

export interface ReadConfig {
  readonly config: FarendConfig;
  /** One line each. */
  readonly warnings: readonly string[];
}

/** @throws AppError CONFIG_INVALID with all problems, one a line; CONFIG_UNREADABLE */
export function readConfig(file: string): ReadConfig {
  const loaded = loadConfig(file);
  if (!loaded.ok)
    throw new AppError('CONFIG_INVALID', loaded.problems.map(formatProblem).join('\n'));
  return { config: loaded.config, warnings: loaded.warnings.map(formatProblem) };
}
