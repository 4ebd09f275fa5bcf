import { readFileSync, statSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { DeskError } from '../../../shared/contract/errors.ts'
import { isImageName } from '../../../shared/domain/formats/detect.ts'
import { stemOf } from '../../../shared/domain/formats/image-names.ts'
import { failureOf, type Read, type Role, RowProblem } from '../../../shared/domain/formats/read-row.ts'
import { readYoloData, readYoloImage, type YoloData } from '../../../shared/domain/formats/yolo-read.ts'
import type { Size } from '../../../shared/domain/geometry/box.ts'
import { MOST_LINE_BYTES, type Reached } from '../files/lines.ts'
import type { LocalFile } from './job.ts'

/** The size of the oriented image of this name, or of the known case of this key; null where neither is at hand. */
export type SizeOf = (name: string) => Promise<Size | null>

type YoloFile = LocalFile & { readonly bytes: number; readonly members: readonly LocalFile[] }

const isLabels = (name: string): boolean => /\.txt$/i.test(name)

/** `images/train/a.jpg`, `train/images/a.jpg` and `train/labels/a.txt` are all `train/a` to YOLO. */
const withoutFolder = (name: string, folder: string): string => {
  const parts = name.split('/')
  const at = parts.lastIndexOf(folder, parts.length - 2)
  return at < 0 ? name : parts.toSpliced(at, 1).join('/')
}

/** The images of a data set, by the name that they are cases under. */
export const yoloImages = (members: readonly LocalFile[]): readonly LocalFile[] =>
  members
    .filter(({ name }) => isImageName(name))
    .map(({ path, name }) => ({ path, name: withoutFolder(name, 'images') }))

/** Names of images that a list beside data.yaml gives, in its order. */
const listedImages = ({ path, name }: LocalFile): readonly string[] => {
  if (!isLabels(name) || name.includes('/') || statSync(path).size > MOST_LINE_BYTES) return []
  const lines = readFileSync(path, 'utf8').split(/\r\n|\r|\n/)
  return lines
    .map((line) =>
      line
        .trim()
        .replaceAll('\\', '/')
        .replace(/^(?:\.\/)+/, ''),
    )
    .filter((line) => isImageName(line))
    .map((line) => withoutFolder(line, 'images'))
}

const readData = (file: LocalFile): YoloData => {
  try {
    return readYoloData(new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file.path)))
  } catch (error) {
    if (error instanceof RowProblem) throw new DeskError('bad-file', `${file.name}: ${error.message} ${error.remedy}`)
    if (error instanceof TypeError) throw new DeskError('bad-file', `${file.name} is not UTF-8. Save it as UTF-8.`)
    throw error
  }
}

/** Each image of a data set with its file of labels, in order of their names. */
const pairsOf = (members: readonly LocalFile[]): ReadonlyMap<string, LocalFile | null> => {
  const lists = new Set(members.filter((member) => listedImages(member).length > 0))
  const images = [...new Set([...yoloImages(members).map(({ name }) => name), ...[...lists].flatMap(listedImages)])]
  const inFolder = members.some(({ name }) => isLabels(name) && dirname(name).split('/').includes('labels'))
  const labels = new Map<string, LocalFile>()
  for (const member of members)
    if (
      isLabels(member.name) &&
      !lists.has(member) &&
      (!inFolder || withoutFolder(member.name, 'labels') !== member.name)
    )
      labels.set(stemOf(withoutFolder(member.name, 'labels')), member)
  const pairs = new Map<string, LocalFile | null>()
  for (const image of images) pairs.set(image, labels.get(stemOf(image)) ?? null)
  const paired = new Set([...pairs.values()])
  // Labels of an image that nobody names: its ending is not known, and most are JPEG.
  if (inFolder) for (const [stem, file] of labels) if (!paired.has(file)) pairs.set(`${stem}.jpg`, file)
  return new Map([...pairs].sort(([a], [b]) => (a < b ? -1 : 1)))
}

const failed = (problem: RowProblem, name: string): Read => ({ is: 'failure', failure: failureOf(problem, null, name) })

const textOf = ({ path, name }: LocalFile): string => {
  if (statSync(path).size > MOST_LINE_BYTES)
    throw new RowProblem(
      'file-too-long',
      `${name} is longer than 16 MiB.`,
      'A file of labels holds one image’s objects.',
    )
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path))
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    throw new RowProblem('invalid-utf-8', `${name} is not UTF-8.`, 'Save the file as UTF-8.')
  }
}

/** One row for each image of a YOLO data set, those without labels among them. Throws `bad-file` for its data.yaml. */
export async function* readYolo(
  source: YoloFile,
  role: Role,
  sizeOf: SizeOf,
  reached: Reached,
): AsyncGenerator<readonly Read[]> {
  const data = readData(source)
  const pairs = pairsOf(source.members)
  if (pairs.size === 0)
    throw new DeskError(
      'bad-file',
      `${basename(source.name)} has no images and no labels beside it. Choose the folder that holds all of them.`,
    )
  for (const [image, file] of pairs) {
    try {
      const labels = file === null ? null : { name: file.name, text: textOf(file) }
      yield readYoloImage({ data, image, labels, size: await sizeOf(image), role })
    } catch (error) {
      if (!(error instanceof RowProblem)) throw error
      yield [failed(error, image)]
    }
    reached.bytes += source.bytes / pairs.size
  }
}
