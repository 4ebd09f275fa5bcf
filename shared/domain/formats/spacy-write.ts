import type { Annotation } from '../../model/annotation.ts'
import type { FormatOptions, OffsetUnit } from '../../model/format.ts'
import { AnnotationId, type BatchId } from '../../model/ids.ts'
import type { JsonObject } from '../../model/json.ts'
import { sameJson } from '../same-json.ts'
import { type CarryRules, carry, leftOut, TURN_SPANS, tallyCase } from './carry.ts'
import { type ExportItem, type LossTally, UNANSWERED } from './export-item.ts'
import { jsonLine } from './json-line.ts'
import { tokensAsWritten, WIDER_TOKENS } from './native-write.ts'
import { asWritten, createUnitOffsets, type UnitOffsets, WIDENED } from './offset-unit.ts'
import { ORIGIN, originOf } from './origin.ts'
import type { ReadAnnotations } from './read-row.ts'

const rulesFor = (offsets: UnitOffsets): CarryRules => ({
  shape: (shape) => {
    if (shape.kind === 'case') return shape.turn === undefined ? { shape, losses: [] } : TURN_SPANS
    if (shape.kind !== 'span') return leftOut(shape)
    if (shape.turn !== undefined) return TURN_SPANS
    const [range] = shape.ranges
    if (range === undefined || shape.ranges.length > 1) return 'discontinuous spans'
    const written = asWritten(range, offsets)
    const widened = written.startUtf16 !== range.startUtf16 || written.endUtf16 !== range.endUtf16
    return { shape: { kind: 'span', ranges: [written] }, losses: widened ? [WIDENED] : [] }
  },
  attributes: false,
  scores: false,
  relation: false,
})

type Placed = { readonly annotation: Annotation; readonly start: number; readonly end: number }

/** By place; of those that begin together the longest first. */
const placed = (annotations: readonly Annotation[]): readonly Placed[] =>
  annotations
    .flatMap((annotation) => {
      const range = annotation.shape.kind === 'span' ? annotation.shape.ranges[0] : undefined
      return range === undefined ? [] : [{ annotation, start: range.startUtf16, end: range.endUtf16 }]
    })
    .sort((a, b) => a.start - b.start || b.end - a.end)

/** What spaCy holds of a text: classes, entities, which do not overlap, and the spans that overlap them. */
export type SpacyDoc = {
  readonly classes: readonly Annotation[]
  readonly ents: readonly Annotation[]
  readonly others: readonly Annotation[]
}

/** Null where spaCy has no place for a case. What is lost goes into `tally`. */
export const spacyDoc = (item: ExportItem, unit: OffsetUnit, tally: LossTally): SpacyDoc | null => {
  const { case: one } = item
  const { text } = one.content
  if (!item.answered || text === undefined) {
    tally.beside(text === undefined ? 'cases without a text of their own' : UNANSWERED, one.key)
    return null
  }
  tallyCase(item, tally, { keys: true, meta: true, tokens: true })
  if (one.content.image !== undefined) tally.beside('images beside the text', one.key)
  if (!sameJson(tokensAsWritten(one, unit), one.tokens)) tally.beside(WIDER_TOKENS, one.key)
  const { annotations } = carry(item.review, one.key, tally, rulesFor(createUnitOffsets(text, unit)))
  const all = [...new Map(annotations.map((each) => [JSON.stringify([each.label, each.shape]), each])).values()]
  tally.add('objects that come twice (one is written)', one.key, annotations.length - all.length)
  const ents: Annotation[] = []
  const others: Annotation[] = []
  let end = 0
  for (const { annotation, start, end: stop } of placed(all)) {
    // An empty span is no entity to spaCy.
    const fits = start >= end && stop > start
    if (fits) end = stop
    const list = fits ? ents : others
    list.push(annotation)
  }
  return { classes: all.filter(({ shape }) => shape.kind === 'case'), ents, others }
}

/** Says what spaCy loses of a case; false where it has no place for it at all. */
export const tallySpacy = (item: ExportItem, tally: LossTally, { offsets }: FormatOptions): boolean =>
  spacyDoc(item, offsets ?? 'codepoint', tally) !== null

/** The answer as a reader finds it again. A number as a class's name comes before the others: JSON objects are like that. */
export const spacySaid = ({ classes, ents, others }: SpacyDoc): ReadAnnotations => ({
  annotations: [
    ...Object.keys(catsOf(classes)).map((label, index) => ({
      id: AnnotationId.parse(index === 0 ? 'class' : `class-${index + 1}`),
      label,
      shape: { kind: 'case' as const },
      attributes: {},
    })),
    ...[...ents, ...others].map((each, index) => ({ ...each, id: AnnotationId.parse(`o${index + 1}`) })),
  ],
  relations: [],
})

const catsOf = (classes: readonly Annotation[]): JsonObject =>
  Object.fromEntries(classes.map(({ label }) => [label, 1]))

const spanMembers = ({ shape, label }: Annotation, { fromUtf16 }: UnitOffsets): JsonObject => {
  const range = shape.kind === 'span' ? shape.ranges[0] : undefined
  const [start, end] = fromUtf16(range?.startUtf16 ?? 0, range?.endUtf16 ?? 0)
  return { start, end, label }
}

/** One text, a line of JSON Lines, with the members of spaCy's `Doc.to_json`. Overlapping spans are its group "sc". */
export const spacyLine = (
  item: ExportItem,
  { classes, ents, others }: SpacyDoc,
  { unit, batchId }: { readonly unit: OffsetUnit; readonly batchId: BatchId },
): string => {
  const { content, tokens = [], meta } = item.case
  const offsets = createUnitOffsets(content.text ?? '', unit)
  const doc: JsonObject = {
    text: offsets.text,
    ents: ents.map((each) => spanMembers(each, offsets)),
    ...(others.length > 0 ? { spans: { sc: others.map((each) => spanMembers(each, offsets)) } } : {}),
    cats: catsOf(classes),
    ...(tokens.length > 0
      ? {
          tokens: tokens.map(([from, to], id) => {
            const [start, end] = offsets.fromUtf16(from, to)
            return { id, start, end }
          }),
        }
      : {}),
    ...(Object.keys(meta).length > 0 ? { meta } : {}),
    [ORIGIN]: originOf(item, batchId, unit === 'codepoint' ? undefined : unit),
  }
  return `${jsonLine(doc)}\n`
}
