import type { Annotation } from '../../model/annotation.ts'
import type { Shape } from '../../model/shape.ts'
import { sameJson } from '../same-json.ts'
import { cocoImages, cocoPairs, ELLIPSE_CORNERS, IMAGE_MEMBERS, SOURCE_ID } from './coco-write.ts'
import { type ExportItem, type LossTally, tallyJudgement, UNANSWERED } from './export-item.ts'
import { SHAPES, tallyObject } from './image-losses.ts'

const CARRIED = { attributes: true, marks: new Set<string>(), group: false, z: false } as const

const changed = (shape: Shape): readonly string[] => {
  switch (shape.kind) {
    case 'rotated-box':
      return ['rotated boxes (written as polygons)']
    case 'ellipse':
      return [`ellipses (written as polygons of ${ELLIPSE_CORNERS} corners)`]
    case 'polygon':
      return shape.parts.some((part) => part.length > 1) ? ['polygons with holes (written as masks)'] : []
    case 'skeleton':
      return [
        'skeletons without a box (one around them is added)',
        ...(shape.joints.some(({ visibility }) => visibility > 0) ? [] : ['skeletons of which no joint is labelled']),
      ]
    case 'polyline':
    case 'point':
    case 'span':
    case 'field':
    case 'item':
    case 'case':
      return [SHAPES[shape.kind]]
    case 'box':
    case 'mask':
      return []
  }
}

const tallyPair = (annotation: Annotation, skeleton: Annotation | undefined, key: string, tally: LossTally): void => {
  for (const what of changed(annotation.shape)) tally.add(what, key)
  tallyObject(annotation, key, tally, CARRIED)
  if (skeleton === undefined) return
  const said = (of: Annotation) => ({ ...of, id: '', shape: null, fromObjectId: null, score: null, flags: null })
  if (!sameJson(said(annotation), said(skeleton))) tally.add('what is said of keypoints and not of their object', key)
  if (skeleton.shape.kind === 'skeleton' && skeleton.shape.joints.every(({ visibility }) => visibility === 0))
    tally.add('skeletons of which no joint is labelled', key)
}

/** Says what COCO loses of a case; false where it has no place for it at all. */
export const tallyCoco = (item: ExportItem, tally: LossTally): boolean => {
  const { case: one, review } = item
  if (!item.answered) {
    tally.beside(UNANSWERED, one.key)
    return false
  }
  const images = cocoImages(item)
  if (images.length === 0) {
    tally.add('cases without an image', one.key)
    return false
  }
  tallyJudgement(item, tally)
  if (images.some(({ page }) => page !== null)) tally.beside('pages of documents (each becomes an image)', one.key)
  else if (images[0]?.image.name !== one.key) tally.beside('keys that are not the image’s name', one.key)
  if (one.source ?? one.group ?? one.time ?? one.outcome ?? one.flag)
    tally.beside('sources, groups, times, flags and outcomes', one.key)
  if (one.content.text !== undefined) tally.beside('texts beside the image', one.key)
  if (Object.keys(one.meta).some((name) => name !== SOURCE_ID && IMAGE_MEMBERS.has(name)))
    tally.beside('metadata named like a member of a COCO image', one.key)
  tally.add('relations', one.key, review.relations.length)
  for (const { annotation, skeleton } of cocoPairs(review.annotations)) tallyPair(annotation, skeleton, one.key, tally)
  return true
}
