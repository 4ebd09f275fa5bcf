import type { Stretch } from './tools/text-snap.ts'

export type TextQuery = {
  readonly text: string
  readonly regex: boolean
  readonly wholeWords: boolean
  readonly matchCase: boolean
}

/** Hits in text order, without empty ones; `more` where there are further ones that were not looked for. */
export type Found = { readonly hits: readonly Stretch[]; readonly more: boolean }

/** Enough to be listed and labelled in one go: a command takes 20,000 changes. */
export const MOST_HITS = 10_000

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')
const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' })

/** A letter with its accents is the same written as one code point or as several: é is e and an accent too. */
const inAnySpelling = (text: string): string =>
  Array.from(graphemes.segment(text), ({ segment }) => {
    const spellings = [...new Set([segment, segment.normalize('NFC'), segment.normalize('NFD')])].map(escaped)
    return spellings.length === 1 ? spellings[0] : `(?:${spellings.join('|')})`
  }).join('')

const LETTER = String.raw`[\p{L}\p{N}\p{M}_]`

/** The query as one expression. Throws a SyntaxError, as `RegExp` does, for one that is none. */
export const patternOf = ({ text, regex, wholeWords, matchCase }: TextQuery): RegExp => {
  const source = regex ? `(?:${text})` : inAnySpelling(text)
  const edges = wholeWords ? `(?<!${LETTER})${source}(?!${LETTER})` : source
  return new RegExp(edges, `gu${matchCase ? '' : 'i'}`)
}

/**
 * Every place where the query stands in the text. A person's own expression may take without end: it is to be run where
 * it can be stopped.
 */
export const findAll = (text: string, query: TextQuery): Found => {
  if (query.text === '') return { hits: [], more: false }
  const hits: Stretch[] = []
  for (const match of text.matchAll(patternOf(query))) {
    if (match[0] === '') continue
    if (hits.length === MOST_HITS) return { hits, more: true }
    hits.push({ start: match.index, end: match.index + match[0].length })
  }
  return { hits, more: false }
}

/** A hit in one of several texts, with its place among them. */
export type TextHit = Stretch & { readonly place: number }

/** The same through several texts, one after the other; `MOST_HITS` in all. */
export const findThrough = (
  texts: readonly string[],
  query: TextQuery,
): { readonly hits: readonly TextHit[]; readonly more: boolean } => {
  const hits: TextHit[] = []
  for (const [place, text] of texts.entries()) {
    const found = findAll(text, query)
    const room = MOST_HITS - hits.length
    for (const hit of found.hits.slice(0, room)) hits.push({ ...hit, place })
    if (found.more || found.hits.length > room) return { hits, more: true }
  }
  return { hits, more: false }
}

/** A hit with what stands around it, on one line. */
export const inContext = (text: string, { start, end }: Stretch, reach: number) => {
  const flat = (from: number, to: number): string => text.slice(from, to).toWellFormed().replace(/\s+/gu, ' ')
  return {
    before: flat(Math.max(0, start - reach), start),
    hit: flat(start, end),
    after: flat(end, Math.min(text.length, end + reach)),
  }
}
