import { createReadStream } from 'node:fs'
import { DeskError } from '../../../shared/contract/errors.ts'
import { type CocoImage, cocoImages, sourceImageId } from '../../../shared/domain/formats/coco-write.ts'
import type { ExportItem } from '../../../shared/domain/formats/export-item.ts'
import { endingOf, isSafeName } from '../../../shared/domain/formats/image-names.ts'
import type { ImageRef } from '../../../shared/model/case.ts'
import type { WrittenFile } from './export-folder.ts'
import type { FormatContext } from './export-format.ts'

/**
 * The name an image is copied under: its own where that is safe and free, else one made of its hash. Two names that
 * differ in case only are one file to some file systems.
 */
const createNames = () => {
  const taken = new Map<string, string>()
  return (name: string, sha256: string): string => {
    const made = `${sha256.slice(0, 32)}${endingOf(name)}`
    const wanted = isSafeName(name) && (taken.get(name.toLowerCase()) ?? sha256) === sha256 ? name : made
    taken.set(wanted.toLowerCase(), sha256)
    return wanted
  }
}

/** Names for the images of a batch: ask in its order, and the same order gives the same names. */
export const imageNames = ({ batch }: FormatContext): ((image: ImageRef) => string) => {
  const nameOf = createNames()
  return ({ name, sha256 }) => (batch.plan.options.images === 'copy' ? nameOf(name, sha256) : name)
}

const imagesOf = ({ case: { content } }: ExportItem): readonly ImageRef[] => [
  ...(content.image === undefined ? [] : [content.image]),
  ...(content.pages ?? []),
]

/** The cases of a batch with their images and pages under the names these are written with, the same with each call. */
export function* itemsAsNamed(context: FormatContext): Generator<ExportItem> {
  const nameOf = imageNames(context)
  for (const item of context.items()) {
    if (imagesOf(item).every((image) => nameOf(image) === image.name)) {
      yield item
      continue
    }
    const { image, pages, ...others } = item.case.content
    const named = (one: ImageRef): ImageRef => ({ ...one, name: nameOf(one) })
    const content = {
      ...others,
      ...(image === undefined ? {} : { image: named(image) }),
      ...(pages === undefined ? {} : { pages: pages.map(named) }),
    }
    yield { ...item, case: { ...item.case, content } }
  }
}

export type NumberedImage = { readonly item: ExportItem; readonly image: CocoImage }

/** The images of a batch with their numbers and names, the same with each call. */
export function* numberedImages(context: FormatContext): Generator<NumberedImage> {
  const { survey, items } = context
  const nameOf = imageNames(context)
  let next = 1
  for (const item of items()) {
    if (!item.answered) continue
    for (const { image, page } of cocoImages(item)) {
      const id = survey.keepsImageIds() ? (sourceImageId(item) ?? next) : next
      next += 1
      yield { item, image: { id, fileName: nameOf(image), image, page } }
    }
  }
}

/** Where copied images stand in a batch. */
const IMAGES = 'images/'

/** Copies image files into the batch, each once, and checks that they are what was reviewed. */
export const createImageCopier = (context: FormatContext, place = IMAGES) => {
  const written = new Map<string, WrittenFile>()
  const copy = async ({ fileName, image }: Pick<CocoImage, 'fileName' | 'image'>): Promise<void> => {
    const name = `${place}${fileName}`
    if (context.batch.plan.options.images !== 'copy' || written.has(name)) return
    const file = await context.folder.file(name)
    for await (const chunk of createReadStream(await context.imagePath(image.sha256))) await file.bytes(chunk)
    const done = await file.end()
    if (done.sha256 !== image.sha256) {
      throw new DeskError(
        'bad-file',
        `The image ${image.name} has changed since it was imported. Put the original back, or export with references.`,
      )
    }
    written.set(name, done)
  }
  return {
    copy,
    /** The images of a case, which stand under their names there. */
    copyAll: async (item: ExportItem): Promise<void> => {
      for (const image of imagesOf(item)) await copy({ fileName: image.name, image })
    },
    files: (): readonly WrittenFile[] => [...written.values()],
  }
}
