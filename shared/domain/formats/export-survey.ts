import { cocoImages, createCategoryCollector, sourceImageId, tallyCoco } from './coco-write.ts'
import { conllSentence } from './conll-write.ts'
import { createColumnCollector, tallyCsv } from './csv-write.ts'
import { tallyCvat } from './cvat-write.ts'
import { createLossTally, type ExportItem, type FormatLoss, type LossTally } from './export-item.ts'
import { singleImage } from './image-losses.ts'
import { createStemNames } from './image-names.ts'
import { tallyVoc } from './voc-write.ts'
import type { YoloTask } from './yolo-shape.ts'
import { tallyYolo } from './yolo-write.ts'

/** What a batch will hold and lose, learnt by looking at every item once before anything is written. */
export type Survey = {
  readonly add: (item: ExportItem) => void
  readonly losses: () => readonly FormatLoss[]
  readonly counts: () => {
    readonly cases: number
    readonly annotations: number
    readonly byVerdict: Readonly<Record<string, number>>
  }
  /** For CSV: the columns that metadata and fields make. */
  readonly columns: () => readonly string[]
  /** For COCO. */
  readonly categories: ReturnType<typeof createCategoryCollector>
  /** For COCO: whether the numbers that images had in their sources can be kept, each once. */
  readonly keepsImageIds: () => boolean
}

type SurveyedFormat = 'native' | 'coco' | `yolo-${YoloTask}` | 'voc' | 'cvat' | 'conll' | 'csv'

/** `truth` counts reviews that carry no verdict: annotations imported as truth. */
export const createSurvey = (format: SurveyedFormat): Survey => {
  const tally = createLossTally()
  const columns = createColumnCollector()
  const categories = createCategoryCollector()
  const imageIds = createIdCheck()
  const imageNames = new Set<string>()
  const stems = createStemNames()
  const byVerdict = new Map<string, number>()
  let cases = 0
  let annotations = 0
  const look = (item: ExportItem): void => {
    if (format !== 'native' && item.case.feed !== '') tally.add('feeds (name them again when importing)', item.case.key)
    switch (format) {
      case 'native':
        return
      case 'conll':
        conllSentence(item, tally)
        return
      case 'csv':
        columns.add(item)
        tallyCsv(item, tally)
        return
      case 'yolo-detect':
      case 'yolo-segment':
      case 'yolo-obb':
      case 'yolo-pose':
        if (!tallyYolo(item, YOLO_TASK[format], tally)) return
        tallyName(item, tally, stems)
        categories.add(item.review.annotations)
        return
      case 'voc':
        if (tallyVoc(item, tally)) tallyName(item, tally, stems)
        return
      case 'cvat':
        if (tallyCvat(item, tally)) tallyName(item, tally, stems)
        return
      case 'coco':
        if (!tallyCoco(item, tally)) return
        imageIds.add(item)
        for (const { image } of cocoImages(item)) {
          if (imageNames.has(image.name)) tally.add('images that share a file name with another', item.case.key)
          imageNames.add(image.name)
        }
        categories.add(item.review.annotations)
    }
  }
  return {
    add: (item) => {
      cases += 1
      if (item.answered) annotations += item.review.annotations.length
      const verdict = item.review.verdict ?? 'truth'
      byVerdict.set(verdict, (byVerdict.get(verdict) ?? 0) + 1)
      look(item)
    },
    losses: () => {
      const all = createLossTally()
      columns.tally(all)
      return [...tally.list(), ...all.list()]
    },
    counts: () => ({
      cases,
      annotations,
      byVerdict: Object.fromEntries([...byVerdict].sort(([a], [b]) => (a < b ? -1 : 1))),
    }),
    columns: columns.list,
    categories,
    keepsImageIds: imageIds.allUnique,
  }
}

const YOLO_TASK = {
  'yolo-detect': 'detect',
  'yolo-segment': 'segment',
  'yolo-obb': 'obb',
  'yolo-pose': 'pose',
} as const satisfies Record<string, YoloTask>

/** A file of labels is named after its image: no two images may share that name. */
const tallyName = (item: ExportItem, tally: LossTally, stems: ReturnType<typeof createStemNames>): void => {
  const image = singleImage(item)
  if (image !== null && stems(image.name, image.sha256) !== image.name)
    tally.add('image names that another one shares, or no folder takes (replaced by the image’s hash)', item.case.key)
}

const createIdCheck = () => {
  const seen = new Set<number>()
  let unique = true
  return {
    add: (item: ExportItem): void => {
      const id = cocoImages(item).length === 1 ? sourceImageId(item) : null
      if (id === null || seen.has(id)) unique = false
      else if (unique) seen.add(id)
    },
    allUnique: (): boolean => unique,
  }
}
