import type { Annotation } from '../../model/annotation.ts'
import type { ExportFormat } from '../../model/format.ts'
import { createLossTally, type ExportItem } from './export-item.ts'
import { type Carried, FORMATS } from './formats.ts'
import { SHAPES } from './image-losses.ts'

/** Whether a format writes an annotation's shape as it is. */
const isKept = ({ shape }: Annotation, carries: Carried): boolean => {
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
  const { carries } = FORMATS[format]
  const annotations = item.review.annotations.filter((each) => isKept(each, carries))
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
  const { carries } = FORMATS[format]
  return item.review.annotations.flatMap((each) => {
    if (isKept(each, carries)) return []
    return [`${SHAPES[each.shape.kind]}${WITH[carries[each.shape.kind] ?? 'converted']} (left out, as asked)`]
  })
}

/** Whether writing the case changes or loses something of its annotations. */
export const losesAnnotations = (
  item: ExportItem,
  options: Parameters<(typeof FORMATS)['native']['tally']>[2],
): boolean => {
  const tally = createLossTally()
  FORMATS[options.format].tally(item, tally, options)
  return tally.list().some(({ beside }) => beside !== true)
}
