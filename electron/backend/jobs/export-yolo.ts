import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sameAnnotations } from '../../../shared/domain/formats/same-annotations.ts'
import { readYoloData, readYoloImage, type YoloData } from '../../../shared/domain/formats/yolo-read.ts'
import { type YoloTask, yoloImage } from '../../../shared/domain/formats/yolo-shape.ts'
import { yoloAnnotations, yoloData, yoloLabels } from '../../../shared/domain/formats/yolo-write.ts'
import { sameJson } from '../../../shared/domain/same-json.ts'
import { createComparison, type FormatContext, type FormatWork } from './export-format.ts'
import {
  comparePerImage,
  type LabelledImage,
  labelledImages,
  type PerImage,
  writePerImage,
} from './export-per-image.ts'

const DATA = 'data.yaml'
/** The list of images that data.yaml names; trainers find the labels by replacing `images` with `labels`. */
const LIST = 'images.txt'
const IMAGES = 'images/'

const classesOf = ({ survey, labels }: FormatContext) => survey.categories.list(labels)

const formatOf = (context: FormatContext, task: YoloTask, data: YoloData | null): PerImage => {
  const classes = classesOf(context)
  const objectsOf = ({ item, image }: LabelledImage) => yoloImage(item.review.annotations, image, task).objects
  return {
    labels: 'labels/',
    ending: '.txt',
    images: IMAGES,
    text: (one) => yoloLabels(objectsOf(one), one.image, classes, task),
    same: (text, one) => {
      if (data === null) return false
      const name = one.fileName
      const input = { data, image: name, labels: { name, text }, size: one.image, role: 'truth' } as const
      const reads = readYoloImage(input)
      const read = reads[0]?.is === 'row' ? (reads[0].row.truth?.annotations ?? []) : []
      return reads.length === 1 && sameAnnotations(read, yoloAnnotations(objectsOf(one), classes))
    },
  }
}

const write = async (context: FormatContext, task: YoloTask) => {
  const data = await context.folder.file(DATA)
  await data.write(yoloData(classesOf(context), task, context.batch.id))
  const list = await context.folder.file(LIST)
  const labels = await writePerImage(context, formatOf(context, task, null), async ({ fileName }) =>
    list.write(`./${IMAGES}${fileName}\n`),
  )
  return [await data.end(), await list.end(), ...labels]
}

const readBack = async (context: FormatContext, task: YoloTask) => {
  const comparison = createComparison()
  const { same, result } = comparison
  const path = (name: string): string => join(context.folder.path, name)
  const classes = classesOf(context)
  // A project without labels makes a file that names none, which a reader of it refuses.
  const data = classes.length === 0 ? null : readYoloData(await readFile(path(DATA), 'utf8'))
  const names = [...(data?.names ?? [])]
  const expected = classes.map(({ name }, index) => [index, name])
  same(sameJson(names, expected) && (data?.task ?? task) === task, () => `${DATA} reads back differently`)
  const list = await readFile(path(LIST), 'utf8')
  const listed = [...labelledImages(context)].map(({ fileName }) => `./${IMAGES}${fileName}\n`).join('')
  same(list === listed, () => `${LIST} reads back differently`)
  if (data !== null) await comparePerImage(context, formatOf(context, task, data), comparison)
  return result()
}

/** YOLO: data.yaml, a list of images, and one file of labels an image. */
export const yolo = (task: YoloTask): FormatWork => ({
  passes: 3,
  write: (context) => write(context, task),
  readBack: (context) => readBack(context, task),
})
