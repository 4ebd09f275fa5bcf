import { randomUUID } from 'node:crypto'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { workerData } from 'node:worker_threads'
import { DeskError } from '../../../shared/contract/errors.ts'
import {
  failureOf,
  type Read,
  type ReadFailure,
  type ReadImage,
  type ReadRow,
  RowProblem,
} from '../../../shared/domain/formats/read-row.ts'
import { pageFiles } from '../../../shared/domain/page-files.ts'
import { createHighRisk } from '../../../shared/domain/triggers/high-risk.ts'
import { CaseContent, type ImageRef } from '../../../shared/model/case.ts'
import type { SkeletonTemplate } from '../../../shared/model/taxonomy.ts'
import { imageSize } from '../files/images.ts'
import type { Reached } from '../files/lines.ts'
import { Database } from '../store/sqlite.ts'
import { ConllAlignment } from './import-conll.ts'
import { createImageFinder, type ImageFinder, pagesOf, takeImage } from './import-images.ts'
import {
  type Batch,
  CONSUMED,
  MOST_WAITING,
  PRODUCED,
  type ReadingMessage,
  type ReadingOrder,
  STOP,
} from './import-messages.ts'
import { packRows } from './import-pack.ts'
import {
  FileKeys,
  type FoundImage,
  type PreparedRow,
  type PrepareOptions,
  prepareRow,
  uidOf,
} from './import-prepare.ts'
import { createReading } from './import-read.ts'
import { findSources, type Source } from './import-sources.ts'
import type { SizeOf } from './import-yolo.ts'

/**
 * The reading half of an import, in a thread of its own: reads, checks and hashes rows, decodes and stores images, and
 * hands batches to the thread that writes.
 */
const order: ReadingOrder = workerData

const BATCH_ROWS = 500
const BATCH_CHARACTERS = 1_000_000
/** Images being decoded at a time. */
const IMAGES_AHEAD = 4

const stopped = (): boolean => Atomics.load(order.cells, STOP) === 1
const say = (message: ReadingMessage): number => {
  order.port.postMessage(message)
  const produced = Atomics.add(order.cells, PRODUCED, 1) + 1
  Atomics.notify(order.cells, PRODUCED)
  return produced
}

/** Waits while the writer has enough to do. */
const send = async (batch: Batch): Promise<void> => {
  const { cells } = order
  const produced = say(batch)
  for (;;) {
    const consumed = Atomics.load(cells, CONSUMED)
    if (stopped() || produced - consumed < MOST_WAITING) return
    const waiting = Atomics.waitAsync(cells, CONSUMED, consumed, 1000)
    if (waiting.async) await waiting.value
  }
}

const { input } = order
const { role, feed, link } = input.options
const imageStore = { projectPath: order.projectPath, stateDir: order.stateDir, link }

const db = new Database(join(order.projectPath, 'project.db'), { readonly: true })
const knownContent = db.prepare<[Uint8Array], { body: string }>(
  'SELECT b.body FROM cases c JOIN case_contents b ON b.case_id = c.id WHERE c.uid = ?',
)
const knownSentences = db
  .prepare<[string], string>(
    `SELECT key FROM case_contents WHERE feed = ? AND key LIKE 'text:%' AND extra LIKE '%"tokens":%' ORDER BY case_id`,
  )
  .pluck()

/** What all files of this import share. */
type Session = ReturnType<typeof openSession>

/** Of the image at hand, else of the known case's own. Throws RowProblem for an image that cannot be read. */
const sizeFrom =
  (finder: ImageFinder): SizeOf =>
  async (name) => {
    const path = finder.find(name)
    if (path !== null) return imageSize(path, name)
    const known = knownContent.get(uidOf('case', feed, name))
    return known ? (CaseContent.parse(JSON.parse(known.body)).image ?? null) : null
  }

/** Finds out what there is to read. Throws `bad-file`. */
const openSession = () => {
  const { files, images } = findSources(input.files, input.images, input.options.format)
  const finder = createImageFinder(images)
  const { columns } = input.options
  const reading = createReading(files, { role, columns, instances: input.instances, sizeOf: sizeFrom(finder) })
  return {
    files,
    reading,
    finder,
    total: reading.rows.reduce((sum, source) => sum + source.bytes, 0),
    reached: { bytes: 0 } satisfies Reached,
    alignment: files.some((source) => source.format === 'conll') ? new ConllAlignment(knownSentences.all(feed)) : null,
  }
}

const readsOf = ({ reading, reached, alignment }: Session, source: Source): AsyncIterable<readonly Read[]> => {
  const reads = reading.read(source, reached)
  return source.format === 'conll' && alignment ? alignment.align(reads, source.name) : reads
}

/** One file's own. */
type Reading = Session & { readonly source: Source; readonly keys: FileKeys; readonly options: PrepareOptions }

/** Which image of a row is meant: its own, or the file in this place among those of its pages. */
type Place = 'image' | number

/** What a known case has in a place. A PDF that was named as the image became the first of its pages. */
const knownImages = ({ case: { key, feed: own } }: ReadRow, place: Place, before: number): readonly ImageRef[] => {
  const known = key === null ? undefined : knownContent.get(uidOf('case', own ?? feed, key))
  const content = known ? CaseContent.parse(JSON.parse(known.body)) : null
  if (place === 'image' && content?.image) return [content.image]
  return pageFiles(content?.pages ?? [])[place === 'image' ? 0 : place + before] ?? []
}

/** An image whose bytes stand inside the file that is read; copied in, since there is nothing to refer to. */
const takeBytes = async (read: ReadImage, bytes: Uint8Array): Promise<readonly FoundImage[]> => {
  const path = join(order.projectPath, 'assets', `${randomUUID()}.part`)
  mkdirSync(dirname(path), { recursive: true })
  try {
    writeFileSync(path, bytes, { flag: 'wx', mode: 0o600 })
    const found = await takeImage(read, path, { ...imageStore, link: false })
    return found.ref.media === 'pdf' ? pagesOf(found) : [found]
  } finally {
    rmSync(path, { force: true })
  }
}

/** An image, or all pages of its file. One that is not at hand but is the known case's own is taken from there. */
const findImages = async (
  { finder, source }: Reading,
  read: ReadImage,
  known: () => readonly ImageRef[],
): Promise<readonly FoundImage[]> => {
  if (read.bytes !== undefined) return takeBytes(read, read.bytes)
  const path = source.format === 'images' ? source.path : finder.find(read.name)
  if (path !== null) {
    const found = await takeImage(read, path, imageStore)
    return found.ref.media === 'pdf' ? pagesOf(found) : [found]
  }
  const refs = known()
  const [first] = refs
  if (first && (read.sha256 === undefined || read.sha256 === first.sha256))
    return refs.map((ref) => ({ ref, asset: null, declaredRaw: false, orientation: 1, pages: [] }))
  throw new RowProblem(
    'missing-image',
    `The image ${read.name.slice(0, 200)} is not there.`,
    'Give the folder that holds the images.',
  )
}

const asDocument = (row: ReadRow): ReadRow =>
  row.case.kind === 'image' ? { ...row, case: { ...row.case, kind: 'document' } } : row

const prepare = async (of: Reading, row: ReadRow): Promise<PreparedRow | ReadFailure> => {
  try {
    const own = row.case.image ? await findImages(of, row.case.image, () => knownImages(row, 'image', 0)) : []
    const [image = null] = own
    // A PDF is a document, wherever it is named.
    const isPdf = image?.ref.media === 'pdf'
    const pages: FoundImage[] = []
    for (const [index, page] of (row.case.pages ?? []).entries()) {
      const found = await findImages(of, page, () => knownImages(row, index, isPdf ? 1 : 0))
      pages.push(...found.flatMap(pagesOf))
    }
    return isPdf
      ? prepareRow(asDocument(row), null, [...own, ...pages], of.keys, of.options)
      : prepareRow(row, image, pages, of.keys, of.options)
  } catch (error) {
    if (error instanceof RowProblem) return failureOf(error, row.line, row.excerpt)
    throw error
  }
}

const seenLabels = new Map<string, Set<string>>()
const newLabels = (row: ReadRow, labels: [string, string][]): void => {
  for (const annotation of row.prediction?.annotations ?? row.truth?.annotations ?? []) {
    const shapes = seenLabels.get(annotation.label)
    if (shapes?.has(annotation.shape.kind)) continue
    if (shapes) shapes.add(annotation.shape.kind)
    else seenLabels.set(annotation.label, new Set([annotation.shape.kind]))
    labels.push([annotation.label, annotation.shape.kind])
  }
}

type Gathered = {
  rows: PreparedRow[]
  failures: ReadFailure[]
  warnings: string[]
  labels: [string, string][]
  skeletons: [string, SkeletonTemplate][]
  characters: number
}
const gather = (): Gathered => ({ rows: [], failures: [], warnings: [], labels: [], skeletons: [], characters: 0 })

/** The name a model gets from its file, without folders and ending; where each text has one, from their folder. */
const fallbackName = (source: Pick<Source, 'name'>): string => {
  const last = source.name.split('/').at(-1) ?? source.name
  return last.replace(/\.[^.]+$/, '') || last
}

const readOne = async (of: Reading): Promise<void> => {
  const { source, total, reached } = of
  let gathered = gather()
  const flush = async (): Promise<void> => {
    const { characters: _, rows, ...batch } = gathered
    gathered = gather()
    await send({
      type: 'batch',
      file: source.name,
      rows: packRows(rows),
      ...batch,
      read: total > 0 ? reached.bytes / total : 1,
    })
  }
  const add = (prepared: PreparedRow | ReadFailure, row: ReadRow): void => {
    gathered.characters += row.excerpt.length
    if ('reason' in prepared) return void gathered.failures.push(prepared)
    newLabels(row, gathered.labels)
    gathered.rows.push(prepared)
  }
  const ahead: { row: ReadRow; prepared: Promise<PreparedRow | ReadFailure> }[] = []
  const takeOldest = async (): Promise<void> => {
    const oldest = ahead.shift()
    if (oldest) add(await oldest.prepared, oldest.row)
  }
  for await (const reads of readsOf(of, source)) {
    for (const read of reads) {
      if (stopped()) return
      // What is set aside keeps the file's order.
      if (read.is === 'failure') while (ahead.length > 0) await takeOldest()
      if (read.is === 'failure') gathered.failures.push(read.failure)
      else if (read.is === 'warning') gathered.warnings.push(read.text)
      else if (read.is === 'skeleton') gathered.skeletons.push([read.label, read.skeleton])
      else if (read.row.case.image || read.row.case.pages) {
        ahead.push({ row: read.row, prepared: prepare(of, read.row) })
        if (ahead.length >= IMAGES_AHEAD) await takeOldest()
      } else {
        while (ahead.length > 0) await takeOldest()
        add(prepareText(of, read.row), read.row)
      }
      if (
        gathered.rows.length >= BATCH_ROWS ||
        gathered.failures.length >= BATCH_ROWS ||
        gathered.characters >= BATCH_CHARACTERS
      )
        await flush()
    }
  }
  while (ahead.length > 0) await takeOldest()
  await flush()
}

const prepareText = (of: Reading, row: ReadRow): PreparedRow | ReadFailure => {
  try {
    return prepareRow(row, null, [], of.keys, of.options)
  } catch (error) {
    if (error instanceof RowProblem) return failureOf(error, row.line, row.excerpt)
    throw error
  }
}

/** A truth is pinned to a taxonomy version, which must know all its labels: they are gathered first. */
const gatherLabels = async ({ reading }: Session): Promise<void> => {
  const labels: [string, string][] = []
  const skeletons: [string, SkeletonTemplate][] = []
  for (const source of reading.rows)
    for await (const reads of reading.read(source, { bytes: 0 }))
      for (const read of reads) {
        if (read.is === 'row') newLabels(read.row, labels)
        if (read.is === 'skeleton') skeletons.push([read.label, read.skeleton])
      }
  say({ type: 'labels', labels, skeletons })
}

const optionsOf = (source: Source): PrepareOptions => ({
  feed,
  model: order.model,
  fallback: fallbackName(
    source.format === 'brat' || source.format === 'webanno' ? { name: basename(dirname(source.path)) } : source,
  ),
  highRisk: createHighRisk(order.highRisk),
  seed: order.seed,
})

const work = async (): Promise<void> => {
  const session = openSession()
  const { files, reading } = session
  say({
    type: 'sources',
    formats: [...new Set(files.map((source) => source.format))],
    files: files.length > 100 ? [`${files.length} files`] : files.map((source) => source.name),
  })
  if (role === 'truth') await gatherLabels(session)
  // Files of one folder are one feed: their keys are paths, and come once.
  const shared = new FileKeys()
  for (const source of reading.rows) {
    if (stopped()) return
    const keys = source.format === 'images' || source.format === 'texts' ? shared : new FileKeys()
    await readOne({ ...session, source, keys, options: optionsOf(source) })
  }
}

// Waiting on shared memory does not keep a thread alive.
const alive = setInterval(() => {}, 60_000)
try {
  await work()
  say({ type: 'end' })
} catch (error) {
  const code = error instanceof DeskError ? error.code : 'internal'
  say({ type: 'failed', code, message: error instanceof Error ? error.message : String(error) })
} finally {
  clearInterval(alive)
  db.close()
  order.port.close()
}
