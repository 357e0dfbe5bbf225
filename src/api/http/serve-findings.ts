// Answers about findings and about models of phones.

import { answerPieces } from './answer-pieces.ts';
import type { Api, ApiEvents, ApiOptions } from './api-options.ts';
import { describeModels, formatFindingList } from './describe-finding.ts';
import { findingsRoute, modelsRoute } from './finding-routes.ts';
import type { FindingList } from './finding-schema.ts';

export function serveFindings(api: Api, { diagnosis }: ApiOptions, events: ApiEvents): void {
  api.openapi(findingsRoute, (context) => {
    const pieces = formatFindingList([...diagnosis.findings()], context.req.valid('query'));
    return answerPieces<FindingList>(context, pieces, events.onFailure);
  });
  api.openapi(modelsRoute, (context) => context.json(describeModels(diagnosis.models()), 200));
}
