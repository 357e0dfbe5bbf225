// What the API is given: what it answers from, and whom it tells what was asked of it.

import type { HttpBindings } from '@hono/node-server';
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Silence } from '../../alerts/alert.ts';
import type { AlertsView } from '../alerts-view.ts';
import type { CompanionView } from '../companion-view.ts';
import type { DiagnosisView } from '../diagnosis-view.ts';

export interface ApiOptions {
  readonly view: CompanionView;
  readonly diagnosis: DiagnosisView;
  readonly alerts: AlertsView;
  /** Of farend. */
  readonly version: string;
  readonly metrics: { readonly contentType: string; read(): Promise<string> };
}

export interface ApiEvents {
  /** A person had an endpoint forgotten. */
  onForgotten(endpoint: string, records: number): void;
  /** A person silenced alerts. */
  onSilenced(silence: Silence): void;
  onSilenceEnded(silence: Silence): void;
  /** A question could not be answered, and nobody foresaw why. */
  onFailure(error: unknown): void;
}

export type Api = OpenAPIHono<{ Bindings: HttpBindings }>;
