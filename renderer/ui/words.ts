import type { CaseStatus } from '../../shared/model/review.ts'
import type { ShapeKind } from '../../shared/model/shape.ts'
import type { TriggerRule } from '../../shared/model/trigger.ts'
import type { BUILT_IN_CAUSES, Culprit, ErrorType, Verdict } from '../../shared/model/verdict.ts'
import { language } from '../i18n/language.ts'
import { t } from '../i18n/t.ts'

/** The words of the interface for the model's terms. */
export const STATUS_WORDS: Readonly<Record<CaseStatus, string>> = {
  waiting: t('Waiting'),
  started: t('Started'),
  skipped: t('Skipped'),
  flagged: t('Flagged'),
  reviewed: t('Reviewed'),
}

export const VERDICT_WORDS: Readonly<Record<Verdict, string>> = {
  correct: t('Correct'),
  'partially-correct': t('Partially correct'),
  incomplete: t('Incomplete'),
  incorrect: t('Incorrect'),
  irrelevant: t('Irrelevant'),
  'non-compliant': t('Non-compliant'),
  unsafe: t('Unsafe'),
  'cannot-tell': t('Cannot tell'),
}

export const RULE_WORDS: Readonly<Record<TriggerRule, string>> = {
  'low-confidence': t('Low confidence'),
  'low-margin': t('Close call'),
  flagged: t('Flagged upstream'),
  'high-risk-label': t('High-risk label'),
  disagreement: t('Models disagree'),
  'nothing-predicted': t('Nothing predicted'),
  'random-audit': t('Random audit'),
  'outdated-taxonomy': t('Outdated label taxonomy'),
  'relabel-plan': t('Relabel plan'),
}

export const ERROR_WORDS: Readonly<Record<ErrorType, string>> = {
  'incorrect-classification': t('Incorrect classification'),
  'missing-entity': t('Missing entity'),
  spurious: t('Spurious'),
  'wrong-boundary': t('Wrong boundary'),
  duplicate: t('Duplicate'),
  'wrong-relation': t('Wrong relation'),
  'wrong-attribute': t('Wrong attribute'),
  'high-confidence-wrong': t('High-confidence wrong'),
  'low-confidence-accepted': t('Low-confidence but accepted'),
}

const CAUSE_WORDS: Readonly<Record<(typeof BUILT_IN_CAUSES)[number]['id'], string>> = {
  'ambiguous-input': t('Ambiguous input'),
  'poor-source-quality': t('Poor source quality'),
  'edge-case-gap': t('Edge-case gap'),
  'outdated-label-taxonomy': t('Outdated label taxonomy'),
  'label-lacks-context': t('Label lacks needed context'),
  'compliance-sensitive-output': t('Compliance-sensitive output'),
  'right-output-wrong-use': t('Right output, wrong use'),
  'threshold-misfit': t('Threshold misfit'),
  'model-error': t('Model error'),
}

export const SHAPE_WORDS: Readonly<Record<ShapeKind, string>> = {
  box: t('box'),
  'rotated-box': t('rotated box'),
  ellipse: t('ellipse'),
  polygon: t('polygon'),
  polyline: t('line'),
  point: t('point'),
  skeleton: t('skeleton'),
  mask: t('mask'),
  span: t('span'),
  field: t('field'),
  item: t('item'),
  case: t('case'),
}

export const CULPRIT_WORDS: Readonly<Record<Culprit, string>> = {
  data: t('the data'),
  'label-schema': t('the label schema'),
  workflow: t('the workflow'),
  'monitoring-threshold': t('the monitoring threshold'),
  model: t('the model'),
}

/** A word of these tables within a sentence. English writes it small there; German nouns and Arabic stay as they are. */
export const inSentence = (word: string): string => (language === 'en' ? word.toLowerCase() : word)

/** A project's own cause is named by its id, which a person wrote. */
export const causeWord = (id: string): string => wordOf(CAUSE_WORDS, id)

/** The word for a key of a table that came over the wire; the key itself when it is not one of ours. */
export const wordOf = (words: Readonly<Record<string, string>>, key: string): string => words[key] ?? key
