import { z } from 'zod'
import { Annotation, Relation, Score } from './annotation.ts'
import { CaseId, Instant, PredictionId } from './ids.ts'

export const Model = z.strictObject({
  name: z.string().min(1),
  version: z.string(),
  trainedOn: z.string().optional(),
})
export type Model = z.infer<typeof Model>

/** "shelf@8": a model as the interface, the command line and the query language write it. */
export const modelName = (model: Model): string =>
  model.version === '' ? model.name : `${model.name}@${model.version}`

/** "shelf@8" as a model: the version is what stands behind the last @. Null where nothing is written. */
export const parseModel = (name: string | undefined): Model | null => {
  const text = name?.trim() ?? ''
  if (text === '') return null
  const at = text.lastIndexOf('@')
  return at > 0 ? { name: text.slice(0, at), version: text.slice(at + 1) } : { name: text, version: '' }
}

/** What production did with the prediction. */
export const Decision = z.strictObject({
  action: z.string(),
  threshold: z.number().optional(),
  time: Instant.optional(),
})
export type Decision = z.infer<typeof Decision>

/** What one model version said about a case. Immutable once imported. A class is an annotation of the whole case. */
export const Prediction = z.strictObject({
  id: PredictionId,
  caseId: CaseId,
  model: Model,
  /** The source's own id of this prediction, where it gave one. */
  sourceId: z.string().optional(),
  annotations: z.array(Annotation),
  relations: z.array(Relation),
  /** Class probabilities by label name, where the model gave them. */
  scores: z.record(z.string(), Score).optional(),
  reasons: z.array(z.string()).optional(),
  latencyMs: z.number().nonnegative().optional(),
  decision: Decision.optional(),
})
export type Prediction = z.infer<typeof Prediction>
