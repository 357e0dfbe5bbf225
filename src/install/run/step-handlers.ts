// Who carries out which kind of step.

import { AppError } from '../../base/app-error.ts';
import type { InstallStep, StepHandler } from '../install-step.ts';

export class StepHandlers {
  private readonly byKind: ReadonlyMap<string, StepHandler>;

  // A handler gets steps of its own kind alone, whatever more those have.
  // biome-ignore lint/suspicious/noExplicitAny: a list of handlers of all kinds
  constructor(handlers: readonly StepHandler<any>[]) {
    this.byKind = new Map(handlers.map((handler) => [handler.kind, handler]));
  }

  /** @throws AppError INSTALL_REFUSED for a kind that this version does not know */
  of({ kind }: Pick<InstallStep, 'kind'>): StepHandler {
    const handler = this.byKind.get(kind);
    if (handler !== undefined) return handler;
    throw new AppError(
      'INSTALL_REFUSED',
      `The journal has a step “${kind}” that this version of farend does not know: take it back with the version that made it`,
    );
  }
}
