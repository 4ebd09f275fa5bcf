import type { FailureDimension, FailureKind, FailureRate } from '../../../shared/model/failure.ts'
import { t } from '../../i18n/t.ts'
import { count, percent } from '../../ui/numbers.ts'
import { causeWord, ERROR_WORDS } from '../../ui/words.ts'

const DIMENSION_WORDS = {
  label: t('Label'),
  source: t('Source'),
  model: t('Model'),
  day: t('Day'),
  week: t('Week'),
  month: t('Month'),
} as const satisfies Partial<Record<FailureDimension, string>>

/** The columns there are to choose from, with the declared metadata behind them. */
export const dimensionChoices = (
  metadataFields: readonly string[],
): readonly { readonly value: FailureDimension; readonly label: string }[] => [
  { value: 'label', label: DIMENSION_WORDS.label },
  { value: 'source', label: DIMENSION_WORDS.source },
  { value: 'model', label: DIMENSION_WORDS.model },
  { value: 'day', label: DIMENSION_WORDS.day },
  { value: 'week', label: DIMENSION_WORDS.week },
  { value: 'month', label: DIMENSION_WORDS.month },
  ...metadataFields.map((field) => ({ value: `meta.${field}` as const, label: field })),
]

/** A dimension's name: a metadata field's own. */
export const dimensionWord = (dimension: FailureDimension): string => {
  switch (dimension) {
    case 'label':
    case 'source':
    case 'model':
    case 'day':
    case 'week':
    case 'month':
      return DIMENSION_WORDS[dimension]
    default:
      return dimension.slice('meta.'.length)
  }
}

/** What a row counts. `named`: the project's own names of its causes, by their ids. */
export const whatWord = (what: FailureKind, named: ReadonlyMap<string, string>): string => {
  switch (what.kind) {
    case 'any':
      return t('Any failure')
    case 'error':
      return ERROR_WORDS[what.error]
    case 'cause': {
      const word = causeWord(what.cause)
      return word === what.cause ? (named.get(what.cause) ?? word) : word
    }
  }
}

export const sliceWord = (value: string | null): string => value ?? t('unknown')

/** "12 of 40: 30 %, surely between 18.1 % and 45.4 %". */
export const rateSentence = ({ count: found, of, rate, low, high }: FailureRate): string =>
  rate === null || low === null || high === null
    ? t('{count} of {of}', { count: count(found), of: count(of) })
    : t('{count} of {of}: {rate}, with 95 % certainty between {low} and {high}', {
        count: count(found),
        of: count(of),
        rate: percent(rate),
        low: percent(low),
        high: percent(high),
      })
