import type { Annotation } from '../../model/annotation.ts'
import type { ImageRef } from '../../model/case.ts'
import type { BatchId } from '../../model/ids.ts'
import type { Json } from '../../model/json.ts'
import type { MaskShape, Point, Shape } from '../../model/shape.ts'
import type { Size } from '../geometry/box.ts'
import { signedArea } from '../geometry/polygon.ts'
import { polygonSpans } from '../mask/rasterize.ts'
import { maskBounds, maskOf, pixelsIn, spansOf } from '../mask/runs.ts'
import type { CocoCategory } from './coco-categories.ts'
import type { ExportItem } from './export-item.ts'

/** An image of a batch: its number, the name it is written under, and the page it is of a document. */
export type CocoImage = {
  readonly id: number
  readonly fileName: string
  readonly image: ImageRef
  readonly page: number | null
}

/** The metadata that holds the number an image had in the COCO file it came from. */
export const SOURCE_ID = 'coco_id'

/** The number an image had in its source; null where it came from elsewhere. */
export const sourceImageId = ({ case: one }: ExportItem): number | null => {
  const id = one.meta[SOURCE_ID]
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

export const ELLIPSE_CORNERS = 72

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

/** The pixels of a polygon with holes: COCO's outlines have no way to say that something is cut out. */
const asWritten = (shape: Shape, size: Size): Shape =>
  shape.kind === 'polygon' && shape.parts.some((part) => part.length > 1)
    ? maskOf(polygonSpans(shape.parts, size), size)
    : shape

/** What COCO makes of a shape; null where it has no place for it. */
const carried = (given: Shape, category: CocoCategory, size: Size): Carried | null => {
  const shape = asWritten(given, size)
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
      const bbox = skeletonBounds(shape)
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

type Skeleton = Extract<Shape, { kind: 'skeleton' }>

/** Around the joints that are labelled; around all where none is. */
const skeletonBounds = ({ joints }: Skeleton): Carried['bbox'] => {
  const seen = joints.filter(({ visibility }) => visibility > 0)
  return boundsOf((seen.length > 0 ? seen : joints).map(({ x, y }): Point => [x, y]))
}

const jointsAsRead = ({ joints }: Skeleton, { keypoints }: CocoCategory): readonly Shape[] => {
  const byName = new Map(joints.map((joint) => [joint.name, joint]))
  const named = keypoints.map((name) => ({ x: 0, y: 0, visibility: 0, ...byName.get(name), name }))
  return named.some(({ visibility }) => visibility > 0) ? [{ kind: 'skeleton', joints: named }] : []
}

/** The shapes of an entry as a reader of COCO can understand them: the object's, and its skeleton beside it. */
export const cocoShapesAsRead = (
  given: Shape,
  skeleton: Shape | undefined,
  category: CocoCategory,
  size: Size,
): readonly Shape[] => {
  const shape = asWritten(given, size)
  const beside = skeleton?.kind === 'skeleton' ? jointsAsRead(skeleton, category) : []
  switch (shape.kind) {
    case 'box':
      return [{ kind: 'box', x: shape.x, y: shape.y, w: shape.w, h: shape.h }, ...beside]
    case 'polygon':
      return [{ kind: 'polygon', parts: shape.parts }, ...beside]
    case 'rotated-box':
    case 'ellipse':
      return [{ kind: 'polygon', parts: [[[...outline(shape)]]] }, ...beside]
    case 'mask':
      return [{ kind: 'mask', width: shape.width, height: shape.height, counts: shape.counts }, ...beside]
    case 'skeleton': {
      const [x, y, w, h] = skeletonBounds(shape)
      return [{ kind: 'box', x, y, w, h }, ...jointsAsRead(shape, category)]
    }
    default:
      return []
  }
}

const CARRIED: ReadonlySet<Shape['kind']> = new Set(['box', 'rotated-box', 'ellipse', 'polygon', 'mask', 'skeleton'])

/** Members of an image entry that say what they say; metadata of these names stays out. */
export const IMAGE_MEMBERS = new Set(['id', 'file_name', 'width', 'height', SOURCE_ID])

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

type Pair = { readonly annotation: Annotation; readonly skeleton: Annotation | undefined }

const partnerOf = (annotation: Annotation, among: readonly Annotation[]): Annotation | undefined =>
  annotation.shape.kind === 'skeleton' || !CARRIED.has(annotation.shape.kind)
    ? undefined
    : among.find(
        ({ id, label, shape }) =>
          id === `${annotation.id}${KEYPOINTS}` && label === annotation.label && shape.kind === 'skeleton',
      )

/** Annotations in order, each with the skeleton that goes into the same entry where there is one. */
export const cocoPairs = (annotations: readonly Annotation[]): readonly Pair[] => {
  const pairs = annotations.map((annotation) => ({ annotation, skeleton: partnerOf(annotation, annotations) }))
  const partners = new Set(pairs.map(({ skeleton }) => skeleton))
  return pairs.filter(({ annotation }) => !partners.has(annotation))
}

const onPage = ({ shape }: Annotation, page: number | null): boolean =>
  page === null || !('page' in shape) || (shape.page ?? 0) === page

/** The annotations that an image carries. */
export const carriedBy = (item: ExportItem, page: number | null): readonly Pair[] =>
  cocoPairs(item.review.annotations.filter((each) => CARRIED.has(each.shape.kind) && onPage(each, page)))

/**
 * The `annotations` entries of one image, without their ids. Boxes are [x, y, width, height] in pixels of the oriented
 * image, floats as they stand; `area` is that of the shape.
 */
export const cocoAnnotations = (
  item: ExportItem,
  { id, page, image }: CocoImage,
  categories: ReadonlyMap<string, CocoCategory>,
): readonly { readonly [key: string]: Json }[] =>
  carriedBy(item, page).flatMap(({ annotation, skeleton }) => {
    const category = categories.get(annotation.label)
    const found = category === undefined ? null : carried(annotation.shape, category, image)
    if (category === undefined || found === null) return []
    const { keypoints: own, ...rest } = found
    const keypoints = skeleton === undefined ? own : carried(skeleton.shape, category, image)?.keypoints
    const { iscrowd, attributes } = cocoCrowd(annotation)
    return [
      {
        image_id: id,
        category_id: category.id,
        ...rest,
        iscrowd,
        ...(keypoints === undefined
          ? {}
          : { keypoints, num_keypoints: keypoints.filter((value, index) => index % 3 === 2 && value > 0).length }),
        ...(Object.keys(attributes).length > 0 ? { attributes } : {}),
      },
    ]
  })

/** `iscrowd` is 1 where the source said so and 0 otherwise; anything else of that name is an attribute like others. */
export const cocoCrowd = ({
  attributes,
}: Annotation): { readonly iscrowd: 0 | 1; readonly attributes: Annotation['attributes'] } => {
  const { iscrowd, ...rest } = attributes
  return iscrowd === 1 ? { iscrowd, attributes: rest } : { iscrowd: 0, attributes }
}
