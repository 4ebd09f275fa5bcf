import type { Json } from '../../../shared/model/json.ts'

const textOf = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value))

/** Stands for no value yet where at least one must be there: it is met nowhere, and not shown. */
export const NO_VALUE: Json = ''

/** Values as a person types them, each once: 4 and "4" look alike. */
export const typedValues = (values: readonly Json[]): string[] =>
  [...new Set(values.map(textOf))].filter((text) => text !== NO_VALUE)

/**
 * What typed values may mean in the data: a number or true and false as such and as the text, since metadata from a CSV
 * file is text where the same from JSON is not.
 */
export const meantValues = (typed: readonly string[]): Json[] =>
  typed
    .map((text) => text.toWellFormed())
    .flatMap((text): Json[] => {
      if (text === 'true' || text === 'false') return [text === 'true', text]
      const number = Number(text)
      return text.trim() !== '' && Number.isFinite(number) && String(number) === text ? [number, text] : [text]
    })
