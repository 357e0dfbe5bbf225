// The API as a function from request to answer: questions are checked, put to the companion, and
// answered. What it listens on is api-server.ts.

import { OpenAPIHono } from '@hono/zod-openapi';
import type { TypedResponse } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { CompanionView } from '../companion-view.ts';
import { numberDevices } from '../number-devices.ts';
import { answerPieces } from './answer-pieces.ts';
import type { DeviceList } from './answer-schemas.ts';
import type { Api, ApiEvents, ApiOptions } from './api-options.ts';
import { describeAddresses, describeHealth, describeSites } from './describe-companion.ts';
import { describeChange, describeInFull } from './describe-device.ts';
import { formatDeviceList } from './device-list.ts';
import { answerProblem, checkBody, refuseQuestion } from './problem.ts';
import {
  addressesRoute,
  devicesRoute,
  endpointRoute,
  forgetRoute,
  healthRoute,
  metricsRoute,
  sitesRoute,
} from './routes.ts';
import { serveAlerts } from './serve-alerts.ts';
import { serveFindings } from './serve-findings.ts';

const HISTORY_LIMIT = 100;

export function createApi(options: ApiOptions, events: ApiEvents): Api {
  const api: Api = new OpenAPIHono({ defaultHook: refuseQuestion });
  api.use(checkBody);
  serveDevices(api, options, events);
  serveOverview(api, options);
  serveFindings(api, options, events);
  serveAlerts(api, options, events);
  serveMetrics(api, options);
  api.doc31('/v1/openapi.json', {
    openapi: '3.1.0',
    info: {
      title: 'farend',
      version: options.version,
      description: 'What farend knows of the phones, over a Unix socket.',
    },
  });
  api.notFound(({ req }) =>
    answerProblem(
      404,
      `there is no ${req.method} ${req.path}: /v1/openapi.json lists what there is`,
    ),
  );
  api.onError((error) => {
    if (error instanceof HTTPException) return answerProblem(error.status, error.message);
    events.onFailure(error);
    return answerProblem(500, 'farend failed to answer: its log says why');
  });
  return api;
}

function serveDevices(api: Api, { view, diagnosis }: ApiOptions, events: ApiEvents): void {
  api.openapi(devicesRoute, (context) => {
    const { endpoint = '*', strangers, ...rest } = context.req.valid('query');
    const others = endpoint.includes('*') ? 'left-out' : 'too';
    const filter = { ...rest, strangers: strangers ?? others } as const;
    const pieces = formatDeviceList(view.find(endpoint), filter, diagnosis);
    return answerPieces<DeviceList>(context, pieces, events.onFailure);
  });
  api.openapi(endpointRoute, (context) => {
    const { endpoint } = context.req.valid('param');
    const records = findExactly(view, endpoint);
    const history = view.history(endpoint, HISTORY_LIMIT);
    if (records.length === 0 && history.length === 0) throw unknownEndpoint(endpoint);
    const devices = [...numberDevices(records)].map((numbered) =>
      describeInFull(numbered, diagnosis),
    );
    return context.json({ endpoint, devices, history: history.map(describeChange) }, 200);
  });
  api.openapi(forgetRoute, (context) => {
    const { endpoint } = context.req.valid('param');
    const isKnown = findExactly(view, endpoint).length > 0 || view.history(endpoint, 1).length > 0;
    if (!isKnown) throw unknownEndpoint(endpoint);
    const forgotten = view.forget(endpoint);
    events.onForgotten(endpoint, forgotten);
    return context.json({ endpoint, forgotten }, 200);
  });
}

function serveOverview(api: Api, { view, version }: ApiOptions): void {
  api.openapi(sitesRoute, (context) => context.json(describeSites(view.sites()), 200));
  api.openapi(addressesRoute, (context) => context.json(describeAddresses(view.find('*')), 200));
  api.openapi(healthRoute, (context) => context.json(describeHealth(view.health(), version), 200));
}

function serveMetrics(api: Api, { metrics }: ApiOptions): void {
  api.openapi(metricsRoute, async (context) => {
    const headers = { 'content-type': metrics.contentType };
    return context.body(await metrics.read(), 200, headers) as Response as Response &
      TypedResponse<string, 200, 'text'>;
  });
}

/** A name with `*` in it is a name here, and no pattern. */
function findExactly(view: CompanionView, endpoint: string) {
  return view.find(endpoint).filter((record) => record.endpoint === endpoint);
}

function unknownEndpoint(endpoint: string): HTTPException {
  return new HTTPException(404, { message: `nothing is known of an endpoint ${endpoint}` });
}
