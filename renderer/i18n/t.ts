import { IntlMessageFormat } from 'intl-messageformat'
import { catalog, language } from './language.ts'

type Values = Readonly<Record<string, string | number>>

const formats = new Map<string, IntlMessageFormat>()

/**
 * An English message in the language of the desk. The English text is the key; numbers and names go in by ICU syntax:
 * `t('{count, plural, one {# case} other {# cases}}', { count })`. What a language has no words for stays English.
 */
export const t = (message: string, values?: Values): string => {
  const words = catalog[message] ?? message
  if (values === undefined && !words.includes('{')) return words
  const known = formats.get(words)
  const format =
    known ??
    new IntlMessageFormat(words, catalog[message] === undefined ? 'en' : language, undefined, { ignoreTag: true })
  if (!known) formats.set(words, format)
  return String(format.format(values))
}
