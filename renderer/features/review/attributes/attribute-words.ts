import type { ValueProblem } from '../../../../shared/domain/taxonomy/attributes.ts'
import type { Json } from '../../../../shared/model/json.ts'
import { t } from '../../../i18n/t.ts'

/** What is wrong with a value, beside its field. */
export const problemWord = (problem: ValueProblem): string => {
  switch (problem.is) {
    case 'required':
      return t('Must be given.')
    case 'not-boolean':
      return t('Answer yes or no.')
    case 'not-list':
      return t('Tick what applies.')
    case 'not-number':
      return t('Write a number.')
    case 'not-text':
      return t('Write a text.')
    case 'not-day':
      return t('Write a day as 2026-11-23.')
    case 'not-code':
      return t('Choose a code of the list.')
    case 'not-offered':
      return t('“{value}” is not among what may be chosen.', { value: problem.value })
    case 'below':
      return t('{bound, number} at least.', { bound: problem.bound })
    case 'above':
      return t('{bound, number} at most.', { bound: problem.bound })
    case 'off-step':
      return t('In steps of {bound, number}.', { bound: problem.bound })
    case 'too-long':
      return t('{bound, number} characters at most.', { bound: problem.bound })
    case 'not-matching':
      return t('Must look like {pattern}', { pattern: problem.pattern })
  }
}

/** A value in a few words. */
export const valueWord = (value: Json | undefined): string => {
  if (value === undefined || value === null) return t('nothing')
  if (value === true) return t('yes')
  if (value === false) return t('no')
  if (Array.isArray(value)) return value.map((item) => valueWord(item)).join(', ')
  return typeof value === 'string' ? value : JSON.stringify(value)
}
