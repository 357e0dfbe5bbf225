// What farend found, of the API and of a capture.

import { z } from 'zod';
import {
  type FindingAnswer,
  findingListSchema,
  findingSchema,
} from '../../../src/api/http/finding-schema.ts';
import { askApi } from '../../support/ask-api.ts';
import type { Farend } from '../../support/farend.ts';
import { runFarend } from '../../support/farend.ts';
import { pollUntil } from '../../support/process/poll-until.ts';
import type { Way } from './ways.ts';

/** Asterisk may be half a minute late with what it has to say. */
const DEADLINE_MS = 60_000;

const explainSchema = z.object({
  captures: z.array(z.object({ findings: z.array(findingSchema) })),
});

export async function readFindings({ apiPath }: Farend): Promise<readonly FindingAnswer[]> {
  const { text } = await askApi(apiPath, '/v1/findings');
  return findingListSchema.parse(JSON.parse(text)).findings;
}

/** Until the API names what is wrong with the phone; what it does not name is the test's to judge. */
export async function waitForFinding(farend: Farend, { name, finding }: Way): Promise<void> {
  if (finding === undefined) return;
  const ask = async (): Promise<true | undefined> => {
    const told = listTold(await readFindings(farend), name);
    return told.some((found) => found.name === finding) || undefined;
  };
  const what = `${finding} of ${name}`;
  await pollUntil(ask, { timeoutMs: DEADLINE_MS, everyMs: 500, what }).catch(() => undefined);
}

/** Of what `farend explain` says at the end of the capture. */
export async function explainCapture(
  namespace: string,
  path: string,
): Promise<readonly FindingAnswer[]> {
  const { stdout } = await runFarend(namespace, 'explain', path, '--json');
  const { captures } = explainSchema.parse(JSON.parse(stdout));
  return captures.flatMap(({ findings }) => findings);
}

/** What is found about a phone and not explained by something else. */
export function listTold(findings: readonly FindingAnswer[], endpoint: string): FindingAnswer[] {
  return findings.filter((found) => found.endpoint === endpoint && found.explainedBy === null);
}
