// The routes of alerts, silences, and what waits to be delivered.

import { createRoute } from '@hono/zod-openapi';
import {
  alertListSchema,
  idSchema,
  notificationListSchema,
  retriedSchema,
  silenceListSchema,
  silenceRequestSchema,
  silenceSchema,
  testResultSchema,
} from './alert-schema.ts';
import { answers, badQuestion, refuses } from './route-answers.ts';

export const alertsRoute = createRoute({
  method: 'get',
  path: '/v1/alerts',
  summary: 'What fires and what ended lately, and why a receiver is not told',
  responses: { 200: answers('the alerts', alertListSchema) },
});

export const silencesRoute = createRoute({
  method: 'get',
  path: '/v1/silences',
  summary: 'Silences at work',
  responses: { 200: answers('the silences', silenceListSchema) },
});

export const silenceRoute = createRoute({
  method: 'post',
  path: '/v1/silences',
  summary: 'Let nobody be told of alerts with these labels, for a time',
  request: {
    body: { required: true, content: { 'application/json': { schema: silenceRequestSchema } } },
  },
  responses: {
    200: answers('the silence', silenceSchema),
    400: badQuestion,
    409: refuses('there are too many'),
  },
});

export const endSilenceRoute = createRoute({
  method: 'delete',
  path: '/v1/silences/{id}',
  summary: 'Take a silence back',
  request: { params: idSchema },
  responses: {
    200: answers('the silence that was', silenceSchema),
    400: badQuestion,
    404: refuses('there is no such silence'),
  },
});

export const notificationsRoute = createRoute({
  method: 'get',
  path: '/v1/notifications',
  summary: 'Receivers, and what waits to be delivered to them',
  responses: { 200: answers('a thousand notifications at most', notificationListSchema) },
});

export const retryRoute = createRoute({
  method: 'post',
  path: '/v1/notifications/{id}/retry',
  summary: 'Deliver a notification after all that is not tried again by itself',
  request: { params: idSchema },
  responses: {
    200: answers('it is tried at once', retriedSchema),
    400: badQuestion,
    404: refuses('there is no such dead letter'),
  },
});

export const testAlertRoute = createRoute({
  method: 'post',
  path: '/v1/test-alert',
  summary: 'Send a test to each receiver, and wait up to 25 s for what comes of it',
  responses: { 200: answers('one for each receiver', testResultSchema) },
});
