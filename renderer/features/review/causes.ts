import type { Taxonomy } from '../../../shared/model/taxonomy.ts'
import { BUILT_IN_CAUSES, type CauseId, type Culprit } from '../../../shared/model/verdict.ts'
import { t } from '../../i18n/t.ts'
import { causeWord } from '../../ui/words.ts'

export type Cause = { readonly id: CauseId; readonly name: string; readonly culprit: Culprit }

/** The causes a reviewer may choose: the built-in ones, then the project's own. The first nine have digit keys. */
export const causesOf = (taxonomy: Taxonomy | null): readonly Cause[] => {
  const own = (taxonomy?.causes ?? []).filter((cause) => !BUILT_IN_CAUSES.some((built) => built.id === cause.id))
  return [...BUILT_IN_CAUSES.map((cause) => ({ ...cause, name: causeWord(cause.id) })), ...own]
}

export const CULPRIT_WORDS: Readonly<Record<Culprit, string>> = {
  data: t('the data'),
  'label-schema': t('the label schema'),
  workflow: t('the workflow'),
  'monitoring-threshold': t('the monitoring threshold'),
  model: t('the model'),
}
