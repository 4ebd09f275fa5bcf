import { closeSync, existsSync, openSync, readdirSync, readFileSync, readSync, statSync } from 'node:fs'
import { basename, dirname, join, relative, sep } from 'node:path'
import { DeskError } from '../../../shared/contract/errors.ts'
import { cocoKind, parseCoco } from '../../../shared/domain/formats/coco-read.ts'
import { detectFormat, isBratName, isImageName, isTextName } from '../../../shared/domain/formats/detect.ts'
import { isWebAnno } from '../../../shared/domain/formats/webanno-cells.ts'
import type { ImportFormat } from '../../../shared/model/format.ts'
import { maskIndex, maskPictures } from './import-masks.ts'
import { yoloImages } from './import-yolo.ts'
import type { LocalFile } from './job.ts'

/** One file to read rows from. `name` is shown and, for an image or text of a folder, is the case's key. */
export type Source = LocalFile & {
  readonly format: ImportFormat
  readonly why: string
  readonly bytes: number
  /** What it is used for, in words. */
  readonly use: string
  /** For a data set of many files: all that stand with this one, by their path from its folder. */
  readonly members?: readonly LocalFile[]
}

export type Sources = {
  readonly files: readonly Source[]
  /** Where images that the files name are looked up. */
  readonly images: readonly LocalFile[]
}

const HEAD_BYTES = 64 * 1024

/** The first characters of a file; what UTF-8 cannot say becomes U+FFFD. */
export const headOf = (path: string): string => {
  const file = openSync(path, 'r')
  try {
    const buffer = Buffer.alloc(HEAD_BYTES)
    return buffer.toString('utf8', 0, readSync(file, buffer, 0, HEAD_BYTES, 0))
  } finally {
    closeSync(file)
  }
}

/** Files and folders a person chose, as sources. Throws `bad-file` for what is not there or not known. */
export const findSources = (
  files: readonly LocalFile[],
  images: readonly LocalFile[],
  format: ImportFormat | undefined,
): Sources => {
  const found: Source[] = []
  const folders: LocalFile[] = []
  const single = files.filter((file) => kindOf(file) === 'file')
  const chosen = dataSetOf(single, format) ?? maskSetOf(single, format)
  const pairs = chosen === null ? bratPairs(single, format) : []
  const paired = new Set(pairs.flatMap(({ path, members = [] }) => [path, ...members.map((member) => member.path)]))
  for (const file of chosen === null
    ? files.filter(({ path }) => !paired.has(path))
    : files.filter((each) => !single.includes(each))) {
    if (kindOf(file) === 'folder') {
      found.push(...expandFolder(file, format))
      folders.push(file)
    } else found.push(sourceOf(file, format))
  }
  if (chosen !== null) found.push(chosen)
  found.push(...pairs)
  const beside = found
    .filter((source) => source.format !== 'images')
    .map((source) => dirname(source.path))
    .map((folder) => (basename(folder).toLowerCase() === 'annotations' ? dirname(folder) : folder))
  const data = found.some((source) => source.format !== 'images' && source.format !== 'texts')
  // Images dropped together with the file that names them are looked up, not imported by themselves.
  const used = data ? found.filter((source) => source.format !== 'images') : found
  const loose = data ? found.filter((source) => source.format === 'images') : []
  const lookUp = [
    ...images,
    ...found.flatMap(({ format: own, members = [] }) => (own === 'masks' ? maskPictures : yoloImages)(members)),
    ...loose,
    ...folders,
    ...[...new Set(beside)].map((path) => ({ path, name: basename(path) })),
  ]
  if (used.length === 0)
    throw new DeskError('bad-file', 'There is nothing to import in what you chose. Choose other files.')
  return { files: used, images: lookUp }
}

const kindOf = (file: LocalFile): 'file' | 'folder' => {
  try {
    const stat = statSync(file.path)
    if (stat.isDirectory()) return 'folder'
    if (stat.isFile()) return 'file'
  } catch (error) {
    throw new DeskError(
      'bad-file',
      `${file.name} cannot be read: ${error instanceof Error ? error.message : 'unknown'}. Check its name, and that you may read it.`,
    )
  }
  throw new DeskError(
    'bad-file',
    `${file.name} is neither a file nor a folder. Name a file, or a folder of images or texts.`,
  )
}

const YAML = /\.ya?ml$/i

/**
 * A YOLO data set: the YAML file among these that names the classes, with all the others. One that was chosen by itself
 * stands for its folder.
 */
const dataSetOf = (files: readonly LocalFile[], format: ImportFormat | undefined): Source | null => {
  if (format !== undefined && format !== 'yolo') return null
  const data = files.find(
    ({ path, name }) =>
      YAML.test(name) && !name.includes('/') && (format === 'yolo' || detectFormat(name, headOf(path)) !== null),
  )
  if (data === undefined) return null
  const alone = files.length === 1
  const others = alone ? filesBelow(dirname(data.path)) : files.filter((file) => file !== data)
  const members = others.filter(({ path }) => path !== data.path)
  const bytes = members.reduce((sum, { path, name }) => sum + (isTextName(name) ? statSync(path).size : 0), 0)
  return { ...data, format: 'yolo', why: 'a YAML file that names classes (YOLO)', bytes, use: USES.yolo, members }
}

/** Masks with the file that says what they mean. Beside Pascal VOC's files of boxes they are taken only when asked for. */
const maskSetOf = (files: readonly LocalFile[], format: ImportFormat | undefined): Source | null => {
  if (format !== undefined && format !== 'masks') return null
  const index = maskIndex(files)
  if (index === null) return null
  const members = files.filter((file) => file !== index)
  const bytes = members.reduce((sum, { path, name }) => sum + (/\.png$/i.test(name) ? statSync(path).size : 0), 0)
  return { ...index, format: 'masks', why: 'pictures of classes and objects (masks)', bytes, use: USES.masks, members }
}

/**
 * brat's files of annotations, each with its text: among those that were chosen, or beside it. Texts that have none are texts.
 */
const bratPairs = (files: readonly LocalFile[], format: ImportFormat | undefined): Source[] => {
  if (format !== undefined && format !== 'brat') return []
  const textName = (name: string): string => name.replace(/\.ann$/i, '.txt')
  const byName = new Map(files.map((file) => [file.name, file]))
  return files
    .filter(({ name }) => isBratName(name))
    .map((ann) => {
      const [path, name] = [textName(ann.path), textName(ann.name)]
      const text = byName.get(name) ?? (existsSync(path) ? { path, name } : undefined)
      const bytes = statSync(ann.path).size
      const why = 'annotations beside a text (brat)'
      return { ...ann, format: 'brat', why, bytes, use: USES.brat, ...(text === undefined ? {} : { members: [text] }) }
    })
}

const filesBelow = (folder: string): LocalFile[] =>
  namesBelow(folder).map((name) => ({ path: join(folder, name), name: name.split(sep).join('/') }))

const sourceOf = (file: LocalFile, format: ImportFormat | undefined): Source => {
  const bytes = statSync(file.path).size
  if (format === 'yolo')
    throw new DeskError('bad-file', `${file.name} names no classes. Choose a YOLO data set’s folder, or its data.yaml.`)
  if (format === 'brat' && !isBratName(file.name))
    throw new DeskError(
      'bad-file',
      `${file.name} is no file of annotations. Choose brat’s .ann files, or their folder.`,
    )
  if (format === 'masks')
    throw new DeskError(
      'bad-file',
      `${file.name} says nothing of masks. Choose the folder with SegmentationClass and labelmap.txt, or with masks and objects.csv.`,
    )
  if (format) return { ...file, format, why: 'as you chose', bytes, use: USES[format] }
  const detected = detectFormat(file.name, headOf(file.path))
  if (!detected)
    throw new DeskError(
      'bad-file',
      `${file.name} is in no format that the desk knows. Name its format, or convert it to JSON Lines, COCO, YOLO, Pascal VOC, CVAT XML, labelme, CoNLL, CSV or Parquet.`,
    )
  return { ...file, ...detected, bytes, use: USES[detected.format] }
}

const USES: Record<ImportFormat, string> = {
  native: 'cases and predictions',
  coco: 'images and boxes',
  yolo: 'images and their files of labels',
  voc: 'an image’s boxes',
  cvat: 'images and their objects',
  labelme: 'an image’s objects',
  masks: 'images and their masks',
  parquet: 'rows',
  conll: 'sentences and tags',
  csv: 'rows',
  prodigy: 'tasks',
  'label-studio': 'tasks',
  webanno: 'a text and its layers',
  brat: 'a text’s annotations',
  spacy: 'texts with entities',
  images: 'an image',
  texts: 'a text',
}

/** What a batch says of itself; its data stands beside them. */
const BATCH_FILES: ReadonlySet<string> = new Set(['tool.json', 'manifest.json', 'withdrawn.jsonl'])
/** Says how Label Studio is to show its tasks. */
const LABEL_CONFIG = 'label_config.xml'

/** labelme's files stand beside their images, however deep these lie. */
const isLabelme = ({ name, path }: LocalFile, format: ImportFormat | undefined): boolean =>
  /\.json$/i.test(name) && (format === 'labelme' || detectFormat(name, headOf(path))?.format === 'labelme')

/** WebAnno's documents may stand in folders of their own. */
const isWebAnnoFile = ({ name, path }: LocalFile): boolean => /\.tsv$/i.test(name) && isWebAnno(headOf(path))

/** A folder of images or of texts; or one that holds the files which name them. */
const expandFolder = (folder: LocalFile, format: ImportFormat | undefined): Source[] => {
  const names = namesBelow(folder.path)
  const inside = (name: string): LocalFile => ({ path: join(folder.path, name), name: name.split(sep).join('/') })
  const own = names.includes('tool.json') ? BATCH_FILES : new Set<string>()
  const data = names.filter(
    (name) =>
      !own.has(name) &&
      name !== LABEL_CONFIG &&
      ((!name.includes(sep) && /\.(?:jsonl|ndjson|json|conll|iob|iob2|bio|csv|tsv|xml|parquet)$/i.test(name)) ||
        /^data[\\/][^\\/]+\.parquet$/i.test(name) ||
        /^annotations[\\/].*\.xml$/i.test(name)),
  )
  const shapes = names.filter(
    (name) => name.includes(sep) && (isLabelme(inside(name), format) || isWebAnnoFile(inside(name))),
  )
  const dataSet = dataSetOf(names.map(inside), format)
  const masks = maskSetOf(names.map(inside), format)
  if (dataSet !== null) return [dataSet]
  const pairs = bratPairs(names.map(inside), format)
  if (pairs.length > 0) {
    const paired = new Set(pairs.flatMap(({ members = [] }) => members.map(({ path }) => path)))
    const texts = names
      .filter((name) => /\.txt$/i.test(name))
      .map(inside)
      .filter(({ path }) => !paired.has(path))
    return [...pairs, ...texts.map((text) => sourceOf(text, 'texts'))]
  }
  if (masks !== null && (format === 'masks' || !data.some((name) => /\.xml$/i.test(name)))) return [masks]
  if (data.length + shapes.length > 0 && format !== 'images' && format !== 'texts')
    return [...data, ...shapes].map((name) => sourceOf(inside(name), format))
  const pictures = format === 'texts' ? [] : names.filter(isImageName)
  const chosen = pictures.length > 0 ? pictures : names.filter(isTextName)
  return chosen.map((name) => ({
    ...inside(name),
    format: pictures.length > 0 ? 'images' : 'texts',
    why: pictures.length > 0 ? 'a folder of images' : 'a folder of texts',
    bytes: statSync(join(folder.path, name)).size,
    use: pictures.length > 0 ? USES.images : USES.texts,
  }))
}

/**
 * Files below a folder, as relative paths in order of their names. Symbolic links are passed over, to folders too (they
 * may lead out, or in circles, and Node's own recursion follows them), and so is what is hidden.
 */
const namesBelow = (folder: string): string[] => {
  const names: string[] = []
  const look = (place: string): void => {
    for (const entry of readdirSync(place, { withFileTypes: true })) {
      if (entry.name.startsWith('.')) continue
      const path = join(place, entry.name)
      if (entry.isDirectory()) look(path)
      else if (entry.isFile()) names.push(relative(folder, path))
    }
  }
  look(folder)
  return names.sort()
}

/** COCO documents are read whole: half a gigabyte of text is the most a string can hold. */
const MOST_DOCUMENT_BYTES = 500 * 1024 * 1024

/** A COCO document, read whole. Throws `bad-file`. */
export const readCocoDocument = (file: LocalFile): unknown => {
  if (statSync(file.path).size > MOST_DOCUMENT_BYTES)
    throw new DeskError('bad-file', `${file.name} is larger than 500 MB. Split it, or convert it to JSON Lines.`)
  let document: unknown
  try {
    document = parseCoco(new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file.path)))
  } catch (error) {
    const why = error instanceof Error ? error.message.slice(0, 200) : 'unreadable'
    throw new DeskError('bad-file', `${file.name} is not a COCO file: ${why}.`)
  }
  if (cocoKind(document) === null)
    throw new DeskError('bad-file', `${file.name} is JSON, but neither COCO instances nor COCO results.`)
  return document
}
