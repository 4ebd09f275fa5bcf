import type { Annotation } from '../../model/annotation.ts'
import type { ExportFormat } from '../../model/format.ts'
import { createLossTally, type ExportItem } from './export-item.ts'
import { FORMATS, type FormatDescription } from './formats.ts'
import { SHAPES } from './image-losses.ts'
import { isBlank } from './read-row.ts'

/** The first label of a case that the format has no way to write, since it is white space only; null where all have a name. */
export const blankLabel = ({ review: { annotations } }: ExportItem, format: ExportFormat): string | null =>
  FORMATS[format].wantsNames === true ? (annotations.find(({ label }) => isBlank(label))?.label ?? null) : null

/** Whether a format writes an annotation's shape and label as they are. */
const isKept = ({ shape, label }: Annotation, { carries, wantsNames }: FormatDescription): boolean => {
  if (wantsNames === true && isBlank(label)) return false
  const how = carries[shape.kind]
  if (shape.kind !== 'polygon') return how === 'kept'
  const hasHoles = shape.parts.some((rings) => rings.length > 1)
  switch (how) {
    case 'kept':
      return true
    case 'kept-without-holes':
      return !hasHoles
    case 'kept-as-one-ring':
      return !hasHoles && shape.parts.length === 1
    default:
      return false
  }
}

/**
 * The case with only those objects that the format writes as they are, and the relations between them. The same item
 * where that is all of them.
 */
export const onlyKept = (item: ExportItem, format: ExportFormat): ExportItem => {
  const description = FORMATS[format]
  const annotations = item.review.annotations.filter((each) => isKept(each, description))
  if (annotations.length === item.review.annotations.length) return item
  const ids = new Set(annotations.map(({ id }) => id))
  const relations = item.review.relations.filter(({ from, to }) => ids.has(from) && ids.has(to))
  const review = { ...item.review, annotations, relations }
  return { ...item, review, reviews: item.reviews.map((each) => (each.id === review.id ? review : each)) }
}

const WITH = {
  kept: '',
  converted: '',
  'kept-without-holes': ' with holes',
  'kept-as-one-ring': ' with holes or several parts',
} as const

/** What `onlyKept` takes away, in words, one entry for each object. */
export const skippedObjects = (item: ExportItem, format: ExportFormat): readonly string[] => {
  const { carries, wantsNames } = FORMATS[format]
  return item.review.annotations.flatMap((each) => {
    if (isKept(each, FORMATS[format])) return []
    if (wantsNames === true && isBlank(each.label))
      return ['objects whose label is white space only (left out, as asked)']
    return [`${SHAPES[each.shape.kind]}${WITH[carries[each.shape.kind] ?? 'converted']} (left out, as asked)`]
  })
}

/** Whether writing the case changes or loses something of its annotations. */
export const losesAnnotations = (
  item: ExportItem,
  options: Parameters<(typeof FORMATS)['native']['tally']>[2],
): boolean => {
  if (blankLabel(item, options.format) !== null) return true
  const tally = createLossTally()
  FORMATS[options.format].tally(item, tally, options)
  return tally.list().some(({ beside }) => beside !== true)
}
