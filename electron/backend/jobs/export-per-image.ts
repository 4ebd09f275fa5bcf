import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ExportItem } from '../../../shared/domain/formats/export-item.ts'
import { FORMATS } from '../../../shared/domain/formats/formats.ts'
import { singleImage } from '../../../shared/domain/formats/image-losses.ts'
import { createStemNames, stemOf } from '../../../shared/domain/formats/image-names.ts'
import type { ImageRef } from '../../../shared/model/case.ts'
import { createImageCopier } from './export-coco-images.ts'
import type { WrittenFile } from './export-folder.ts'
import type { createComparison, FormatContext } from './export-format.ts'

/** An image that has a file of labels of its own. */
export type LabelledImage = { readonly item: ExportItem; readonly image: ImageRef; readonly fileName: string }

/** The images of a batch under the names they are written with, the same with each call. */
export function* labelledImages({ items, batch }: FormatContext): Generator<LabelledImage> {
  const nameOf = createStemNames(FORMATS[batch.plan.options.format].gathers.images === 'stems-with-endings')
  for (const item of items()) {
    const image = item.answered ? singleImage(item) : null
    if (image !== null) yield { item, image, fileName: nameOf(image.name, image.sha256) }
  }
}

/** Where the files of labels and the images stand, and what a file of labels says. */
export type PerImage = {
  readonly labels: string
  readonly ending: string
  readonly images: string
  readonly text: (one: LabelledImage) => string
  /** Whether a file, read by the import's own reader, says what was to be written. */
  readonly same: (text: string, one: LabelledImage) => boolean
}

const labelsOf = ({ labels, ending }: PerImage, { fileName }: LabelledImage): string =>
  `${labels}${stemOf(fileName)}${ending}`

/** Writes a file of labels for each image, and the images where they are to be copied. */
export const writePerImage = async (
  context: FormatContext,
  format: PerImage,
  written?: (one: LabelledImage) => Promise<void>,
): Promise<readonly WrittenFile[]> => {
  const files: WrittenFile[] = []
  const copier = createImageCopier(context, format.images)
  for (const one of labelledImages(context)) {
    const file = await context.folder.file(labelsOf(format, one))
    await file.write(format.text(one))
    files.push(await file.end())
    await copier.copy(one)
    await written?.(one)
  }
  return [...files, ...copier.files()]
}

/** Reads every file of labels back and compares it. */
export const comparePerImage = async (
  context: FormatContext,
  format: PerImage,
  { same }: ReturnType<typeof createComparison>,
): Promise<void> => {
  for (const one of labelledImages(context)) {
    const text = await readFile(join(context.folder.path, labelsOf(format, one)), 'utf8')
    const as = format.same(text, one)
    same(as, () => `${one.item.case.key}: ${labelsOf(format, one)} reads back differently`)
  }
}
