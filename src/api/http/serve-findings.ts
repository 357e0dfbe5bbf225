// Answers about findings and about models of phones.

import { answerPieces } from './answer-pieces.ts';
import type { Api, ApiEvents, ApiOptions } from './api-options.ts';
import { describeFinding, describeModels, selectFindings } from './describe-finding.ts';
import { findingsRoute, modelsRoute } from './finding-routes.ts';
import type { FindingList } from './finding-schema.ts';
import { formatList } from './format-list.ts';

export function serveFindings(api: Api, { diagnosis }: ApiOptions, events: ApiEvents): void {
  api.openapi(findingsRoute, (context) => {
    const findings = selectFindings([...diagnosis.findings()], context.req.valid('query'));
    const pieces = formatList('findings', findings, describeFinding);
    return answerPieces<FindingList>(context, pieces, events.onFailure);
  });
  api.openapi(modelsRoute, (context) => context.json(describeModels(diagnosis.models()), 200));
}
