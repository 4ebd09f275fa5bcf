import { z } from 'zod'

/** Gravest first: where several fit, the first wins. */
export const VERDICTS = [
  'unsafe',
  'non-compliant',
  'irrelevant',
  'incorrect',
  'partially-correct',
  'incomplete',
  'correct',
  'cannot-tell',
] as const
export const Verdict = z.enum(VERDICTS)
export type Verdict = z.infer<typeof Verdict>

/** What is wrong with an object or case; computed by comparing prediction and correction, never typed in. */
export const ERROR_TYPES = [
  'incorrect-classification',
  'missing-entity',
  'spurious',
  'wrong-boundary',
  'duplicate',
  'wrong-relation',
  'wrong-attribute',
  'high-confidence-wrong',
  'low-confidence-accepted',
] as const
export const ErrorType = z.enum(ERROR_TYPES)
export type ErrorType = z.infer<typeof ErrorType>

export const CULPRITS = ['data', 'label-schema', 'workflow', 'monitoring-threshold', 'model'] as const
export const Culprit = z.enum(CULPRITS)
export type Culprit = z.infer<typeof Culprit>

/** A cause's id: one of the built-in ones below, or one a project's taxonomy adds. */
export const CauseId = z.string().min(1).max(80)
export type CauseId = z.infer<typeof CauseId>

export const BUILT_IN_CAUSES = [
  { id: 'ambiguous-input', name: 'Ambiguous input', culprit: 'data' },
  { id: 'poor-source-quality', name: 'Poor source quality', culprit: 'data' },
  { id: 'edge-case-gap', name: 'Edge-case gap', culprit: 'data' },
  { id: 'outdated-label-taxonomy', name: 'Outdated label taxonomy', culprit: 'label-schema' },
  { id: 'label-lacks-context', name: 'Label lacks needed context', culprit: 'label-schema' },
  { id: 'compliance-sensitive-output', name: 'Compliance-sensitive output', culprit: 'workflow' },
  { id: 'right-output-wrong-use', name: 'Right output, wrong use', culprit: 'workflow' },
  { id: 'threshold-misfit', name: 'Threshold misfit', culprit: 'monitoring-threshold' },
  { id: 'model-error', name: 'Model error', culprit: 'model' },
] as const satisfies readonly { id: CauseId; name: string; culprit: Culprit }[]
