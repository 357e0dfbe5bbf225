// Looks at the facts of one subject with each rule of its kind.

import type { FindingBook } from './finding-book.ts';
import type { Found, RuleContext, SubjectFacts } from './rule.ts';
import { selectRules } from './rules.ts';
import { labelSubject } from './subject-labels.ts';

const rulesOf = {
  device: selectRules('device'),
  address: selectRules('address'),
  site: selectRules('site'),
  asterisk: selectRules('asterisk'),
  farend: selectRules('farend'),
} as const;

/** @param isSettled whether what an earlier life found may be over */
export function judgeSubject(
  facts: SubjectFacts,
  context: RuleContext,
  book: FindingBook,
  isSettled: boolean,
): void {
  // Nearly always there is nothing, and nothing to be taken back.
  const known = book.about(facts.subject);
  const note = (name: Parameters<FindingBook['deny']>[0], found: Found) => {
    if (found === undefined) {
      if (known?.has(name)) book.deny(name, facts.subject, isSettled);
    } else if (found !== 'unsure')
      book.confirm({
        since: context.now,
        ...found,
        name,
        ...labelSubject(facts),
        explainedBy: undefined,
      });
  };
  switch (facts.kind) {
    case 'device':
      for (const rule of rulesOf.device) note(rule.name, rule.find(facts, context));
      break;
    case 'address':
      for (const rule of rulesOf.address) note(rule.name, rule.find(facts, context));
      break;
    case 'site':
      for (const rule of rulesOf.site) note(rule.name, rule.find(facts, context));
      break;
    case 'asterisk':
      for (const rule of rulesOf.asterisk) note(rule.name, rule.find(facts, context));
      break;
    case 'farend':
      for (const rule of rulesOf.farend) note(rule.name, rule.find(facts, context));
      break;
  }
}
