import type { Annotation } from '../../model/annotation.ts'
import type { ImageRef } from '../../model/case.ts'
import type { ShapeKind } from '../../model/shape.ts'
import { type ExportItem, type LossTally, tallyJudgement, UNANSWERED } from './export-item.ts'

/** The one image that formats with a file of labels beside each image can carry; null for texts, documents and files of pages. */
export const singleImage = ({ case: { content } }: ExportItem): ImageRef | null => {
  const { image } = content
  return image === undefined || image.media === 'pdf' || (image.pages ?? 1) > 1 ? null : image
}

/** Says what a format of single images loses of a case beside its objects; false where it leaves the case out. */
export const tallySingleImage = (item: ExportItem, tally: LossTally): boolean => {
  const { case: one, review } = item
  if (!item.answered) {
    tally.beside(UNANSWERED, one.key)
    return false
  }
  const image = singleImage(item)
  if (image === null) {
    const paged = one.content.image !== undefined || (one.content.pages ?? []).length > 0
    tally.add(paged ? 'documents and images of several pages (left out)' : 'cases without an image', one.key)
    return false
  }
  tallyJudgement(item, tally)
  if (one.key !== image.name) tally.beside('keys that are not the image’s name', one.key)
  if (one.source ?? one.group ?? one.time ?? one.outcome ?? one.flag)
    tally.beside('sources, groups, times, flags and outcomes', one.key)
  if (one.content.text !== undefined) tally.beside('texts beside the image', one.key)
  if (Object.keys(one.meta).length > 0) tally.beside('metadata', one.key)
  tally.add('relations', one.key, review.relations.length)
  return true
}

export const NAMELESS_ATTRIBUTES = 'attributes without a name'

/** What of an object a format has a place for beside its shape and label. */
export type Carried = {
  readonly attributes: boolean
  readonly marks: ReadonlySet<string>
  readonly group: boolean
  readonly z: boolean
}

export const tallyObject = (annotation: Annotation, key: string, tally: LossTally, carried: Carried): void => {
  const { attributes, evidence, marks = [], group, z } = annotation
  if (!carried.attributes) tally.add('attributes', key, Object.keys(attributes).length)
  if (evidence !== undefined) tally.add('evidence of attributes', key)
  for (const mark of marks) if (!carried.marks.has(mark)) tally.add(`${mark} marks`, key)
  if (!carried.group && group !== undefined) tally.add('groups of objects', key)
  if (!carried.z && z !== undefined && z !== 0) tally.add('layers of objects', key)
}

export const SHAPES: Readonly<Record<ShapeKind, string>> = {
  box: 'boxes',
  'rotated-box': 'rotated boxes',
  ellipse: 'ellipses',
  polygon: 'polygons',
  polyline: 'polylines',
  point: 'points',
  skeleton: 'skeletons',
  mask: 'masks',
  span: 'text spans',
  field: 'field values',
  item: 'ranked items',
  case: 'classes of the whole case',
}
