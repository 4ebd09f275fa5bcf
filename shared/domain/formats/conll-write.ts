import type { Annotation } from '../../model/annotation.ts'
import type { FormatOptions, TagScheme } from '../../model/format.ts'
import { type ExportItem, type LossTally, tallyJudgement, UNANSWERED } from './export-item.ts'

/** Half-open, in UTF-16 code units of the text. */
export type Token = readonly [start: number, end: number]

/**
 * For texts whose source gave no tokens: runs without white space, with ASCII punctuation standing alone. A fixed rule
 * instead of the platform's word breaker, whose answer changes with its version.
 */
export const tokenize = (text: string): readonly Token[] =>
  [...text.matchAll(/[!-/:-@[-`{-~]|[^\s!-/:-@[-`{-~]+/gu)].map((match) => [match.index, match.index + match[0].length])

/** Index of the first token that ends after `offset`. */
export const firstAfter = (tokens: readonly Token[], offset: number): number => {
  let low = 0
  let high = tokens.length
  while (low < high) {
    const middle = (low + high) >> 1
    const token = tokens[middle]
    if (token !== undefined && token[1] > offset) high = middle
    else low = middle + 1
  }
  return low
}

type Span = { readonly label: string; readonly start: number; readonly end: number }

/** Spans of the text in the order they are written: by start, the longer first, then by label. */
const spansOf = (annotations: readonly Annotation[]): readonly Span[] =>
  annotations
    .flatMap(({ label, shape }) => {
      if (shape.kind !== 'span' || shape.turn !== undefined) return []
      const first = shape.ranges[0]
      return first === undefined || shape.ranges.length > 1
        ? []
        : [{ label, start: first.startUtf16, end: first.endUtf16 }]
    })
    .sort((a, b) => a.start - b.start || b.end - a.end || (a.label < b.label ? -1 : a.label > b.label ? 1 : 0))

/** What separates columns or lines to somebody: Python takes some control characters for white space too. */
const BLANK = /[\s\p{Cc}]/u

const withoutBlanks = (text: string): string => text.replaceAll(new RegExp(BLANK, 'gu'), '_')

/** The tag of one token of a span of several, the last of which is at `last`. */
export const tagOf = (label: string, index: number, first: number, last: number, tags: TagScheme): string => {
  if (tags === 'bilou' && first === last) return `U-${label}`
  if (index === first) return `B-${label}`
  return tags === 'bilou' && index === last ? `L-${label}` : `I-${label}`
}

const tagsOf = (item: ExportItem, tokens: readonly Token[], scheme: TagScheme, tally: LossTally): readonly string[] => {
  const tags = tokens.map(() => 'O')
  for (const { label, start, end } of spansOf(item.review.annotations)) {
    const from = firstAfter(tokens, start)
    let to = from
    for (let token = tokens[to]; token !== undefined && token[0] < end; token = tokens[to]) to += 1
    if (to === from) {
      tally.add('spans over white space only', item.case.key)
      continue
    }
    if (tags.slice(from, to).some((tag) => tag !== 'O')) {
      tally.add('overlapping spans (the first and longest is kept)', item.case.key)
      continue
    }
    if (tokens[from]?.[0] !== start || tokens[to - 1]?.[1] !== end)
      tally.add('span boundaries inside a token (widened to whole tokens)', item.case.key)
    const name = withoutBlanks(label)
    if (name !== label) tally.add('white space in labels (written as _)', item.case.key)
    for (let index = from; index < to; index += 1) tags[index] = tagOf(name, index, from, to - 1, scheme)
  }
  return tags
}

/** What an annotation is that has no place beside tokens; null for a plain span. */
const lostKind = ({ shape }: Annotation): string | null => {
  if (shape.kind === 'case') return 'classes of the whole case'
  if (shape.kind !== 'span') return 'shapes other than spans'
  if (shape.turn !== undefined) return 'spans of conversation turns'
  return shape.ranges.length > 1 ? 'discontinuous spans' : null
}

const tallyItem = (item: ExportItem, tally: LossTally): void => {
  const { case: one, review } = item
  tallyJudgement(item, tally)
  tally.beside('case keys (a reader matches by the tokens)', one.key)
  if (one.source ?? one.group ?? one.time ?? one.outcome ?? one.flag)
    tally.beside('sources, groups, times, flags and outcomes', one.key)
  if (Object.keys(one.meta).length > 0) tally.beside('metadata', one.key)
  tally.add('relations', one.key, review.relations.length)
  for (const annotation of review.annotations) {
    const lost = lostKind(annotation)
    if (lost !== null) tally.add(lost, one.key)
    if (Object.keys(annotation.attributes).length > 0) tally.add('attributes', one.key)
  }
}

/** Readers skip it: it begins a document. */
const DOCUMENT_START = '-DOCSTART-'
const isDocumentStart = (word: string): boolean => word === DOCUMENT_START
const safeWord = (word: string): string => (isDocumentStart(word) ? 'DOCSTART' : withoutBlanks(word))

/** One sentence: its tokens and one tag a token, side by side. */
export type ConllSentence = { readonly tokens: readonly string[]; readonly tags: readonly string[] }

/**
 * The case as tokens (the source's own where it gave them) with their tags; null where the format has no place for it.
 * What is lost goes into `tally`.
 */
export const conllSentence = (item: ExportItem, scheme: TagScheme, tally: LossTally): ConllSentence | null => {
  const { content, key } = item.case
  if (!item.answered) {
    tally.beside(UNANSWERED, key)
    return null
  }
  const text = content.text
  const given = text === undefined ? [] : (item.case.tokens ?? tokenize(text))
  const tokens = given.filter(([start, end]) => text?.slice(start, end).trim() !== '')
  if (text === undefined || tokens.length === 0) {
    tally.add(text === undefined ? 'cases without a text of their own' : 'texts without a token', key)
    return null
  }
  tally.add('tokens of white space only', key, given.length - tokens.length)
  tallyItem(item, tally)
  const words = tokens.map(([start, end]) => text.slice(start, end))
  tally.add(`tokens named ${DOCUMENT_START} (written without the hyphens)`, key, words.filter(isDocumentStart).length)
  tally.add('white space inside tokens (written as _)', key, words.filter((word) => BLANK.test(word)).length)
  return { tokens: words.map(safeWord), tags: tagsOf(item, tokens, scheme, tally) }
}

/** Says what CoNLL loses of a case; false where it has no place for it at all. */
export const tallyConll = (item: ExportItem, tally: LossTally, { tags }: FormatOptions): boolean =>
  conllSentence(item, tags, tally) !== null

/** Token, tab, tag; a blank line after each sentence. */
export const conllText = ({ tokens, tags }: ConllSentence): string =>
  `${tokens.map((token, index) => `${token}\t${tags[index] ?? 'O'}\n`).join('')}\n`
