import type { Annotation } from '../../model/annotation.ts'
import { AnnotationId } from '../../model/ids.ts'
import type { Json } from '../../model/json.ts'
import type { Shape, TextRange } from '../../model/shape.ts'
import { textRange } from '../text-offsets.ts'
import { type CarriedShape, type CarryRules, carry, leftOut, TURN_SPANS, tallyCase } from './carry.ts'
import { type ExportItem, type LossTally, UNANSWERED } from './export-item.ts'
import { isSafeName } from './image-names.ts'
import type { ReadAnnotations } from './read-row.ts'

const LINE_ENDS = /[\r\n]+/g

/** Without line ends at its beginning and end; null where nothing is left. */
const trimmed = (range: TextRange, text: string): TextRange | null => {
  const start = range.startUtf16 + (/^[\r\n]*/.exec(range.quote)?.[0].length ?? 0)
  const end = range.endUtf16 - (/[\r\n]*$/.exec(range.quote)?.[0].length ?? 0)
  return start >= end ? null : textRange(text, start, end)
}

/** Ranges between which only line ends lie cannot be told from one range over several lines. */
const closed = (ranges: readonly TextRange[], text: string): readonly TextRange[] => {
  const found: TextRange[] = []
  for (const range of ranges) {
    const last = found.at(-1)
    const gap = last === undefined ? '' : text.slice(last.endUtf16, range.startUtf16)
    if (last !== undefined && gap !== '' && gap.replaceAll(LINE_ENDS, '') === '')
      found[found.length - 1] = textRange(text, last.startUtf16, range.endUtf16)
    else found.push(range)
  }
  return found
}

const spanShape = (shape: Extract<Shape, { kind: 'span' }>, text: string): CarriedShape => {
  if (shape.turn !== undefined) return TURN_SPANS
  const inside = shape.ranges.flatMap((range) => trimmed(range, text) ?? [])
  if (inside.length === 0) return 'spans of line ends only, or of nothing'
  const ranges = closed(inside, text)
  const length = (all: readonly TextRange[]): number => all.reduce((sum, each) => sum + each.quote.length, 0)
  return {
    shape: { kind: 'span', ranges: [...ranges] },
    losses: [
      ...(length(inside) < length(shape.ranges) ? ['line ends at the ends of spans (cut off)'] : []),
      ...(ranges.length < inside.length ? ['gaps of line ends only (closed)'] : []),
    ],
  }
}

const rulesFor = (text: string): CarryRules => ({
  shape: (shape) => (shape.kind === 'span' ? spanShape(shape, text) : leftOut(shape)),
  attributes: true,
  scores: false,
  relation: () => null,
})

/** A name without white space, which brat takes for its end. */
const word = (name: string): string => name.replaceAll(/\s/gu, '_')

const carriedValue = (value: Json): true | string =>
  value === true ? true : word(typeof value === 'string' ? value : JSON.stringify(value))

const carriedAttributes = (
  annotation: Annotation,
  key: string,
  tally: LossTally,
): Readonly<Record<string, true | string>> => {
  const kept = new Map<string, true | string>()
  for (const [name, value] of Object.entries(annotation.attributes)) {
    const [as, said] = [word(name), carriedValue(value)]
    if (as === '' || said === '' || kept.has(as)) {
      tally.add('attributes without a name or a value of their own', key)
      continue
    }
    if (as !== name) tally.add('white space in names (written as _)', key)
    if (said !== value) tally.add('attributes that are no plain word (written as one)', key)
    kept.set(as, said)
  }
  return Object.fromEntries(kept)
}

/** What brat holds of a text; null where it has no place for the case. What is lost goes into `tally`. */
export const bratSaid = (item: ExportItem, tally: LossTally): ReadAnnotations | null => {
  const { case: one } = item
  const { text } = one.content
  if (!item.answered || text === undefined || text === '') {
    tally.beside(item.answered ? 'cases without a text of their own' : UNANSWERED, one.key)
    return null
  }
  tallyCase(item, tally, { keys: bratName(one.key) === one.key, meta: false, tokens: false })
  if (one.content.image !== undefined) tally.beside('images beside the text', one.key)
  const { annotations, relations } = carry(item.review, one.key, tally, rulesFor(text))
  const names = new Map(annotations.map(({ id }, index) => [id, AnnotationId.parse(`T${index + 1}`)]))
  const nameOf = (id: AnnotationId): AnnotationId => names.get(id) ?? id
  const spaced = [...annotations.map(({ label }) => label), ...relations.map(({ type }) => type)]
  tally.add('white space in names (written as _)', one.key, spaced.filter((name) => word(name) !== name).length)
  return {
    annotations: annotations.map((each) => ({
      ...each,
      id: nameOf(each.id),
      label: word(each.label),
      attributes: carriedAttributes(each, one.key, tally),
    })),
    relations: relations.map((each) => ({
      ...each,
      type: word(each.type),
      from: nameOf(each.from),
      to: nameOf(each.to),
    })),
  }
}

/** Says what brat loses of a case; false where it has no place for it at all. */
export const tallyBrat = (item: ExportItem, tally: LossTally): boolean => bratSaid(item, tally) !== null

/** The name of a case's text where its key can be one; the ending .txt is brat's. Null: no folder takes it. */
export const bratName = (key: string): string | null => {
  const name = /\.txt$/i.test(key) ? key : `${key}.txt`
  return isSafeName(name) && /[^/]\.txt$/i.test(name) ? name : null
}

/** Parts of a range that lie on one line each. */
const fragments = (range: TextRange, text: string): readonly TextRange[] => {
  const found: TextRange[] = []
  let at = range.startUtf16
  for (const end of [...range.quote.matchAll(LINE_ENDS)]) {
    const stop = range.startUtf16 + end.index
    if (stop > at) found.push(textRange(text, at, stop))
    at = stop + end[0].length
  }
  if (at < range.endUtf16) found.push(textRange(text, at, range.endUtf16))
  return found
}

const spanLine = ({ id, label, shape }: Annotation, text: string): string => {
  const parts = shape.kind === 'span' ? shape.ranges.flatMap((range) => fragments(range, text)) : []
  const places = parts.map(({ startCodePoint, endCodePoint }) => `${startCodePoint} ${endCodePoint}`)
  const quote = parts.map((part) => part.quote).join(' ')
  return `${id}\t${label} ${places.join(';')}\t${quote.replaceAll(/\s/gu, ' ')}\n`
}

/** The file of annotations beside a text. Offsets count code points. */
export const bratText = ({ annotations, relations }: ReadAnnotations, text: string): string => {
  let attributes = 0
  const lines = annotations.map((each) => spanLine(each, text))
  for (const { id, attributes: own } of annotations)
    for (const [name, value] of Object.entries(own)) {
      attributes += 1
      lines.push(`A${attributes}\t${name} ${id}${value === true ? '' : ` ${String(value)}`}\n`)
    }
  for (const [index, { type, from, to }] of relations.entries())
    lines.push(`R${index + 1}\t${type} Arg1:${from} Arg2:${to}\n`)
  return lines.join('')
}

/** Names that a batch uses, for `annotation.conf`, without which brat shows nothing. */
export const createBratNames = () => {
  const labels = new Set<string>()
  const types = new Set<string>()
  const attributes = new Map<string, Set<string>>()
  return {
    add: ({ annotations, relations }: ReadAnnotations): void => {
      for (const { label, attributes: own } of annotations) {
        labels.add(label)
        for (const [name, value] of Object.entries(own)) {
          const values = attributes.get(name) ?? new Set()
          attributes.set(name, values)
          if (value !== true) values.add(String(value))
        }
      }
      for (const { type } of relations) types.add(type)
    },
    text: (): string => {
      const sorted = (names: Iterable<string>): readonly string[] => [...names].sort()
      return [
        '[entities]',
        ...sorted(labels),
        '',
        '[relations]',
        ...sorted(types).map((type) => `${type}\tArg1:<ENTITY>, Arg2:<ENTITY>`),
        '',
        '[events]',
        '',
        '[attributes]',
        ...sorted(attributes.keys()).map((name) => {
          const values = sorted(attributes.get(name) ?? [])
          return `${name}\tArg:<ENTITY>${values.length === 0 ? '' : `, Value:${values.join('|')}`}`
        }),
        '',
      ].join('\n')
    },
  }
}
