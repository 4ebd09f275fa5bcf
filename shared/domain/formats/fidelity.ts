import type { Annotation } from '../../model/annotation.ts'
import type { ExportFormat } from '../../model/format.ts'
import { createLossTally, type ExportItem } from './export-item.ts'
import { FORMATS, type FormatDescription } from './formats.ts'
import { SHAPES } from './image-losses.ts'
import { isBlank } from './read-row.ts'

/** The first label of a case that the format has no way to write, since it is white space only; null where all have a name. */
export const blankLabel = ({ review: { annotations } }: ExportItem, format: ExportFormat): string | null =>
  FORMATS[format].wantsNames === true ? (annotations.find(({ label }) => isBlank(label))?.label ?? null) : null

type Options = Parameters<FormatDescription['tally']>[2]

/** Whether a format has a place for an annotation's kind of shape and for its label. */
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

const withAnnotations = (item: ExportItem, annotations: readonly Annotation[]): ExportItem => ({
  ...item,
  review: { ...item.review, annotations: [...annotations], relations: [] },
})

/** Where it is and what it is called, without what is said beside that. */
const bare = ({ id, label, shape }: Annotation): Annotation => ({ id, label, shape, attributes: {} })

/** What writing these annotations changes of them, their places and labels alone, beside what the case itself loses. */
const changesOf = (item: ExportItem, annotations: readonly Annotation[], options: Options): readonly string[] => {
  const lossesWith = (some: readonly Annotation[]): readonly string[] => {
    const tally = createLossTally()
    FORMATS[options.format].tally(withAnnotations(item, some.map(bare)), tally, options)
    return tally.list().flatMap(({ what, beside }) => (beside === true ? [] : [what]))
  }
  const found = lossesWith(annotations)
  const own = new Set(found.length === 0 ? [] : lossesWith([]))
  return found.filter((what) => !own.has(what))
}

/**
 * Those that are written where they are and as they are called: not cut at an edge of the image, widened to tokens, or
 * renamed. Looked for by halves, since most cases have none that are not; what objects do to one another is no reason.
 */
const unchanged = (
  item: ExportItem,
  annotations: readonly Annotation[],
  options: Options,
  changed: (annotation: Annotation, how: string) => void,
): readonly Annotation[] => {
  const changes = annotations.length === 0 ? [] : changesOf(item, annotations, options)
  const [first, ...others] = annotations
  if (changes.length === 0 || first === undefined) return annotations
  if (others.length === 0) {
    changed(first, changes[0] ?? '')
    return []
  }
  const middle = annotations.length >> 1
  return [annotations.slice(0, middle), annotations.slice(middle)].flatMap((half) =>
    unchanged(item, half, options, changed),
  )
}

/**
 * The case with only those objects that the format writes as they are, and the relations between them. The same item
 * where that is all of them.
 */
export const onlyKept = (
  item: ExportItem,
  options: Options,
  changed: (annotation: Annotation, how: string) => void = () => {},
): ExportItem => {
  const description = FORMATS[options.format]
  const fitting = item.review.annotations.filter((each) => isKept(each, description))
  const annotations = unchanged(item, fitting, options, changed)
  if (annotations.length === item.review.annotations.length) return item
  const ids = new Set(annotations.map(({ id }) => id))
  const relations = item.review.relations.filter(({ from, to }) => ids.has(from) && ids.has(to))
  const review = { ...item.review, annotations: [...annotations], relations }
  return { ...item, review, reviews: item.reviews.map((each) => (each.id === review.id ? review : each)) }
}

const WITH = {
  kept: '',
  converted: '',
  'kept-without-holes': ' with holes',
  'kept-as-one-ring': ' with holes or several parts',
} as const

/** What `onlyKept` takes away, in words, one entry for each object. */
export const skippedObjects = (item: ExportItem, options: Options): readonly string[] => {
  const { format } = options
  const { carries, wantsNames } = FORMATS[format]
  const changed: string[] = []
  // How it would have been written stands in parentheses.
  onlyKept(item, options, (_, how) => changed.push(`${how.replace(/ \([^)]*\)$/, '')} (left out, as asked)`))
  const unfit = item.review.annotations.flatMap((each) => {
    if (isKept(each, FORMATS[format])) return []
    if (wantsNames === true && isBlank(each.label))
      return ['objects whose label is white space only (left out, as asked)']
    return [`${SHAPES[each.shape.kind]}${WITH[carries[each.shape.kind] ?? 'converted']} (left out, as asked)`]
  })
  return [...unfit, ...changed]
}

/** Whether writing the case changes or loses something of its annotations. */
export const losesAnnotations = (item: ExportItem, options: Options): boolean => {
  if (blankLabel(item, options.format) !== null) return true
  const tally = createLossTally()
  FORMATS[options.format].tally(item, tally, options)
  return tally.list().some(({ beside }) => beside !== true)
}
