import { IntlMessageFormat } from 'intl-messageformat'
import { catalog, locale } from './language.ts'

export type Values = Readonly<Record<string, string | number>>

const formats = new Map<string, IntlMessageFormat>()

/**
 * An English message in the language of the desk. The English text is the key; numbers and names go in by ICU syntax:
 * `t('{count, plural, one {# case} other {# cases}}', { count })`. What a language has no words for stays English.
 */
export const t = (message: string, values?: Values): string => {
  const translated = catalog[message] || null
  const words = translated ?? message
  if (values === undefined && !words.includes('{')) return words
  const known = formats.get(words)
  const format =
    known ?? new IntlMessageFormat(words, translated === null ? 'en-GB' : locale, undefined, { ignoreTag: true })
  if (!known) formats.set(words, format)
  return String(format.format(values))
}

let sources: ReadonlyMap<string, string> | null = null

/** The English message that these words translate; the words themselves where they translate none. */
export const englishOf = (words: string): string => {
  sources ??= new Map(Object.entries(catalog).map(([english, translated]) => [translated, english]))
  return sources.get(words) ?? words
}
