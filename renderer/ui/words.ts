import type { CaseStatus } from '../../shared/model/review.ts'
import type { TriggerRule } from '../../shared/model/trigger.ts'
import type { ErrorType, Verdict } from '../../shared/model/verdict.ts'
import { BUILT_IN_CAUSES } from '../../shared/model/verdict.ts'

/** The words of the interface for the model's terms. */
export const STATUS_WORDS: Readonly<Record<CaseStatus, string>> = {
  waiting: 'Waiting',
  started: 'Started',
  skipped: 'Skipped',
  flagged: 'Flagged',
  reviewed: 'Reviewed',
}

export const VERDICT_WORDS: Readonly<Record<Verdict, string>> = {
  correct: 'Correct',
  'partially-correct': 'Partially correct',
  incomplete: 'Incomplete',
  incorrect: 'Incorrect',
  irrelevant: 'Irrelevant',
  'non-compliant': 'Non-compliant',
  unsafe: 'Unsafe',
  'cannot-tell': 'Cannot tell',
}

export const RULE_WORDS: Readonly<Record<TriggerRule, string>> = {
  'low-confidence': 'Low confidence',
  'low-margin': 'Close call',
  flagged: 'Flagged upstream',
  'high-risk-label': 'High-risk label',
  disagreement: 'Models disagree',
  'nothing-predicted': 'Nothing predicted',
  'random-audit': 'Random audit',
}

export const ERROR_WORDS: Readonly<Record<ErrorType, string>> = {
  'incorrect-classification': 'Incorrect classification',
  'missing-entity': 'Missing entity',
  spurious: 'Spurious',
  'wrong-boundary': 'Wrong boundary',
  duplicate: 'Duplicate',
  'wrong-relation': 'Wrong relation',
  'wrong-attribute': 'Wrong attribute',
  'high-confidence-wrong': 'High-confidence wrong',
  'low-confidence-accepted': 'Low-confidence but accepted',
}

const causeNames: ReadonlyMap<string, string> = new Map(BUILT_IN_CAUSES.map((cause) => [cause.id, cause.name]))

/** A project's own cause is named by its id, which a person wrote. */
export const causeWord = (id: string): string => causeNames.get(id) ?? id

/** The word for a key of a table that came over the wire; the key itself when it is not one of ours. */
export const wordOf = (words: Readonly<Record<string, string>>, key: string): string => words[key] ?? key
