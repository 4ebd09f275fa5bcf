import type { FormatOptions, LossChoice } from '../../model/format.ts'
import { createCategoryCollector, type KnownLabel } from './coco-categories.ts'
import { cocoImages, sourceImageId } from './coco-write.ts'
import { createColumnCollector } from './csv-write.ts'
import { createLossTally, type ExportItem, type FormatLoss, type LossTally } from './export-item.ts'
import { onlyKept, skippedObjects } from './fidelity.ts'
import { FORMATS } from './formats.ts'
import { singleImage } from './image-losses.ts'
import { createStemNames, withImageEnding } from './image-names.ts'

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

/**
 * `truth` counts reviews that carry no verdict: annotations imported as truth. `labels` are those of the batch's taxonomy,
 * for the templates of their skeletons.
 */
export const createSurvey = (
  options: FormatOptions & { readonly losses?: LossChoice },
  labels: readonly KnownLabel[] = [],
): Survey => {
  const { tally: tallyItem, gathers } = FORMATS[options.format]
  const tally = createLossTally()
  const columns = createColumnCollector()
  const categories = createCategoryCollector(labels)
  const imageIds = createIdCheck()
  const imageNames = new Set<string>()
  const endings = gathers.images === 'stems-with-endings'
  const stems = createStemNames(endings)
  const byVerdict = new Map<string, number>()
  let cases = 0
  let annotations = 0
  const look = (item: ExportItem): void => {
    if (options.format !== 'native' && options.format !== 'parquet' && item.case.feed !== '')
      tally.beside('feeds (name them again when importing)', item.case.key)
    if (!tallyItem(item, tally, options)) return
    if (gathers.columns) columns.add(item)
    if (gathers.categories) categories.add(item.review.annotations, item.case.key)
    if (gathers.images === 'stems' || endings) tallyStem(item, tally, stems, endings)
    if (gathers.images === 'names') {
      imageIds.add(item)
      tallyNames(item, tally, imageNames)
    }
  }
  const skips = options.losses === 'skip-objects'
  return {
    add: (whole) => {
      const item = skips ? onlyKept(whole, options) : whole
      if (item !== whole) for (const what of skippedObjects(whole, options)) tally.add(what, whole.case.key)
      cases += 1
      if (item.answered) annotations += item.review.annotations.length
      const verdict = item.review.verdict ?? 'truth'
      byVerdict.set(verdict, (byVerdict.get(verdict) ?? 0) + 1)
      look(item)
    },
    losses: () => {
      const all = createLossTally()
      columns.tally(all)
      if (gathers.categories === 'joints') categories.tally(all)
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

/** A file of labels is named after its image: no two images may share that name. */
const tallyStem = (
  item: ExportItem,
  tally: LossTally,
  stems: ReturnType<typeof createStemNames>,
  endings: boolean,
): void => {
  const image = singleImage(item)
  if (image === null) return
  const wanted = endings ? withImageEnding(image.name) : image.name
  if (wanted !== image.name) tally.beside('image names without an ending of images (.jpg is added)', item.case.key)
  if (stems(image.name, image.sha256) !== wanted)
    tally.beside(
      'image names that another one shares, or no folder takes (replaced by the image’s hash)',
      item.case.key,
    )
}

const tallyNames = (item: ExportItem, tally: LossTally, taken: Set<string>): void => {
  for (const { image } of cocoImages(item)) {
    if (taken.has(image.name)) tally.beside('images that share a file name with another', item.case.key)
    taken.add(image.name)
  }
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
