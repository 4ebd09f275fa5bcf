import type { Annotation } from '../../model/annotation.ts'
import { AnnotationId } from '../../model/ids.ts'
import { textRange } from '../text-offsets.ts'
import { type CarryRules, carry, leftOut, TURN_SPANS, tallyCase } from './carry.ts'
import { firstAfter, type Token, tokenize } from './conll-write.ts'
import { type ExportItem, type LossTally, UNANSWERED } from './export-item.ts'
import { isSafeName } from './image-names.ts'
import type { ReadAnnotations } from './read-row.ts'
import { escapeText, escapeValue } from './webanno-cells.ts'

/** The layers that INCEpTION has, or can be given, for entities and what joins them. */
const ENTITIES = 'de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity'
const RELATIONS = 'webanno.custom.Relation'

/** Tokens that follow one another and hold something; none where the source's do not. */
const orderly = (tokens: readonly Token[]): readonly Token[] | null =>
  tokens.length > 0 && tokens.every(([start, end], index) => end > start && start >= (tokens[index - 1]?.[1] ?? 0))
    ? tokens
    : null

/** The tokens that a range touches, as places in their list: the first, and the one behind the last. */
const within = (tokens: readonly Token[], start: number, end: number): readonly [number, number] => {
  const from = firstAfter(tokens, start)
  const behind = firstAfter(tokens, end)
  const last = tokens[behind]
  return [from, last !== undefined && last[0] < end ? behind + 1 : behind]
}

const rulesFor = (tokens: readonly Token[], text: string): CarryRules => ({
  shape: (shape) => {
    if (shape.kind !== 'span') return leftOut(shape)
    if (shape.turn !== undefined) return TURN_SPANS
    const [range] = shape.ranges
    if (range === undefined || shape.ranges.length > 1) return 'discontinuous spans'
    const [from, to] = within(tokens, range.startUtf16, range.endUtf16)
    const [first, last] = [tokens[from], tokens[to - 1]]
    if (first === undefined || last === undefined || from >= to) return 'spans between tokens'
    const [start, end] = [Math.max(range.startUtf16, first[0]), Math.min(range.endUtf16, last[1])]
    const cut = start !== range.startUtf16 || end !== range.endUtf16
    return {
      shape: { kind: 'span', ranges: [textRange(text, start, end)] },
      losses: cut ? ['ends of spans between tokens (cut to tokens)'] : [],
    }
  },
  attributes: false,
  scores: false,
  relation: () => null,
})

/** One line of the body: a token or part of one, and the annotations on it by their place in the list. */
type Row = { readonly id: string; readonly start: number; readonly end: number; readonly on: readonly number[] }

export type WebAnnoDoc = {
  readonly text: string
  readonly rows: readonly Row[]
  /** In the order in which a reader meets them. */
  readonly said: ReadAnnotations
}

const placeOf = ({ shape }: Annotation): readonly [number, number] => {
  const range = shape.kind === 'span' ? shape.ranges[0] : undefined
  return [range?.startUtf16 ?? 0, range?.endUtf16 ?? 0]
}

/** Tokens, each followed by the parts of it at which an annotation begins or ends. */
const rowsOf = (tokens: readonly Token[], annotations: readonly Annotation[]): readonly Row[] => {
  const places = annotations.map(placeOf)
  const touching = new Map<number, number[]>()
  for (const [index, [from, to]] of places.entries()) {
    const [first, behind] = within(tokens, from, to)
    for (let token = first; token < behind; token += 1) touching.set(token, [...(touching.get(token) ?? []), index])
  }
  return tokens.flatMap(([start, end], nth) => {
    const whole: number[] = []
    const parts = new Map<string, { readonly start: number; readonly end: number; readonly on: number[] }>()
    for (const index of touching.get(nth) ?? []) {
      const [from, to] = places[index] ?? [0, 0]
      const [first, last] = [Math.max(from, start), Math.min(to, end)]
      if (first === start && last === end) {
        whole.push(index)
        continue
      }
      const part = parts.get(`${first}-${last}`) ?? { start: first, end: last, on: [] }
      parts.set(`${first}-${last}`, part)
      part.on.push(index)
    }
    const id = `1-${nth + 1}`
    const ordered = [...parts.values()].sort((a, b) => a.start - b.start || a.end - b.end)
    return [{ id, start, end, on: whole }, ...ordered.map((part, index) => ({ id: `${id}.${index + 1}`, ...part }))]
  })
}

/** Renumbered as a reader meets them: by the rows, and those of relations by their targets. */
const inOrder = (rows: readonly Row[], { annotations, relations }: ReadAnnotations) => {
  const order = [...new Set(rows.flatMap(({ on }) => on))]
  const names = new Map(order.map((old, index) => [annotations[old]?.id, AnnotationId.parse(`o${index + 1}`)]))
  const position = new Map(order.map((old, index) => [old, index]))
  const firstRow = new Map<AnnotationId, number>()
  for (const [index, { on }] of rows.entries())
    for (const old of on) {
      const name = names.get(annotations[old]?.id)
      if (name !== undefined && !firstRow.has(name)) firstRow.set(name, index)
    }
  const joined = relations.flatMap((relation) => {
    const [from, to] = [names.get(relation.from), names.get(relation.to)]
    return from === undefined || to === undefined ? [] : [{ ...relation, from, to }]
  })
  joined.sort((a, b) => (firstRow.get(a.to) ?? 0) - (firstRow.get(b.to) ?? 0))
  return {
    rows: rows.map((row) => ({ ...row, on: row.on.map((old) => position.get(old) ?? 0) })),
    said: {
      annotations: order.flatMap((old, index) => {
        const annotation = annotations[old]
        return annotation === undefined ? [] : [{ ...annotation, id: AnnotationId.parse(`o${index + 1}`) }]
      }),
      relations: joined.map((each, index) => ({ ...each, id: AnnotationId.parse(`r${index + 1}`) })),
    },
  }
}

/** What WebAnno TSV holds of a text; null where it has no place for the case. What is lost goes into `tally`. */
export const webannoDoc = (item: ExportItem, tally: LossTally): WebAnnoDoc | null => {
  const { case: one } = item
  const { text } = one.content
  const given = orderly(one.tokens ?? [])
  const tokens = text === undefined ? [] : (given ?? tokenize(text))
  const first = tokens[0]?.[0]
  if (!item.answered || text === undefined || first === undefined) {
    const why = text === undefined ? 'cases without a text of their own' : 'texts without a token'
    tally.beside(item.answered ? why : UNANSWERED, one.key)
    return null
  }
  tallyCase(item, tally, { keys: webannoName(one.key) !== null, meta: false, tokens: given !== null })
  if (one.content.image !== undefined) tally.beside('images beside the text', one.key)
  const before = text.slice(0, first)
  if (before.replaceAll(' ', '') !== '') tally.add('what stands before the first token (written as spaces)', one.key)
  const said = carry(item.review, one.key, tally, rulesFor(tokens, text))
  return { text: `${' '.repeat(first)}${text.slice(first)}`, ...inOrder(rowsOf(tokens, said.annotations), said) }
}

/** Says what WebAnno TSV loses of a case; false where it has no place for it at all. */
export const tallyWebAnno = (item: ExportItem, tally: LossTally): boolean => webannoDoc(item, tally) !== null

/** The name of a case's file where its key can be one; null where no folder takes it. */
export const webannoName = (key: string): string | null => {
  const name = `${key}.tsv`
  return key !== '' && !/\.tsv$/i.test(key) && isSafeName(name) ? name : null
}

const stacked = (values: readonly string[]): string => (values.length === 0 ? '_' : values.join('|'))

/** The file of one text: a single sentence of all its lines, so that nothing between sentences is lost. */
export const webannoText = ({ text, rows, said: { annotations, relations } }: WebAnnoDoc): string => {
  const places: Row[][] = annotations.map(() => [])
  for (const row of rows) for (const index of row.on) places[index]?.push(row)
  /** What lies on several rows, or where others lie, is told by a number. */
  const numbers = places.map((own, index) => (own.length > 1 || own.some(({ on }) => on.length > 1) ? index + 1 : 0))
  const indexOf = new Map(annotations.map(({ id }, index) => [id, index]))
  const value = (index: number): string => {
    const number = numbers[index] ?? 0
    return `${escapeValue(annotations[index]?.label ?? '')}${number > 0 ? `[${number}]` : ''}`
  }
  const arrivals = new Map<Row | undefined, (readonly [type: string, source: string])[]>()
  for (const { type, from, to } of relations) {
    const [source, target] = [indexOf.get(from) ?? 0, indexOf.get(to) ?? 0]
    const [a, b] = [numbers[source] ?? 0, numbers[target] ?? 0]
    const reference = `${places[source]?.[0]?.id ?? ''}${a + b > 0 ? `[${a}_${b}]` : ''}`
    const row = places[target]?.[0]
    arrivals.set(row, [...(arrivals.get(row) ?? []), [escapeValue(type), reference]])
  }
  const lines = rows.map((row) => {
    const cells = [
      row.id,
      `${row.start}-${row.end}`,
      escapeText(text.slice(row.start, row.end)),
      stacked(row.on.map(value)),
    ]
    if (relations.length > 0) {
      const found = arrivals.get(row) ?? []
      cells.push(stacked(found.map(([type]) => type)), stacked(found.map(([, source]) => source)))
    }
    return `${cells.join('\t')}\n`
  })
  const start = rows[0]?.start ?? 0
  const shown = text
    .slice(start)
    .split('\n')
    .map((line) => `#Text=${escapeText(line)}\n`)
  const joins = relations.length > 0 ? `#T_RL=${RELATIONS}|label|BT_${ENTITIES}\n` : ''
  return `#FORMAT=WebAnno TSV 3.3\n#T_SP=${ENTITIES}|value\n${joins}\n\n${shown.join('')}${lines.join('')}\n`
}
