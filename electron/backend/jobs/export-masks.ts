import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { stemOf } from '../../../shared/domain/formats/image-names.ts'
import {
  readFlatMasks,
  readMaskLabels,
  readObjectMasks,
  readObjectRows,
} from '../../../shared/domain/formats/masks-read.ts'
import {
  fitsMask,
  flatMasks,
  labelMap,
  type MaskLayout,
  maskAnnotations,
  OBJECT_COLUMNS,
  objectMask,
  objectRow,
} from '../../../shared/domain/formats/masks-write.ts'
import type { Read } from '../../../shared/domain/formats/read-row.ts'
import { sameAnnotations } from '../../../shared/domain/formats/same-annotations.ts'
import { sameJson } from '../../../shared/domain/same-json.ts'
import { png } from '../files/png.ts'
import { createImageCopier } from './export-coco-images.ts'
import type { FileWriter, WrittenFile } from './export-folder.ts'
import { createComparison, type FormatContext, type FormatWork } from './export-format.ts'
import { type LabelledImage, labelledImages } from './export-per-image.ts'

const LABELS = 'labelmap.txt'
/** The names of the images, of which the masks have the stem only. */
const IMAGES = 'images.txt'
const STEMS = 'ImageSets/Segmentation/default.txt'
const OBJECTS = 'objects.csv'
const PICTURES = 'JPEGImages/'

const labelsOf = ({ survey, labels }: FormatContext): readonly string[] =>
  survey.categories.list(labels).map(({ name }) => name)

function* maskedImages(context: FormatContext): Generator<LabelledImage> {
  for (const one of labelledImages(context)) if (fitsMask(one.image)) yield one
}

const classFile = ({ fileName }: LabelledImage): string => `SegmentationClass/${stemOf(fileName)}.png`
const objectFile = ({ fileName }: LabelledImage): string => `SegmentationObject/${stemOf(fileName)}.png`
const maskFile = ({ fileName }: LabelledImage, index: number): string =>
  `masks/${stemOf(fileName)}/${String(index + 1).padStart(4, '0')}.png`

const put = async ({ folder }: FormatContext, name: string, bytes: Uint8Array): Promise<WrittenFile> => {
  const file = await folder.file(name)
  await file.bytes(bytes)
  return file.end()
}

const writeFlat = async (
  context: FormatContext,
  one: LabelledImage,
  labels: readonly string[],
): Promise<readonly WrittenFile[]> => {
  const { classes, objects } = flatMasks(one.item.review.annotations, one.image, labels)
  return [
    await put(context, classFile(one), png.encode(classes)),
    await put(context, objectFile(one), png.encode(objects)),
  ]
}

const writeObjects = async (
  context: FormatContext,
  one: LabelledImage,
  rows: FileWriter,
): Promise<readonly WrittenFile[]> => {
  const files: WrittenFile[] = []
  for (const annotation of maskAnnotations(one.item.review.annotations, one.image, 'objects')) {
    const bits = objectMask(annotation, one.image)
    if (bits === null) continue
    const name = maskFile(one, files.length)
    files.push(await put(context, name, png.encode(bits)))
    await rows.write(objectRow([one.fileName, name, annotation.label]))
  }
  return files
}

const write = async (context: FormatContext, layout: MaskLayout): Promise<readonly WrittenFile[]> => {
  const labels = labelsOf(context)
  const copier = createImageCopier(context, PICTURES)
  const list = await context.folder.file(IMAGES)
  const said = await context.folder.file(layout === 'flat' ? LABELS : OBJECTS)
  await said.write(layout === 'flat' ? labelMap(labels) : objectRow(OBJECT_COLUMNS))
  const stems = layout === 'flat' ? await context.folder.file(STEMS) : null
  const files: WrittenFile[] = []
  for (const one of maskedImages(context)) {
    await list.write(`${one.fileName}\n`)
    await stems?.write(`${stemOf(one.fileName)}\n`)
    files.push(...(layout === 'flat' ? await writeFlat(context, one, labels) : await writeObjects(context, one, said)))
    await copier.copy(one)
  }
  return [
    await list.end(),
    await said.end(),
    ...(stems === null ? [] : [await stems.end()]),
    ...files,
    ...copier.files(),
  ]
}

const same = (reads: readonly Read[], one: LabelledImage, layout: MaskLayout): boolean => {
  const row = reads[0]?.is === 'row' ? reads[0].row : null
  const expected = maskAnnotations(one.item.review.annotations, one.image, layout)
  const { width, height } = one.image
  // An image without an object has no mask that tells its size.
  const sized = layout === 'flat' || expected.length > 0 ? { width, height } : {}
  return (
    reads.length === 1 &&
    sameJson(row?.case.image, { name: one.fileName, ...sized }) &&
    sameAnnotations(row?.truth?.annotations ?? [], expected)
  )
}

const readBack = async (context: FormatContext, layout: MaskLayout) => {
  const comparison = createComparison()
  const text = (name: string): Promise<string> => readFile(join(context.folder.path, name), 'utf8')
  const picture = async (name: string) => png.decode(await readFile(join(context.folder.path, name)), name)
  const labels = layout === 'flat' ? readMaskLabels(await text(LABELS)) : null
  const rows = layout === 'flat' ? [] : readObjectRows(await text(OBJECTS))
  const names: string[] = []
  let at = 0
  for (const one of maskedImages(context)) {
    names.push(`${one.fileName}\n`)
    const reads: Read[] = []
    if (labels !== null) {
      const masks = { classes: await picture(classFile(one)), objects: await picture(objectFile(one)) }
      reads.push(...readFlatMasks(one.fileName, masks, labels, 'truth'))
    } else {
      const from = at
      while (rows[at]?.image === one.fileName) at += 1
      const given = []
      for (const { mask, label } of rows.slice(from, at)) {
        const image = await picture(mask)
        given.push({ label, name: mask, decode: () => image })
      }
      reads.push(...readObjectMasks(one.fileName, given, 'truth'))
    }
    comparison.same(same(reads, one, layout), () => `${one.item.case.key}: its masks read back differently`)
  }
  comparison.same(at === rows.length, () => `${OBJECTS} holds more rows than the batch`)
  comparison.same((await text(IMAGES)) === names.join(''), () => `${IMAGES} reads back differently`)
  return comparison.result()
}

/** Mask images: a picture of classes and one of objects for each image, as Pascal VOC has them; or a picture an object. */
export const masks = (layout: MaskLayout): FormatWork => ({
  passes: 2,
  write: (context) => write(context, layout),
  readBack: (context) => readBack(context, layout),
})
