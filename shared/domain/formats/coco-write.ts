import type { Annotation } from '../../model/annotation.ts'
import type { ImageRef } from '../../model/case.ts'
import type { BatchId } from '../../model/ids.ts'
import type { Json } from '../../model/json.ts'
import type { MaskShape, Point, Shape } from '../../model/shape.ts'
import { signedArea } from '../geometry/polygon.ts'
import { maskBounds, pixelsIn, spansOf } from '../mask/runs.ts'
import { type ExportItem, type LossTally, tallyJudgement, UNANSWERED } from './export-item.ts'

/** An image of a batch: its number, the name it is written under, and the page it is of a document. */
export type CocoImage = {
  readonly id: number
  readonly fileName: string
  readonly image: ImageRef
  readonly page: number | null
}

export type CocoCategory = { readonly id: number; readonly name: string; readonly keypoints: readonly string[] }

/** The metadata that holds the number an image had in the COCO file it came from. */
const COCO_ID = 'coco_id'

/** The number an image had in its source; null where it came from elsewhere. */
export const sourceImageId = ({ case: one }: ExportItem): number | null => {
  const id = one.meta[COCO_ID]
  return typeof id === 'number' && Number.isSafeInteger(id) && id >= 0 ? id : null
}

/** The images of a case in page order: one, or a document's pages. */
export const cocoImages = (item: ExportItem): readonly { image: ImageRef; page: number | null }[] => {
  const { image, pages } = item.case.content
  if (image !== undefined) return [{ image, page: null }]
  return (pages ?? []).map((page, index) => ({ image: page, page: index }))
}

type Carried = {
  readonly bbox: readonly [number, number, number, number]
  readonly area: number
  readonly segmentation: Json
  readonly keypoints?: readonly number[]
}

export const boundsOf = (points: readonly Point[]): readonly [number, number, number, number] => {
  let [left, top, right, bottom] = [
    Number.POSITIVE_INFINITY,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ]
  for (const [x, y] of points) {
    left = Math.min(left, x)
    top = Math.min(top, y)
    right = Math.max(right, x)
    bottom = Math.max(bottom, y)
  }
  return [left, top, right - left, bottom - top]
}

const ringArea = (ring: readonly Point[]): number => Math.abs(signedArea(ring))

/** Around a centre, turned clockwise by `angle` degrees. */
const turned = (cx: number, cy: number, angle: number, points: readonly Point[]): readonly Point[] => {
  const radians = (angle * Math.PI) / 180
  const [cos, sin] = [Math.cos(radians), Math.sin(radians)]
  return points.map(([x, y]) => [cx + x * cos - y * sin, cy + x * sin + y * cos] as const)
}

const ELLIPSE_CORNERS = 72

export const outline = (shape: Extract<Shape, { kind: 'rotated-box' | 'ellipse' }>): readonly Point[] => {
  if (shape.kind === 'rotated-box') {
    const [w, h] = [shape.w / 2, shape.h / 2]
    return turned(shape.cx, shape.cy, shape.angle, [
      [-w, -h],
      [w, -h],
      [w, h],
      [-w, h],
    ])
  }
  const corners = Array.from({ length: ELLIPSE_CORNERS }, (_, index): Point => {
    const turn = (index * 2 * Math.PI) / ELLIPSE_CORNERS
    return [shape.rx * Math.cos(turn), shape.ry * Math.sin(turn)]
  })
  return turned(shape.cx, shape.cy, shape.angle, corners)
}

/** COCO's own bounding box and area of a mask. */
const maskPlace = (mask: MaskShape): Pick<Carried, 'bbox' | 'area'> => {
  const { x, y, w, h } = maskBounds(mask) ?? { x: 0, y: 0, w: 0, h: 0 }
  return { bbox: [x, y, w, h], area: pixelsIn(spansOf(mask)) }
}

/** What COCO makes of a shape; null where it has no place for it. */
const carried = (shape: Shape, category: CocoCategory): Carried | null => {
  switch (shape.kind) {
    case 'box':
      return { bbox: [shape.x, shape.y, shape.w, shape.h], area: shape.w * shape.h, segmentation: [] }
    case 'rotated-box':
    case 'ellipse': {
      const points = outline(shape)
      return { bbox: boundsOf(points), area: ringArea(points), segmentation: [points.flat()] }
    }
    case 'polygon': {
      const rings = shape.parts.flatMap((part) => part.slice(0, 1))
      const area = rings.reduce((sum, ring) => sum + ringArea(ring), 0)
      return { bbox: boundsOf(rings.flat()), area, segmentation: rings.map((ring) => ring.flat()) }
    }
    case 'mask':
      return { ...maskPlace(shape), segmentation: { size: [shape.height, shape.width], counts: shape.counts } }
    case 'skeleton': {
      const joints = new Map(shape.joints.map((joint) => [joint.name, joint]))
      const seen = shape.joints.filter((joint) => joint.visibility > 0)
      const bbox = boundsOf((seen.length > 0 ? seen : shape.joints).map((joint): Point => [joint.x, joint.y]))
      const keypoints = category.keypoints.flatMap((name) => {
        const joint = joints.get(name)
        return joint === undefined ? [0, 0, 0] : [joint.x, joint.y, joint.visibility]
      })
      return { bbox, area: bbox[2] * bbox[3], segmentation: [], keypoints }
    }
    default:
      return null
  }
}

const CARRIED: ReadonlySet<Shape['kind']> = new Set(['box', 'rotated-box', 'ellipse', 'polygon', 'mask', 'skeleton'])

const LOST: Partial<Record<Shape['kind'], string>> = {
  'rotated-box': 'rotated boxes (written as polygons)',
  ellipse: `ellipses (written as polygons of ${ELLIPSE_CORNERS} corners)`,
  polyline: 'polylines',
  point: 'points',
  span: 'text spans',
  field: 'field values',
  item: 'ranked items',
  case: 'classes of the whole case',
}

const tallyAnnotation = (annotation: Annotation, key: string, tally: LossTally): void => {
  const { shape } = annotation
  const lost = LOST[shape.kind]
  if (lost !== undefined) tally.add(lost, key)
  if (shape.kind === 'polygon')
    tally.add('holes of polygons', key, shape.parts.filter((part) => part.length > 1).length)
}

/** Says what COCO loses of a case; false where it has no place for it at all. */
export const tallyCoco = (item: ExportItem, tally: LossTally): boolean => {
  const { case: one, review } = item
  if (!item.answered) {
    tally.add(UNANSWERED, one.key)
    return false
  }
  if (cocoImages(item).length === 0) {
    tally.add('cases without an image', one.key)
    return false
  }
  tallyJudgement(item, tally)
  if (one.source ?? one.group ?? one.time ?? one.outcome ?? one.flag)
    tally.add('sources, groups, times, flags and outcomes', one.key)
  if (one.content.text !== undefined) tally.add('texts beside the image', one.key)
  if (Object.keys(one.meta).some((name) => name !== COCO_ID && IMAGE_MEMBERS.has(name)))
    tally.add('metadata named like a member of a COCO image', one.key)
  tally.add('relations', one.key, review.relations.length)
  for (const annotation of review.annotations) tallyAnnotation(annotation, one.key, tally)
  return true
}

/** Members of an image entry that say what they say; metadata of these names stays out. */
const IMAGE_MEMBERS = new Set(['id', 'file_name', 'width', 'height', COCO_ID])

/** The `images` entry. What the source's entry held beside COCO's own members (it became metadata) stands there again. */
export const cocoImage = (item: ExportItem, { id, fileName, image }: CocoImage): Json => ({
  id,
  file_name: fileName,
  width: image.width,
  height: image.height,
  ...Object.fromEntries(Object.entries(item.case.meta).filter(([name]) => !IMAGE_MEMBERS.has(name))),
})

/** The `second_look` entry of an image: where its annotations come from, and which bytes it was. */
export const cocoOrigin = (item: ExportItem, { id, image }: CocoImage, batchId: BatchId): Json => ({
  image_id: id,
  sha256: image.sha256,
  case: item.case.id,
  reviews: item.reviews.map((review) => review.id),
  batch: batchId,
})

/** A COCO annotation holds an object's outline and its keypoints together; the desk holds them side by side. */
const KEYPOINTS = '-keypoints'

const partnerOf = (annotation: Annotation, among: readonly Annotation[]): Annotation | undefined =>
  annotation.shape.kind === 'skeleton'
    ? undefined
    : among.find(
        ({ id, label, shape }) =>
          id === `${annotation.id}${KEYPOINTS}` && label === annotation.label && shape.kind === 'skeleton',
      )

const onPage = ({ shape }: Annotation, page: number | null): boolean =>
  page === null || !('page' in shape) || (shape.page ?? 0) === page

/** The annotations that an image carries, in order, with the skeleton that goes into the same entry where there is one. */
export const carriedBy = (
  item: ExportItem,
  page: number | null,
): readonly { readonly annotation: Annotation; readonly skeleton: Annotation | undefined }[] => {
  const here = item.review.annotations.filter((each) => CARRIED.has(each.shape.kind) && onPage(each, page))
  const pairs = here.map((annotation) => ({ annotation, skeleton: partnerOf(annotation, here) }))
  const partners = new Set(pairs.map(({ skeleton }) => skeleton))
  return pairs.filter(({ annotation }) => !partners.has(annotation))
}

/**
 * The `annotations` entries of one image, without their ids. Boxes are [x, y, width, height] in pixels of the oriented
 * image, floats as they stand; `area` is that of the shape.
 */
export const cocoAnnotations = (
  item: ExportItem,
  { id, page }: CocoImage,
  categories: ReadonlyMap<string, CocoCategory>,
): readonly { readonly [key: string]: Json }[] =>
  carriedBy(item, page).flatMap(({ annotation, skeleton }) => {
    const category = categories.get(annotation.label)
    const found = category === undefined ? null : carried(annotation.shape, category)
    if (category === undefined || found === null) return []
    const { keypoints: own, ...rest } = found
    const keypoints = skeleton === undefined ? own : carried(skeleton.shape, category)?.keypoints
    const { iscrowd, ...attributes } = annotation.attributes
    return [
      {
        image_id: id,
        category_id: category.id,
        ...rest,
        iscrowd: iscrowd ?? 0,
        ...(keypoints === undefined
          ? {}
          : { keypoints, num_keypoints: keypoints.filter((value, index) => index % 3 === 2 && value > 0).length }),
        ...(Object.keys(attributes).length > 0 ? { attributes } : {}),
      },
    ]
  })

/** Collects what `cocoCategories` needs while items go by: labels in use, and their skeletons' joints in first-seen order. */
export const createCategoryCollector = () => {
  const joints = new Map<string, string[]>()
  return {
    add: (annotations: readonly Annotation[]): void => {
      for (const { label, shape } of annotations) {
        const known = joints.get(label) ?? []
        joints.set(label, known)
        if (shape.kind !== 'skeleton') continue
        for (const { name } of shape.joints) if (!known.includes(name)) known.push(name)
      }
    },
    /**
     * One category for each label of the taxonomy, numbered by its place there: taxonomies only grow, so the number of
     * a label stays the same in later batches. Labels that the taxonomy does not know follow, by name.
     */
    list: (labels: readonly string[]): readonly CocoCategory[] => {
      const known = new Set(labels)
      const rest = [...joints.keys()].filter((label) => !known.has(label)).sort()
      return [...labels, ...rest].map((name, index) => ({ id: index + 1, name, keypoints: joints.get(name) ?? [] }))
    },
  }
}

export const cocoCategory = ({ id, name, keypoints }: CocoCategory): Json =>
  keypoints.length === 0 ? { id, name } : { id, name, keypoints: [...keypoints], skeleton: [] }
