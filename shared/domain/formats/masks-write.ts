import type { Annotation } from '../../model/annotation.ts'
import { AnnotationId } from '../../model/ids.ts'
import type { Size } from '../geometry/box.ts'
import { hasArea, spansOfShape } from '../mask/areas.ts'
import { bitsWithin, MOST_MASK_PIXELS, type PixelImage, paintSpans } from '../mask/pixel-image.ts'
import { combine, maskOf, type Spans } from '../mask/runs.ts'
import { csvRow } from './csv-safe.ts'
import type { ExportItem, LossTally } from './export-item.ts'
import { SHAPES, singleImage, tallyObject, tallySingleImage } from './image-losses.ts'
import { colourOfNumber, ownNumber, VOC_PALETTE, VOID } from './mask-colours.ts'

/** One picture of all objects, where the upper one hides what is below; or a picture for each of them. */
export type MaskLayout = 'flat' | 'objects'

const CARRIED = { attributes: false, marks: new Set<string>(), group: false, z: false } as const

export const fitsMask = ({ width, height }: Size): boolean => width * height <= MOST_MASK_PIXELS

/** An object with the pixels it is written with. */
type Painted = { readonly annotation: Annotation; readonly own: Spans; readonly seen: Spans }

/** The objects that cover any pixel; those above others (a higher layer, or later in the list) keep what they share. */
const paintedOf = (annotations: readonly Annotation[], size: Size, layout: MaskLayout): readonly Painted[] => {
  const placed = annotations
    .filter(({ shape }) => hasArea(shape))
    .map((annotation) => ({ annotation, own: spansOfShape(annotation.shape, size) }))
  if (layout === 'objects') return placed.map((each) => ({ ...each, seen: each.own }))
  const fromAbove = placed.toSorted(({ annotation: a }, { annotation: b }) => (a.z ?? 0) - (b.z ?? 0)).toReversed()
  const seen = new Map<Annotation, Spans>()
  let covered: Spans = []
  for (const { annotation, own } of fromAbove) {
    seen.set(annotation, combine(own, covered, 'subtract'))
    covered = combine(covered, own, 'union')
  }
  return placed.map((each) => ({ ...each, seen: seen.get(each.annotation) ?? [] }))
}

/** Says what mask images lose of a case; false where they have no place for it at all. */
export const tallyMasks = (item: ExportItem, layout: MaskLayout, tally: LossTally): boolean => {
  const image = singleImage(item)
  const { key } = item.case
  if (!tallySingleImage(item, tally) || image === null) return false
  if (!fitsMask(image)) {
    tally.add('images above 100 megapixels (left out)', key)
    return false
  }
  for (const { shape } of item.review.annotations) if (!hasArea(shape)) tally.add(SHAPES[shape.kind], key)
  for (const { annotation, own, seen } of paintedOf(item.review.annotations, image, layout)) {
    const { kind } = annotation.shape
    if (own.length === 0) tally.add('objects that cover no pixel of their image', key)
    else if (seen.length === 0) tally.add('objects wholly below others', key)
    if (seen.length === 0) continue
    if (kind !== 'mask') tally.add(`${SHAPES[kind]} (written as their pixels)`, key)
    if (seen.length !== own.length || seen.some((edge, at) => edge !== own[at]))
      tally.add('pixels of objects below others (the upper one keeps them)', key)
    tallyObject(annotation, key, tally, CARRIED)
    if (maskLabel(annotation.label) !== annotation.label) tally.add('line breaks in labels', key)
  }
  return true
}

/** A label as one line of a list of labels can say it. */
const maskLabel = (label: string): string => label.replaceAll(/[\r\n\u2028\u2029]/g, ' ').replace(/^#/, '＃')

/** The annotations of an image as a reader of its masks understands them. */
export const maskAnnotations = (
  annotations: readonly Annotation[],
  size: Size,
  layout: MaskLayout,
): readonly Annotation[] =>
  paintedOf(annotations, size, layout)
    .filter(({ seen }) => seen.length > 0)
    .map(({ annotation, seen }, index) => ({
      id: AnnotationId.parse(`o${index + 1}`),
      label: layout === 'flat' ? maskLabel(annotation.label) : annotation.label,
      shape: maskOf(seen, size),
      attributes: {},
    }))

/** Numbers as a palette where they all fit into one, else as the same colours. */
const numbered = (
  size: Size,
  most: number,
  paint: (values: PixelImage['values'], numberOf: (own: number) => number) => void,
): PixelImage => {
  const { width, height } = size
  const fits = most < VOID
  const values = fits ? new Uint8Array(width * height) : new Uint32Array(width * height)
  paint(values, (own) => (fits ? own : colourOfNumber(own)))
  return { width, height, is: fits ? 'palette' : 'colour', palette: fits ? VOC_PALETTE : [], values }
}

/** The pictures of classes and of objects; objects are numbered from 1 in their order, 255 left out. */
export const flatMasks = (
  annotations: readonly Annotation[],
  size: Size,
  labels: readonly string[],
): { readonly classes: PixelImage; readonly objects: PixelImage } => {
  const seen = paintedOf(annotations, size, 'flat').filter((each) => each.seen.length > 0)
  const numbers = new Map(labels.map((label, index) => [label, ownNumber(index)]))
  const classes = numbered(size, ownNumber(labels.length - 1), (values, numberOf) => {
    for (const each of seen) paintSpans(values, size, each.seen, numberOf(numbers.get(each.annotation.label) ?? VOID))
  })
  const objects = numbered(size, ownNumber(seen.length - 1), (values, numberOf) => {
    for (const [index, each] of seen.entries()) paintSpans(values, size, each.seen, numberOf(ownNumber(index)))
  })
  return { classes, objects }
}

/** One picture of bits for each object, as large as the image. */
export const objectMask = (annotation: Annotation, size: Size): PixelImage | null =>
  annotation.shape.kind === 'mask' ? bitsWithin(annotation.shape, { x: 0, y: 0, w: size.width, h: size.height }) : null

/** labelmap.txt: what the colours of the classes mean. */
export const labelMap = (labels: readonly string[]): string => {
  const line = (name: string, colour: number): string =>
    `${name}:${colour >> 16},${(colour >> 8) & 255},${colour & 255}::\n`
  return [
    '# label:color_rgb:parts:actions\n',
    line('background', 0),
    ...labels.map((label, index) => line(maskLabel(label), colourOfNumber(ownNumber(index)))),
  ].join('')
}

export const OBJECT_COLUMNS = ['image', 'mask', 'label'] as const

/** A row of objects.csv; the first one names the columns. */
export const objectRow = (cells: readonly string[]): string => csvRow(cells)
