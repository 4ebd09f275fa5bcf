import { type ExportFormat, type FormatOptions, OFFSET_UNITS, type OffsetUnit } from '../../model/format.ts'
import type { ShapeKind } from '../../model/shape.ts'
import { tallyBrat } from './brat-write.ts'
import { tallyCoco } from './coco-losses.ts'
import { tallyConll } from './conll-write.ts'
import { tallyCsv } from './csv-write.ts'
import { tallyCvat } from './cvat-write.ts'
import type { ExportItem, LossTally } from './export-item.ts'
import { tallyLabelStudio } from './label-studio-write.ts'
import { tallyLabelme } from './labelme-write.ts'
import { type MaskLayout, tallyMasks } from './masks-write.ts'
import { tallyNative } from './native-write.ts'
import { tallyProdigy } from './prodigy-write.ts'
import { tallySpacy } from './spacy-write.ts'
import { tallyVoc } from './voc-write.ts'
import { tallyWebAnno } from './webanno-write.ts'
import type { YoloTask } from './yolo-shape.ts'
import { tallyYolo } from './yolo-write.ts'

/**
 * What becomes of a kind of shape: written as it is (a polygon perhaps only in a simple form), or as another kind. What
 * a format does not name it leaves out.
 */
export type Carried = Readonly<
  Partial<Record<ShapeKind, 'kept' | 'kept-without-holes' | 'kept-as-one-ring' | 'converted'>>
>

/** Everything about a format that writing it does not need: the one place to look when a format is added. */
export type FormatDescription = {
  readonly carries: Carried
  /** Says what of a case is lost; false where the whole case is left out. */
  readonly tally: (item: ExportItem, tally: LossTally, options: FormatOptions) => boolean
  /** What uses it takes a label of white space only for none. */
  readonly wantsNames?: true
  /** The units that its text offsets can be asked for in, the usual one first; none where the format fixes them. */
  readonly offsets?: readonly OffsetUnit[]
  /** What the writer must know of the whole batch before its first byte. */
  readonly gathers: {
    /** Metadata and record fields, which become columns. */
    readonly columns?: true
    /** Labels in use; and the joints of their skeletons, where each object is written with all of them. */
    readonly categories?: 'labels' | 'joints'
    /**
     * Names of image files: one for each image, or one for each file of labels beside an image; those with an ending where
     * images are told from other files by it.
     */
    readonly images?: 'names' | 'stems' | 'stems-with-endings'
  }
}

const EVERY_SHAPE = {
  box: 'kept',
  'rotated-box': 'kept',
  ellipse: 'kept',
  polygon: 'kept',
  polyline: 'kept',
  point: 'kept',
  skeleton: 'kept',
  mask: 'kept',
} as const satisfies Carried
const EVERYTHING = {
  ...EVERY_SHAPE,
  span: 'kept',
  field: 'kept',
  item: 'kept',
  case: 'kept',
} as const satisfies Carried
/** A box is put around what is no box. */
const BOXED = {
  box: 'kept',
  'rotated-box': 'converted',
  ellipse: 'converted',
  polygon: 'converted',
  skeleton: 'converted',
  mask: 'converted',
} as const satisfies Carried

const yolo = (task: YoloTask, carries: Carried): FormatDescription => ({
  carries,
  wantsNames: true,
  tally: (item, tally) => tallyYolo(item, task, tally),
  gathers: { categories: task === 'pose' ? 'joints' : 'labels', images: 'stems-with-endings' },
})

const masks = (layout: MaskLayout): FormatDescription => ({
  wantsNames: true,
  carries: { mask: 'kept', box: 'converted', 'rotated-box': 'converted', ellipse: 'converted', polygon: 'converted' },
  tally: (item, tally) => tallyMasks(item, layout, tally),
  gathers: { categories: 'labels', images: 'stems' },
})

export const FORMATS: Readonly<Record<ExportFormat, FormatDescription>> = {
  native: {
    carries: EVERYTHING,
    offsets: OFFSET_UNITS,
    tally: tallyNative,
    gathers: {},
  },
  coco: {
    wantsNames: true,
    carries: {
      box: 'kept',
      polygon: 'kept-without-holes',
      mask: 'kept',
      skeleton: 'converted',
      'rotated-box': 'converted',
      ellipse: 'converted',
    },
    tally: tallyCoco,
    gathers: { categories: 'joints', images: 'names' },
  },
  'yolo-detect': yolo('detect', BOXED),
  'yolo-segment': yolo('segment', {
    box: 'converted',
    'rotated-box': 'converted',
    ellipse: 'converted',
    polygon: 'kept-as-one-ring',
    mask: 'converted',
  }),
  'yolo-obb': yolo('obb', { ...BOXED, box: 'converted', 'rotated-box': 'kept' }),
  'yolo-pose': yolo('pose', BOXED),
  voc: {
    wantsNames: true,
    carries: { ...BOXED, polyline: 'converted' },
    tally: tallyVoc,
    gathers: { images: 'stems' },
  },
  cvat: {
    wantsNames: true,
    carries: { ...EVERY_SHAPE, polygon: 'kept-as-one-ring', case: 'kept' },
    tally: tallyCvat,
    gathers: { images: 'stems' },
  },
  labelme: {
    wantsNames: true,
    carries: {
      box: 'kept',
      polygon: 'kept-as-one-ring',
      polyline: 'kept',
      point: 'kept',
      mask: 'kept',
      case: 'kept',
      'rotated-box': 'converted',
      ellipse: 'converted',
    },
    tally: tallyLabelme,
    gathers: { images: 'stems' },
  },
  masks: masks('flat'),
  'masks-objects': masks('objects'),
  conll: { carries: { span: 'kept' }, tally: tallyConll, gathers: {} },
  prodigy: {
    carries: {
      box: 'kept',
      polygon: 'kept-as-one-ring',
      'rotated-box': 'converted',
      ellipse: 'converted',
      span: 'kept',
      case: 'kept',
    },
    offsets: OFFSET_UNITS,
    tally: tallyProdigy,
    gathers: { images: 'names' },
  },
  spacy: { carries: { span: 'kept', case: 'kept' }, offsets: OFFSET_UNITS, tally: tallySpacy, gathers: {} },
  'label-studio': {
    carries: {
      box: 'kept',
      'rotated-box': 'kept',
      ellipse: 'kept',
      polygon: 'kept-as-one-ring',
      point: 'kept',
      mask: 'kept',
      span: 'kept',
      case: 'kept',
    },
    tally: tallyLabelStudio,
    gathers: { images: 'names' },
  },
  brat: { carries: { span: 'kept' }, tally: tallyBrat, gathers: {} },
  webanno: { carries: { span: 'kept' }, tally: tallyWebAnno, gathers: {} },
  csv: {
    carries: EVERYTHING,
    offsets: OFFSET_UNITS,
    tally: tallyCsv,
    gathers: { columns: true },
  },
  parquet: {
    carries: EVERYTHING,
    tally: (item, tally, options) => tallyNative(item, tally, { ...options, offsets: 'codepoint' }),
    gathers: {},
  },
}
