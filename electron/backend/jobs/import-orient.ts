import { RowProblem } from '../../../shared/domain/formats/read-row.ts'
import type { Size } from '../../../shared/domain/geometry/box.ts'
import { boundsOf, mapPoints } from '../../../shared/domain/geometry/shape.ts'
import { countsOf, eachPiece, spansOf, spansOfBits } from '../../../shared/domain/mask/runs.ts'
import type { Annotation } from '../../../shared/model/annotation.ts'
import type { MaskShape, Point, Shape } from '../../../shared/model/shape.ts'
import type { FoundImage } from './import-prepare.ts'

/**
 * Brings annotations onto the image as it is looked at. Where a file declares the size the pixels are stored in, and EXIF
 * turns them by a quarter, its coordinates are of the unturned image and are turned too. What leaves its image is kept and
 * flagged. Throws RowProblem `bad-shape` for what lies nowhere near any image.
 */
export const onImage = (
  annotations: readonly Annotation[],
  image: FoundImage | null,
  pages: readonly FoundImage[],
): readonly Annotation[] => {
  if (!image && pages.length === 0) return annotations
  return annotations.map((annotation) => {
    const page = 'page' in annotation.shape ? annotation.shape.page : undefined
    const under = page === undefined || pages.length === 0 ? (image ?? pages[0]) : pages[page]
    if (!under) return annotation
    // Pages of one file: its own size is the first one's.
    const size = (page !== undefined && pages.length === 0 ? under.pages[page] : undefined) ?? under.ref
    const shape = under.declaredRaw ? turned(annotation.shape, size, under.orientation) : annotation.shape
    const leaves = leavesImage(shape, size)
    if (leaves || shape.kind === 'rotated-box' || shape.kind === 'ellipse') requirePlace(annotation.label, shape)
    if (shape === annotation.shape && !leaves) return annotation
    return {
      ...annotation,
      shape,
      ...(leaves ? { flags: [...(annotation.flags ?? []), 'leaves-image' as const] } : {}),
    }
  })
}

/** Far beyond any image, and far from what a double, or a file of shares or edges, can no longer hold as pixels. */
const MOST_PIXELS = 1e9

const requirePlace = (label: string, shape: Shape): void => {
  const bounds = boundsOf(shape)
  if (bounds === null) return
  const { x, y, w, h } = bounds
  if ([x, y, x + w, y + h].every((edge) => Math.abs(edge) <= MOST_PIXELS)) return
  throw new RowProblem(
    'bad-shape',
    `The object labelled ${label.slice(0, 80)} lies more than ${MOST_PIXELS.toLocaleString('en')} pixels away from its image.`,
    'Write coordinates in pixels of the image.',
  )
}

/** EXIF orientations 5 to 8: transpose, a quarter right, transverse, a quarter left. */
const turned = (shape: Shape, { width, height }: Size, orientation: number): Shape => {
  const point = ([x, y]: Point): [number, number] => {
    switch (orientation) {
      case 5:
        return [y, x]
      case 6:
        return [width - y, x]
      case 7:
        return [width - y, height - x]
      case 8:
        return [y, height - x]
      default:
        return [x, y]
    }
  }
  const box = (x: number, y: number, w: number, h: number) => {
    const [[ax, ay], [bx, by]] = [point([x, y]), point([x + w, y + h])]
    return { x: Math.min(ax, bx), y: Math.min(ay, by), w: h, h: w }
  }
  const around = ([cx, cy]: Point, angle: number) => {
    const [x, y] = point([cx, cy])
    // A mirrored image turns the other way.
    const mirrored = orientation === 5 || orientation === 7
    return { cx: x, cy: y, angle: mirrored ? 90 - angle : angle + 90 }
  }
  switch (shape.kind) {
    case 'box':
      return { ...shape, ...box(shape.x, shape.y, shape.w, shape.h) }
    case 'field':
      return shape.box
        ? { ...shape, box: { ...shape.box, ...box(shape.box.x, shape.box.y, shape.box.w, shape.box.h) } }
        : shape
    case 'polygon':
    case 'polyline':
    case 'point':
    case 'skeleton':
      return mapPoints(shape, point)
    case 'rotated-box':
    case 'ellipse':
      return { ...shape, ...around([shape.cx, shape.cy], shape.angle) }
    case 'mask':
      return { ...shape, ...turnedMask(shape, point, width, height) }
    default:
      return shape
  }
}

const turnedMask = (
  mask: MaskShape,
  point: (at: Point) => [number, number],
  width: number,
  height: number,
): { width: number; height: number; counts: number[] } => {
  const bits = new Uint8Array(width * height)
  eachPiece(spansOf(mask), mask.height, (column, top, bottom) => {
    for (let row = top; row < bottom; row += 1) {
      const [x, y] = point([column + 0.5, row + 0.5])
      bits[Math.floor(x) * height + Math.floor(y)] = 1
    }
  })
  return { width, height, counts: countsOf(spansOfBits(bits), width * height) }
}

/** Coordinates are floats and detectors round: less than half a pixel outside does not count. */
const SLACK = 0.5

const leavesImage = (shape: Shape, { width, height }: { width: number; height: number }): boolean => {
  const outside = (x: number, y: number): boolean => x < -SLACK || y < -SLACK || x > width + SLACK || y > height + SLACK
  switch (shape.kind) {
    case 'box':
      return outside(shape.x, shape.y) || outside(shape.x + shape.w, shape.y + shape.h)
    case 'field':
      return (
        shape.box !== undefined &&
        (outside(shape.box.x, shape.box.y) || outside(shape.box.x + shape.box.w, shape.box.y + shape.box.h))
      )
    case 'polygon':
      return shape.parts.some((part) => part.some((ring) => ring.some(([x, y]) => outside(x, y))))
    case 'polyline':
      return shape.points.some(([x, y]) => outside(x, y))
    case 'point':
      return outside(shape.x, shape.y)
    case 'skeleton':
      return shape.joints.some((joint) => joint.visibility > 0 && outside(joint.x, joint.y))
    case 'rotated-box':
    case 'ellipse':
      return outside(shape.cx, shape.cy)
    case 'mask':
      return shape.width !== width || shape.height !== height
    default:
      return false
  }
}
