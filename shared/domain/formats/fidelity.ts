import type { Annotation } from '../../model/annotation.ts'
import type { ExportFormat } from '../../model/format.ts'
import { createLossTally, type ExportItem } from './export-item.ts'
import { type Carried, FORMATS } from './formats.ts'
import { SHAPES } from './image-losses.ts'

/** Whether a format writes an annotation's shape as it is. */
const isKept = ({ shape }: Annotation, carries: Carried): boolean => {
  const how = carries[shape.kind]
  if (how === 'kept-without-holes')
    return shape.kind !== 'polygon' || (shape.parts.length === 1 && shape.parts.every((rings) => rings.length === 1))
  return how === 'kept'
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

/** What `onlyKept` takes away, in words, one entry for each object. */
export const skippedObjects = (item: ExportItem, format: ExportFormat): readonly string[] => {
  const { carries } = FORMATS[format]
  return item.review.annotations.flatMap((each) => {
    if (isKept(each, carries)) return []
    const holes = carries[each.shape.kind] === 'kept-without-holes' ? ' with holes or several parts' : ''
    return [`${SHAPES[each.shape.kind]}${holes} (left out, as asked)`]
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
