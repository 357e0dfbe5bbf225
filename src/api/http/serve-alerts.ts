// Answers about alerts, and what people may do about them.

import { HTTPException } from 'hono/http-exception';
import {
  alertsRoute,
  endSilenceRoute,
  notificationsRoute,
  retryRoute,
  silenceRoute,
  silencesRoute,
  testAlertRoute,
} from './alert-routes.ts';
import type { AlertList } from './alert-schema.ts';
import { answerPieces } from './answer-pieces.ts';
import type { Api, ApiEvents, ApiOptions } from './api-options.ts';
import {
  describeAlert,
  describeNotifications,
  describeSilence,
  describeTest,
} from './describe-alert.ts';
import { formatList } from './format-list.ts';

export function serveAlerts(api: Api, { alerts }: ApiOptions, events: ApiEvents): void {
  api.openapi(alertsRoute, (context) => {
    const pieces = formatList('alerts', [...alerts.alerts()], describeAlert);
    return answerPieces<AlertList>(context, pieces, events.onFailure);
  });
  api.openapi(notificationsRoute, (context) => context.json(describeNotifications(alerts), 200));
  api.openapi(retryRoute, (context) => {
    const { id } = context.req.valid('param');
    if (alerts.retry(id)) return context.json({ id }, 200);
    throw new HTTPException(404, { message: `there is no dead letter ${id}` });
  });
  api.openapi(testAlertRoute, async (context) =>
    context.json(describeTest(await alerts.sendTest()), 200),
  );
  serveSilences(api, alerts, events);
}

function serveSilences(api: Api, alerts: ApiOptions['alerts'], events: ApiEvents): void {
  api.openapi(silencesRoute, (context) =>
    context.json({ silences: alerts.silences().map(describeSilence) }, 200),
  );
  api.openapi(silenceRoute, (context) => {
    const { matchers, ...rest } = context.req.valid('json');
    const silence = alerts.silence({ ...rest, matchers: { ...matchers } });
    if (silence === undefined)
      throw new HTTPException(409, { message: 'there are too many silences: take some back' });
    events.onSilenced(silence);
    return context.json(describeSilence(silence), 200);
  });
  api.openapi(endSilenceRoute, (context) => {
    const { id } = context.req.valid('param');
    const silence = alerts.silences().find((known) => known.id === id);
    if (silence === undefined || !alerts.endSilence(id))
      throw new HTTPException(404, { message: `there is no silence ${id}` });
    events.onSilenceEnded(silence);
    return context.json(describeSilence(silence), 200);
  });
}
