import { normaliseValue } from '../../../../shared/domain/fields/normalise.ts'
import { fieldText } from '../../../../shared/domain/fields/record-fields.ts'
import type { Json } from '../../../../shared/model/json.ts'
import type { FieldDefinition } from '../../../../shared/model/taxonomy.ts'
import { locale } from '../../../i18n/language.ts'
import { t } from '../../../i18n/t.ts'

const numbers = new Intl.NumberFormat(locale, { maximumFractionDigits: 20 })
const amounts = new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 20 })
const days = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' })

/** Digits as text keep all of them: `format` reads a decimal text exactly. */
const exactly = (format: Intl.NumberFormat, digits: string): string =>
  format.format(digits as Intl.StringNumericLiteral)

/**
 * A field's value as people read it: digits grouped, with the unit behind, days in words. What cannot be read as its kind
 * stands as it was given.
 */
export const formatField = (value: Json | undefined, definition: FieldDefinition | null): string => {
  const raw = fieldText(value)
  if (definition === null) return raw
  const read = normaliseValue(definition.kind, raw, definition.values)
  if (read.state !== 'read') return raw
  const withUnit = (text: string): string => (definition.unit ? `${text}\u00a0${definition.unit}` : text)
  switch (definition.kind) {
    case 'number':
      return withUnit(exactly(numbers, read.value))
    case 'amount':
      return withUnit(exactly(amounts, read.value))
    case 'date':
      return days.format(new Date(`${read.value}T00:00:00Z`))
    case 'boolean':
      return read.value === 'true' ? t('yes') : t('no')
    case 'text':
    case 'choice':
      return withUnit(raw)
    default:
      return definition.kind satisfies never
  }
}

/** Why a typed value is not taken, and what to write instead; null where it is. */
export const fieldProblem = (text: string, definition: FieldDefinition | null): string | null => {
  if (definition === null) return null
  const read = normaliseValue(definition.kind, text, definition.values)
  if (read.state === 'unclear')
    return t('This may mean {values}. Write the one you mean.', { values: read.values.join(t(' or ')) })
  if (read.state !== 'invalid') return null
  switch (definition.kind) {
    case 'number':
      return t('This is no number. Write it like 1234.5.')
    case 'amount':
      return t('This is no amount. Write it like 1234.50.')
    case 'date':
      return t('This is no day. Write it like 2026-06-30.')
    case 'boolean':
      return t('Write yes or no.')
    case 'text':
    case 'choice':
      return t('Choose one of {values}.', { values: (definition.values ?? []).join(', ') })
    default:
      return definition.kind satisfies never
  }
}
