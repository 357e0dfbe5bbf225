// The routes of the API, with what each takes and answers: from here the OpenAPI document is made.

import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import {
  addressListSchema,
  deviceListSchema,
  deviceQuerySchema,
  endpointAnswerSchema,
  endpointSchema,
  forgottenSchema,
  healthSchema,
  siteListSchema,
} from './answer-schemas.ts';
import { answers, badQuestion, refuses } from './route-answers.ts';

const unknownEndpoint = refuses('nothing is known of such an endpoint');

export const devicesRoute = createRoute({
  method: 'get',
  path: '/v1/devices',
  summary: 'Devices, in the order of their endpoints',
  request: { query: deviceQuerySchema },
  responses: { 200: answers('the devices', deviceListSchema), 400: badQuestion },
});

export const endpointRoute = createRoute({
  method: 'get',
  path: '/v1/devices/{endpoint}',
  summary: 'One endpoint: its devices in full, and its history',
  request: { params: endpointSchema },
  responses: {
    200: answers('devices and history', endpointAnswerSchema),
    400: badQuestion,
    404: unknownEndpoint,
  },
});

export const forgetRoute = createRoute({
  method: 'delete',
  path: '/v1/devices/{endpoint}',
  summary: 'Forget the records and the history of one endpoint',
  request: { params: endpointSchema },
  responses: {
    200: answers('how many devices there were', forgottenSchema),
    400: badQuestion,
    404: unknownEndpoint,
  },
});

export const sitesRoute = createRoute({
  method: 'get',
  path: '/v1/sites',
  summary: 'Sites, with how many devices of which verdict each has',
  responses: { 200: answers('the sites', siteListSchema) },
});

export const addressesRoute = createRoute({
  method: 'get',
  path: '/v1/ips',
  summary: 'The real address of each phone that is registered',
  responses: { 200: answers('addresses in order, each once', addressListSchema) },
});

export const healthRoute = createRoute({
  method: 'get',
  path: '/v1/health',
  summary: 'What farend is connected to',
  responses: { 200: answers('always answered, whatever is down', healthSchema) },
});

export const metricsRoute = createRoute({
  method: 'get',
  path: '/v1/metrics',
  summary: 'Metrics in the text format of Prometheus',
  responses: {
    200: {
      description: 'docs/reference/metrics.md lists them',
      content: { 'text/plain': { schema: z.string() } },
    },
  },
});
