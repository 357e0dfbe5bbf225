// The API over a real Unix socket, with a real correlator behind it; a clock that stands still.

import { mkdtempSync, rmSync } from 'node:fs';
import { type IncomingHttpHeaders, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CompanionHealth, CompanionView } from '../../../../src/api/companion-view.ts';
import { ApiServer } from '../../../../src/api/http/api-server.ts';
import { FarendMetrics } from '../../../../src/api/http/metrics/farend-metrics.ts';
import { apiPath } from '../../../../src/app/socket-paths.ts';
import type {
  DeviceRecord,
  RegistrationChange,
} from '../../../../src/correlation/device-record.ts';
import { Scene, START_MS } from '../../correlation/scene.ts';
import { KnownAlerts } from '../known-alerts.ts';
import { KnownDiagnosis } from '../known-diagnosis.ts';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: what an answer holds is what the tests are about
  readonly json: any;
}

interface Question {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

const healthy: CompanionHealth = {
  startedAt: START_MS,
  devices: 0,
  strangers: 0,
  proxy: { isUp: true, reason: '', lost: 0 },
  asterisks: [{ name: 'main', ami: { isUp: true, reason: '' }, ari: undefined }],
  state: { isUp: true, reason: '' },
  hep: undefined,
};

export class ApiScene {
  readonly directory = mkdtempSync(join(tmpdir(), 'farend-api-'));
  readonly path = apiPath(join(this.directory, 'run'));
  readonly scene = new Scene();
  readonly diagnosis = new KnownDiagnosis();
  readonly alerts = new KnownAlerts();
  /** `+ID` for one that began, `-ID` for one that was taken back. */
  readonly silenced: string[] = [];
  readonly forgotten: [string, number][] = [];
  readonly failures: unknown[] = [];
  health: CompanionHealth = healthy;
  proxyCounts: Readonly<Record<string, number>> = {};
  findings: readonly { name: string; severity: string }[] = [];
  metrics: FarendMetrics | undefined;
  /** Thrown at whoever looks for devices. */
  failure: Error | undefined;
  /** Found in place of those of the correlator. */
  records: readonly DeviceRecord[] | undefined;
  private readonly servers: ApiServer[] = [];

  async startServer(): Promise<ApiServer> {
    const view = this.makeView();
    const server = new ApiServer(
      {
        path: this.path,
        view,
        diagnosis: this.diagnosis,
        alerts: this.alerts,
        version: '1.2.3',
        metrics: this.makeMetrics(view),
      },
      {
        onForgotten: (endpoint, records) => void this.forgotten.push([endpoint, records]),
        onSilenced: ({ id }) => void this.silenced.push(`+${id}`),
        onSilenceEnded: ({ id }) => void this.silenced.push(`-${id}`),
        onFailure: (error) => void this.failures.push(error),
      },
    );
    await server.start();
    this.servers.push(server);
    return server;
  }

  async close(): Promise<void> {
    for (const server of this.servers) await server.stop();
    rmSync(this.directory, { recursive: true });
  }

  ask(path: string, { method = 'GET', headers = {}, body = '' }: Question = {}): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const asked = request({ socketPath: this.path, path, method, headers }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk;
        });
        response.on('error', reject);
        response.on('end', () => {
          const isJson = response.headers['content-type']?.includes('json') === true;
          const { statusCode = 0, headers: got } = response;
          resolve({ status: statusCode, headers: got, text, json: isJson && JSON.parse(text) });
        });
      });
      asked.on('error', reject);
      asked.end(body);
    });
  }

  private makeMetrics(view: CompanionView): FarendMetrics {
    this.metrics = new FarendMetrics({
      view,
      version: '1.2.3',
      proxyCounts: () => this.proxyCounts,
      findings: () => this.findings,
      outbox: () => ({ waiting: 3 }),
      eventLoopLagMs: () => 12.5,
    });
    return this.metrics;
  }

  private makeView(): CompanionView {
    const { scene } = this;
    const { correlator } = scene;
    const gone = new Set<RegistrationChange>();
    const findHistory = (endpoint: string) =>
      scene.changes
        .flatMap(({ history }) => history)
        .filter((change) => change.endpoint === endpoint && !gone.has(change))
        .reverse();
    return {
      find: (endpoint) => {
        if (this.failure !== undefined) throw this.failure;
        return this.records ?? correlator.find(endpoint);
      },
      get size() {
        return correlator.size;
      },
      sites: () => correlator.sites(),
      history: (endpoint, limit) => findHistory(endpoint).slice(0, limit),
      health: () => ({
        ...this.health,
        devices: correlator.size,
        strangers: correlator.strangers,
      }),
      forget: (endpoint) => {
        for (const change of findHistory(endpoint)) gone.add(change);
        return correlator.forget(endpoint).filter(({ isRemoved }) => isRemoved).length;
      },
    };
  }
}
