import { readFile } from 'node:fs/promises'
import { DeskError } from '../../../shared/contract/errors.ts'
import { cocoKind, readCoco, readImageFile } from '../../../shared/domain/formats/coco-read.ts'
import { createConllReader } from '../../../shared/domain/formats/conll-read.ts'
import type { CsvColumns } from '../../../shared/domain/formats/csv-columns.ts'
import { isJsonObject } from '../../../shared/domain/formats/json-line.ts'
import { readLabelme } from '../../../shared/domain/formats/labelme-read.ts'
import { createNativeReader } from '../../../shared/domain/formats/native-read.ts'
import { readProdigyLine } from '../../../shared/domain/formats/prodigy-read.ts'
import { excerptOf, type Read, type Role } from '../../../shared/domain/formats/read-row.ts'
import { readSpacyLine } from '../../../shared/domain/formats/spacy-read.ts'
import { readTextFile } from '../../../shared/domain/formats/texts-read.ts'
import { readVoc } from '../../../shared/domain/formats/voc-read.ts'
import { readWebAnno } from '../../../shared/domain/formats/webanno-read.ts'
import type { Json } from '../../../shared/model/json.ts'
import { type Line, MOST_LINE_BYTES, type Reached, readLines } from '../files/lines.ts'
import { png } from '../files/png.ts'
import { readBratPair } from './import-brat.ts'
import { readCsvRows } from './import-csv.ts'
import { readCvat } from './import-cvat.ts'
import { readLabelStudio } from './import-label-studio.ts'
import { readMasks } from './import-masks.ts'
import { readParquet } from './import-parquet.ts'
import { readCocoDocument, type Source } from './import-sources.ts'
import { readWhole } from './import-whole.ts'
import { readYolo, type SizeOf } from './import-yolo.ts'
import type { LocalFile } from './job.ts'

export type ReadOptions = {
  readonly role: Role
  readonly columns: CsvColumns | undefined
  readonly instances: LocalFile | null
  /** For formats whose coordinates are shares of an image's size. */
  readonly sizeOf: SizeOf
}

/** Rows of one source, some at a time, in the file's order. `reached` grows as bytes are read. */
export type ReadSource = (source: Source, reached: Reached) => AsyncGenerator<readonly Read[]>

/** How to read each of these sources; and which of them are only looked things up in. Throws `bad-file`. */
export const createReading = (
  sources: readonly Source[],
  options: ReadOptions,
): { readonly read: ReadSource; readonly rows: readonly Source[]; readonly beside: readonly Source[] } => {
  const coco = pairCoco(
    sources.filter((source) => source.format === 'coco'),
    options,
  )
  const beside = sources.filter((source) => coco.beside.has(source))
  return {
    beside,
    rows: sources.filter((source) => !coco.beside.has(source)),
    read: async function* (source, reached) {
      switch (source.format) {
        case 'native':
          return yield* readNative(source, options.role, reached)
        case 'prodigy':
          return yield* readByLine(source, reached, (text, number) => readProdigyLine(text, number, options.role))
        case 'spacy':
          return yield* readByLine(source, reached, (text, number) => [readSpacyLine(text, number, options.role)])
        case 'label-studio':
          return yield* readLabelStudio(source, options.role, options.sizeOf, reached)
        case 'brat':
          return yield* readBratPair(source, options.role, reached)
        case 'webanno':
          return yield* readWhole(source, reached, (text, name) => readWebAnno(text, name, options.role))
        case 'conll':
          return yield* readConll(source, options.role, reached)
        case 'csv':
          return yield* readCsvRows(source, options, reached)
        case 'coco':
          return yield* coco.read(source, reached)
        case 'yolo':
          return yield* readYolo({ ...source, members: source.members ?? [] }, options.role, options.sizeOf, reached)
        case 'voc':
          return yield* readWhole(source, reached, (text, name) => readVoc(text, name, options.role))
        case 'cvat':
          return yield* readCvat(source, options.role, reached)
        case 'labelme':
          return yield* readWhole(
            source,
            reached,
            (text, name) => readLabelme(text, name, options.role, png),
            MOST_LABELME_BYTES,
          )
        case 'masks':
          return yield* readMasks({ ...source, members: source.members ?? [] }, options.role, reached)
        case 'parquet':
          return yield* readParquet(source, options, reached)
        case 'images':
          reached.bytes += source.bytes
          return yield [readImageFile(source.name)]
        case 'texts':
          return yield* readText(source, reached)
      }
    },
  }
}

/** A picture may stand inside the file, in four characters for three bytes; it is passed over. */
const MOST_LABELME_BYTES = 128 * 1024 * 1024

const problemOf = (line: Exclude<Line, { text: string }>): Read => ({
  is: 'failure',
  failure: {
    line: line.number,
    reason: line.problem === 'too-long' ? 'line-too-long' : 'invalid-utf-8',
    message: line.problem === 'too-long' ? 'The line is longer than 16 MiB.' : 'The line is not UTF-8.',
    remedy:
      line.problem === 'too-long'
        ? 'Keep images and other large data in files of their own, and name them.'
        : 'Save the file as UTF-8.',
    excerpt: excerptOf(line.excerpt.replaceAll('\0', '\ufffd')),
  },
})

async function* readByLine(
  source: Source,
  reached: Reached,
  read: (text: string, number: number) => readonly Read[],
): AsyncGenerator<readonly Read[]> {
  for await (const lines of readLines(source.path, reached)) {
    const reads: Read[] = []
    for (const line of lines) {
      if ('problem' in line) reads.push(problemOf(line))
      else if (line.text.trim() !== '') for (const each of read(line.text, line.number)) reads.push(each)
      if (reads.length >= 50) yield reads.splice(0)
    }
    if (reads.length > 0) yield reads
  }
}

const readNative = (source: Source, role: Role, reached: Reached): AsyncGenerator<readonly Read[]> => {
  const reader = createNativeReader(role)
  return readByLine(source, reached, (text, number) => reader.line(text, number))
}

/** A line that cannot be read spoils its sentence: the lines up to the next blank one are set aside with it. */
async function* readConll(source: Source, role: Role, reached: Reached): AsyncGenerator<readonly Read[]> {
  let reader = createConllReader(role)
  let spoiled: Exclude<Line, { text: string }> | null = null
  for await (const lines of readLines(source.path, reached)) {
    const reads: Read[] = []
    for (const line of lines) {
      if ('problem' in line) {
        spoiled ??= line
        reader = createConllReader(role)
        continue
      }
      const blank = line.text.trim() === ''
      if (spoiled && !blank) continue
      if (spoiled) reads.push(problemOf(spoiled))
      spoiled = null
      const read = reader.line(line.text, line.number)
      if (read) reads.push(read)
    }
    yield reads
  }
  const last = spoiled ? problemOf(spoiled) : reader.end()
  if (last) yield [last]
}

async function* readText(source: Source, reached: Reached): AsyncGenerator<readonly Read[]> {
  const fail = (reason: string, message: string, remedy: string): Read[] => [
    { is: 'failure', failure: { line: null, reason, message, remedy, excerpt: source.name } },
  ]
  reached.bytes += source.bytes
  if (source.bytes > MOST_LINE_BYTES)
    return yield fail('line-too-long', `${source.name} is longer than 16 MiB.`, 'Split the text into smaller ones.')
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(await readFile(source.path))
    yield [readTextFile(source.name, text)]
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    yield fail('invalid-utf-8', `${source.name} is not UTF-8.`, 'Save the file as UTF-8.')
  }
}

type Coco = { readonly beside: ReadonlySet<Source>; readonly read: ReadSource }

/**
 * Results take their images and categories from the instances given beside them, whose own annotations are then not
 * imported.
 */
const pairCoco = (sources: readonly Source[], options: ReadOptions): Coco => {
  if (sources.length === 0) return { beside: new Set(), read: async function* () {} }
  const documents = new Map<Source, unknown>(sources.map((source) => [source, readCocoDocument(source)]))
  const ofKind = (kind: string): Source[] => sources.filter((source) => cocoKind(documents.get(source)) === kind)
  const [instances, results] = [ofKind('instances'), ofKind('results')]
  if (results.length > 0 && !options.instances && instances.length !== 1)
    throw new DeskError(
      'bad-file',
      `${results[0]?.name} holds COCO results. Give the one instances file that has their images and categories beside it.`,
    )
  const given = options.instances
    ? readCocoDocument(options.instances)
    : documents.get(instances[0] ?? sources[0] ?? unreachable())
  if (options.instances && cocoKind(given) !== 'instances')
    throw new DeskError('bad-file', `${options.instances.name} has no images: it is not a COCO instances file.`)
  const looked = results.length > 0 && !options.instances ? instances : []
  return {
    beside: new Set(looked),
    read: async function* (source, reached) {
      const document = documents.get(source)
      const isResults = Array.isArray(document)
      const images = isResults ? given : document
      if (!isJsonObject(images)) return
      const results: readonly Json[] | null = isResults ? document : null
      let reads: Read[] = []
      for (const read of readCoco({ instances: images, results, role: options.role })) {
        reads.push(read)
        if (reads.length < 200) continue
        yield reads
        reads = []
      }
      reached.bytes += source.bytes
      if (reads.length > 0) yield reads
    },
  }
}

const unreachable = (): never => {
  throw new Error('no COCO source')
}
