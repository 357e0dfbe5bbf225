// The routes of what the diagnosis found.

import { createRoute } from '@hono/zod-openapi';
import { findingListSchema, findingQuerySchema, modelListSchema } from './finding-schema.ts';
import { answers, badQuestion } from './route-answers.ts';

export const findingsRoute = createRoute({
  method: 'get',
  path: '/v1/findings',
  summary: 'What is wrong, how one knows, and what to do',
  request: { query: findingQuerySchema },
  responses: { 200: answers('the findings', findingListSchema), 400: badQuestion },
});

export const modelsRoute = createRoute({
  method: 'get',
  path: '/v1/models',
  summary: 'What registered phones of one make, model and firmware do',
  responses: { 200: answers('the most frequent first', modelListSchema) },
});
