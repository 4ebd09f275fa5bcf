import { join } from 'node:path'
import { CVAT_END, cvatAnnotations, cvatHead, cvatImage } from '../../../shared/domain/formats/cvat-write.ts'
import type { Read } from '../../../shared/domain/formats/read-row.ts'
import { sameAnnotations } from '../../../shared/domain/formats/same-annotations.ts'
import { sameJson } from '../../../shared/domain/same-json.ts'
import { createImageCopier } from './export-coco-images.ts'
import { closing, createComparison, type FormatContext, type FormatWork } from './export-format.ts'
import { type LabelledImage, labelledImages } from './export-per-image.ts'
import { readCvat } from './import-cvat.ts'

const FILE = 'annotations.xml'

const write: FormatWork['write'] = async (context) => {
  const copier = createImageCopier(context)
  const file = await context.folder.file(FILE)
  await file.write(cvatHead(context.taxonomy?.labels.map(({ name }) => name) ?? []))
  let id = 0
  for (const { item, image, fileName } of labelledImages(context)) {
    await file.write(cvatImage(item.review.annotations, id, fileName, image))
    await copier.copy({ image, fileName })
    id += 1
  }
  await file.write(CVAT_END)
  return [await file.end(), ...copier.files()]
}

async function* readsOf(path: string): AsyncGenerator<Read> {
  for await (const reads of readCvat({ path, name: FILE }, 'truth', { bytes: 0 })) yield* reads
}

const sameImage = (read: Read | undefined, { item, image, fileName }: LabelledImage): boolean => {
  if (read?.is !== 'row') return false
  const { width, height } = image
  return (
    sameJson(read.row.case.image, { name: fileName, width, height }) &&
    sameAnnotations(read.row.truth?.annotations ?? [], cvatAnnotations(item.review.annotations, image))
  )
}

const readBack = async (context: FormatContext) => {
  const { same, result } = createComparison()
  const reads = readsOf(join(context.folder.path, FILE))
  return closing([reads], async () => {
    for (const one of labelledImages(context)) {
      const next = await reads.next()
      same(
        sameImage(next.done ? undefined : next.value, one),
        () => `${one.item.case.key}: its <image> reads back differently`,
      )
    }
    same((await reads.next()).done === true, () => `${FILE} holds more than the batch`)
    return result()
  })
}

/** CVAT XML 1.1 for images: one file, an element an image. */
export const cvat: FormatWork = { passes: 2, write, readBack }
