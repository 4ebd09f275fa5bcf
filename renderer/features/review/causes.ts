import type { Taxonomy } from '../../../shared/model/taxonomy.ts'
import { BUILT_IN_CAUSES, type CauseId, type Culprit } from '../../../shared/model/verdict.ts'

export type Cause = { readonly id: CauseId; readonly name: string; readonly culprit: Culprit }

/** The causes a reviewer may choose: the built-in ones, then the project's own. The first nine have digit keys. */
export const causesOf = (taxonomy: Taxonomy | null): readonly Cause[] => {
  const own = (taxonomy?.causes ?? []).filter((cause) => !BUILT_IN_CAUSES.some((built) => built.id === cause.id))
  return [...BUILT_IN_CAUSES, ...own]
}

export const CULPRIT_WORDS: Readonly<Record<Culprit, string>> = {
  data: 'the data',
  'label-schema': 'the label schema',
  workflow: 'the workflow',
  'monitoring-threshold': 'the monitoring threshold',
  model: 'the model',
}
