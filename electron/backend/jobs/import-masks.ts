import { readFileSync, statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { DeskError } from '../../../shared/contract/errors.ts'
import { isImageName } from '../../../shared/domain/formats/detect.ts'
import { stemOf } from '../../../shared/domain/formats/image-names.ts'
import {
  type MaskLabels,
  readFlatMasks,
  readMaskLabels,
  readObjectMasks,
  readObjectRows,
} from '../../../shared/domain/formats/masks-read.ts'
import { failureOf, type Read, type Role, RowProblem } from '../../../shared/domain/formats/read-row.ts'
import type { PixelImage } from '../../../shared/domain/mask/pixel-image.ts'
import { MOST_LINE_BYTES, type Reached } from '../files/lines.ts'
import { png } from '../files/png.ts'
import type { LocalFile } from './job.ts'

type MaskSet = LocalFile & { readonly bytes: number; readonly members: readonly LocalFile[] }

const CLASSES = /^(?:.*\/)?SegmentationClass(?:PNG)?\/(.+)\.png$/i
const OBJECTS = /^(?:.*\/)?SegmentationObject(?:PNG)?\/(.+)\.png$/i
const PICTURES = /^(?:.*\/)?JPEGImages\/(.+)$/
/** What the classes of pixels are called, the best of them first. */
const LABEL_LISTS = ['labelmap.txt', 'labels.txt', 'class_names.txt']
const OBJECT_LIST = 'objects.csv'
/** More than any mask of 100 megapixels takes. */
const MOST_PNG_BYTES = 512 * 1024 * 1024

const isMask = ({ name }: LocalFile): boolean => CLASSES.test(name) || /^(?:.*\/)?masks\/.+\.png$/i.test(name)

/** The file among these that says what masks beside it mean; null where there are no masks, or nothing says. */
export const maskIndex = (members: readonly LocalFile[]): LocalFile | null => {
  if (!members.some(isMask)) return null
  const top = (wanted: string): LocalFile | undefined => members.find(({ name }) => name === wanted)
  const lists = members.some(({ name }) => CLASSES.test(name)) ? LABEL_LISTS : [OBJECT_LIST]
  return lists.map(top).find((file) => file !== undefined) ?? null
}

/** The images of a set, by the name that they are cases under. */
export const maskPictures = (members: readonly LocalFile[]): readonly LocalFile[] =>
  members.flatMap(({ path, name }) => {
    const [, own] = PICTURES.exec(name) ?? []
    return own !== undefined && isImageName(own) ? [{ path, name: own }] : []
  })

const textOf = ({ path, name }: LocalFile): string => {
  if (statSync(path).size > MOST_LINE_BYTES) throw new DeskError('bad-file', `${name} is longer than 16 MiB.`)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path))
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    throw new DeskError('bad-file', `${name} is not UTF-8. Save it as UTF-8.`)
  }
}

const orBadFile = <T>({ name }: LocalFile, read: () => T): T => {
  try {
    return read()
  } catch (error) {
    if (error instanceof RowProblem) throw new DeskError('bad-file', `${name}: ${error.message} ${error.remedy}`)
    throw error
  }
}

/** Names of images by their stem: listed in images.txt, or standing in JPEGImages. Most are JPEG where nothing says. */
const imageNames = (members: readonly LocalFile[]): ReadonlyMap<string, string> => {
  const list = members.find(({ name }) => name === 'images.txt')
  const listed = list === undefined ? [] : textOf(list).split(/\r\n|\r|\n/)
  const names = [...maskPictures(members).map(({ name }) => name), ...listed.filter((name) => name !== '')]
  return new Map(names.map((name) => [stemOf(name), name]))
}

const decoded = async ({ path, name }: LocalFile): Promise<PixelImage> => {
  if (statSync(path).size > MOST_PNG_BYTES)
    throw new RowProblem('file-too-long', `${name} is longer than 512 MiB.`, 'Save the mask with compression.')
  return png.decode(await readFile(path), name)
}

type ImageMasks = { readonly image: string; readonly read: () => Promise<readonly Read[]> }

const flatMasks = (source: MaskSet, role: Role): readonly ImageMasks[] => {
  const labels: MaskLabels = orBadFile(source, () => readMaskLabels(textOf(source)))
  const names = imageNames(source.members)
  const objects = new Map(
    source.members.flatMap((file) => {
      const [, stem] = OBJECTS.exec(file.name) ?? []
      return stem === undefined ? [] : [[stem, file] as const]
    }),
  )
  return source.members.flatMap((file) => {
    const [, stem] = CLASSES.exec(file.name) ?? []
    if (stem === undefined) return []
    const image = names.get(stem) ?? `${stem}.jpg`
    const own = objects.get(stem)
    const read = async (): Promise<readonly Read[]> => {
      const masks = { classes: await decoded(file), objects: own === undefined ? null : await decoded(own) }
      return readFlatMasks(image, masks, labels, role)
    }
    return [{ image, read }]
  })
}

const objectMasks = (source: MaskSet, role: Role): readonly ImageMasks[] => {
  const rows = orBadFile(source, () => readObjectRows(textOf(source)))
  const byName = new Map(source.members.map((file) => [file.name, file]))
  const images = new Map<string, { readonly mask: string; readonly label: string }[]>()
  for (const name of imageNames(source.members).values()) images.set(name, [])
  for (const { image, mask, label } of rows) {
    const known = images.get(image) ?? []
    known.push({ mask, label })
    images.set(image, known)
  }
  return [...images].map(([image, masks]) => {
    const read = async (): Promise<readonly Read[]> => {
      if (image.trim() === '')
        throw new RowProblem('bad-image', 'A row of objects.csv names no image.', 'Write the image’s name.')
      const given = masks.map(({ mask, label }) => ({
        label,
        name: mask,
        decode: (): PixelImage => {
          const file = byName.get(mask)
          // Nothing but the chosen files is opened, whatever the table names.
          if (file !== undefined) return png.decode(readFileSync(file.path), mask)
          throw new RowProblem(
            'missing-image',
            `The mask ${mask.slice(0, 200)} is not there.`,
            'Give all of the masks.',
          )
        },
      }))
      return readObjectMasks(image, given, role)
    }
    return { image, read }
  })
}

/** One row for each image that has masks, in order of their names. Throws `bad-file` for what names the classes. */
export async function* readMasks(source: MaskSet, role: Role, reached: Reached): AsyncGenerator<readonly Read[]> {
  const images = source.name.endsWith(OBJECT_LIST) ? objectMasks(source, role) : flatMasks(source, role)
  for (const { image, read } of images) {
    try {
      yield await read()
    } catch (error) {
      if (!(error instanceof RowProblem)) throw error
      yield [{ is: 'failure', failure: failureOf(error, null, image) }]
    }
    reached.bytes += source.bytes / images.length
  }
}
