import { DeskError } from '../../../shared/contract/errors.ts'
import { createHighRisk } from '../../../shared/domain/triggers/high-risk.ts'
import { ImportFormat } from '../../../shared/model/format.ts'
import { ImportId } from '../../../shared/model/ids.ts'
import { parseModel } from '../../../shared/model/prediction.ts'
import type { SkeletonTemplate } from '../../../shared/model/taxonomy.ts'
import { newActId } from '../files/sha256.ts'
import { batchThatWrote } from '../store/batch-files.ts'
import {
  hasChanged,
  readImport,
  recordImport,
  type StoredReport,
  startImport,
  updateImport,
  wasCutShort,
} from '../store/imports.ts'
import { riskyNames } from '../store/label-names.ts'
import type { Write } from '../store/store.ts'
import { currentTaxonomy, publishDerived } from '../store/taxonomies.ts'
import { createLateIndexes, type LateIndexes } from './import-late-indexes.ts'
import type { Batch } from './import-messages.ts'
import { createCheckpoints, createPace, type Pace } from './import-pace.ts'
import { createUnpacker } from './import-pack.ts'
import type { PreparedRow } from './import-prepare.ts'
import { type Reader, startReading } from './import-reader.ts'
import { type Counts, createRowWriter, type RowWriter } from './import-write.ts'
import type { ImportJobInput, JobContext, JobRun } from './job.ts'
import { layQueue } from './requeue.ts'

const MOST_WARNINGS = 100
/** Between two looks at whether the desk waits. */
const STEP_ROWS = 50
/** How long a transaction waits for the reading thread to go on. */
const WAIT_MS = 20

/** The state of one import while it runs. */
type Import = {
  readonly context: JobContext
  readonly input: ImportJobInput
  readonly id: ImportId
  readonly writer: RowWriter
  readonly pace: Pace
  readonly checkpoints: ReturnType<typeof createCheckpoints>
  readonly indexes: LateIndexes
  readonly counts: Counts
  readonly warnings: Map<string, number>
  /** Labels met so far, with the kinds of shape they were on. */
  readonly labels: Map<string, Set<string>>
  readonly skeletons: Map<string, SkeletonTemplate>
  formats: ImportFormat[]
  files: string[]
  taxonomy: StoredReport['taxonomy']
}

/** Imports what was chosen; the reading is done by a thread of its own. Answers an ImportReport. */
export const run: JobRun<'import'> = async (context, input) => {
  const job = createImport(context, input)
  const { store } = context
  const options = { ...input.options, files: input.files.map((file) => file.name) }
  store.write((write) => startImport(write, job.id, input.personId, JSON.parse(JSON.stringify(options)), reportOf(job)))
  const files = await withoutOwnExports(job)
  job.indexes.begin(files)
  const reader = startReading(context, { ...input, files }, parseModel(input.options.model))
  try {
    if (files.length > 0) await takeAll(job, reader)
    end(job, 'done')
    job.indexes.end()
    job.checkpoints.end()
    if (hasChanged(reportOf(job)) || wasCutShort(store, job.id)) await layQueue(context)
    return readImport(store, job.id)
  } catch (error) {
    end(job, context.cancelled() ? 'cancelled' : 'failed')
    job.indexes.end()
    throw error
  } finally {
    await reader.stop()
    context.changed()
  }
}

const createImport = (context: JobContext, input: ImportJobInput): Import => {
  const { store } = context
  const counts: Counts = {
    rows: 0,
    casesAdded: 0,
    casesKnown: 0,
    predictionsAdded: 0,
    predictionsKnown: 0,
    truthsAdded: 0,
    outcomesAdded: 0,
    assetsAdded: 0,
    setAside: 0,
    conflicts: 0,
    warnings: 0,
  }
  const warnings = new Map<string, number>()
  const id = ImportId.parse(newActId())
  const writer = createRowWriter({
    importId: id,
    role: input.options.role,
    personId: input.options.as ?? input.personId,
    importedBy: input.personId,
    taxonomyVersion: () => currentTaxonomy(store)?.version ?? 1,
    highRisk: createHighRisk(riskyNames(store)),
    counts,
    warn: (text) => warn({ counts, warnings }, text),
  })
  return {
    context,
    input,
    id,
    writer,
    pace: createPace(),
    checkpoints: createCheckpoints(store),
    indexes: createLateIndexes(context),
    counts,
    warnings,
    labels: new Map(),
    skeletons: new Map(),
    formats: [],
    files: [],
    taxonomy: null,
  }
}

const reportOf = (job: Import): StoredReport => ({
  formats: job.formats,
  files: job.files,
  counts: job.counts,
  taxonomy: job.taxonomy,
  warnings: [...job.warnings].map(([text, count]) => (count === 1 ? text : `${text} (${count} times)`)),
})

const takeAll = async (job: Import, reader: Reader): Promise<void> => {
  for (;;) {
    const message = await reader.next()
    if (job.context.cancelled()) throw stopped()
    switch (message.type) {
      case 'sources':
        job.formats = ImportFormat.array().parse(message.formats)
        job.files = [...message.files]
        break
      case 'labels':
        addLabels(job, message)
        job.context.store.write((write) => publish(job, write))
        break
      case 'batch':
        takeBatches(job, reader, message)
        break
      case 'failed':
        throw new DeskError(message.code, message.message)
      case 'end':
        return
    }
  }
}

/** What this project exported itself holds nothing new, in whatever format; under another feed it is somebody's wish. */
const withoutOwnExports = async ({ context, input, warnings, counts }: Import): Promise<ImportJobInput['files']> => {
  if (input.options.feed !== '') return input.files
  const others = []
  for (const file of input.files) {
    // A data set's YAML file says where labels are, not what they say: those may have changed since.
    const batch = /\.ya?ml$/i.test(file.name) ? null : await batchThatWrote(context.store, file.path)
    if (batch === null) others.push(file)
    else {
      counts.warnings += 1
      warnings.set(`${file.name} is what batch ${batch} of this project wrote: nothing in it is new.`, 1)
    }
  }
  return others
}

const stopped = (): DeskError =>
  new DeskError(
    'cancelled',
    'The import was stopped. What came in until then is kept; import the same files again to complete it.',
  )

/** Writes this batch, in as many transactions as the desk's own writes ask for, and those that are ready behind it. */
const takeBatches = (job: Import, reader: Reader, first: Batch): void => {
  const { context, pace } = job
  let taken: Taken | null = take(first)
  while (taken !== null) {
    if (context.cancelled()) throw stopped()
    if (context.deskWaits()) {
      pace.deskWaited()
      job.indexes.deskWaited(job.counts.casesAdded)
    }
    context.yieldToDesk()
    let written = 0
    let committing = 0
    context.store.write((write) => {
      job.writer.begin(write)
      while (taken !== null) {
        written += writeSome(job, write, taken)
        if (context.deskWaits()) pace.deskWaited()
        const enough = written >= pace.rows() || context.deskWaits() || context.cancelled()
        if (taken.left === 0) {
          report(job, taken.batch)
          const next: Batch | null = enough ? null : reader.poll(WAIT_MS, context.deskWaits)
          taken = next && take(next)
        }
        if (enough) break
      }
      job.writer.index(write)
      updateImport(write, job.id, 'running', reportOf(job))
      committing = performance.now()
    })
    pace.committed(written, performance.now() - committing)
    job.checkpoints.after(written)
  }
}

/** A batch with what is left of it. */
type Taken = { readonly batch: Batch; readonly next: () => PreparedRow; left: number; begun: boolean }

const take = (batch: Batch): Taken => ({
  batch,
  next: createUnpacker(batch.rows),
  left: batch.rows.count,
  begun: false,
})

const writeSome = (job: Import, write: Write, taken: Taken): number => {
  if (!taken.begun) takeFindings(job, write, taken.batch)
  taken.begun = true
  const rows = Array.from({ length: Math.min(STEP_ROWS, taken.left) }, taken.next)
  job.writer.rows(write, rows, taken.batch.file)
  taken.left -= rows.length
  if (taken.left === 0) job.writer.index(write)
  return rows.length
}

const report = (job: Import, { read }: Batch): void => {
  const done = job.counts.rows
  job.context.progress(done, read > 0 ? Math.max(done, Math.round(done / read)) : null, 'rows')
}

/** What a batch says beside its rows. */
const takeFindings = (job: Import, write: Write, batch: Batch): void => {
  for (const failure of batch.failures) job.writer.reject(write, { ...failure, file: batch.file }, 'setAside')
  job.counts.rows += batch.failures.length
  for (const text of batch.warnings) warn(job, text)
  addLabels(job, batch)
}

const warn = ({ counts, warnings }: Pick<Import, 'counts' | 'warnings'>, text: string): void => {
  counts.warnings += 1
  if (warnings.has(text) || warnings.size < MOST_WARNINGS) warnings.set(text, (warnings.get(text) ?? 0) + 1)
}

const addLabels = (job: Import, { labels, skeletons }: Pick<Batch, 'labels' | 'skeletons'>): void => {
  for (const [name, skeleton] of skeletons) if (!job.skeletons.has(name)) job.skeletons.set(name, skeleton)
  for (const [name, shape] of labels) {
    const shapes = job.labels.get(name)
    if (shapes) shapes.add(shape)
    else job.labels.set(name, new Set([shape]))
  }
}

/** One next version of the taxonomy for all labels it did not know. */
const publish = (job: Import, write: Write): void => {
  const found = [...job.labels].map(([name, shapes]) => ({
    name,
    shapes: [...shapes],
    skeleton: job.skeletons.get(name),
  }))
  job.taxonomy = publishDerived(write, job.input.personId, found) ?? job.taxonomy
}

/** The import's last words, and its one entry in the record. */
const end = (job: Import, state: 'done' | 'cancelled' | 'failed'): void =>
  job.context.store.write((write) => {
    publish(job, write)
    updateImport(write, job.id, state, reportOf(job))
    recordImport(write, job.id, job.input.personId, state, reportOf(job))
  })
