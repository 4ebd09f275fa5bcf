import type { Reject } from '../../../shared/contract/imports.ts'
import type { Output } from '../../../shared/contract/table.ts'
import type { Read, ReadRow } from '../../../shared/domain/formats/read-row.ts'
import type { Size } from '../../../shared/domain/geometry/box.ts'
import { lookAtCsv } from './import-csv.ts'
import { lookAtParquet } from './import-parquet.ts'
import { createReading, type ReadSource } from './import-read.ts'
import { findSources, type Source } from './import-sources.ts'
import type { ImportJobInput } from './job.ts'

type Preview = Output<'import.preview'>

/** Files up to this size are counted to their end; of larger ones the beginning is looked at. */
const COUNTED_BYTES = 8 * 1024 * 1024
const LOOKED_AT_FILES = 20
const LOOKED_AT_ROWS = 200
const SHOWN = 5
const SHOWN_PROBLEMS = 20
const SHOWN_FILES = 100

/** A preview shows what is said, not where. */
const sizeOf = (): Promise<Size> => Promise.resolve({ width: 1, height: 1 })

/** What an import of this would read, without importing. Throws `bad-file`. */
export const previewImport = async (input: ImportJobInput): Promise<Preview> => {
  const { files } = findSources(input.files, input.images, input.options.format)
  const { role, columns } = input.options
  const reading = createReading(files, { role, columns, instances: input.instances, sizeOf })
  const first = reading.rows[0] ?? files[0]
  const table =
    first?.format === 'csv' ? await lookAtCsv(first) : first?.format === 'parquet' ? await lookAtParquet(first) : null
  const looked = new Map<Source, Looked>()
  for (const source of reading.rows.slice(0, LOOKED_AT_FILES)) looked.set(source, await lookAt(reading.read, source))
  const rows = [...looked.values()]
  return {
    format: first?.format ?? 'native',
    why: first?.why ?? '',
    files: files.slice(0, SHOWN_FILES).map((source) => ({
      name: source.name,
      bytes: source.bytes,
      rows: looked.get(source)?.rows ?? null,
      format: source.format,
      use: reading.beside.includes(source) ? 'only its images and labels' : source.use,
    })),
    columns: columns ?? (table ? { ...table.columns, meta: [...table.columns.meta] } : null),
    headers: table ? [...table.headers] : [],
    sample: rows.flatMap((each) => each.sample).slice(0, SHOWN),
    rejects: rows.flatMap((each) => each.rejects).slice(0, SHOWN_PROBLEMS),
    warnings: [...new Set(rows.flatMap((each) => each.warnings))].slice(0, SHOWN_PROBLEMS),
  }
}

type Looked = { rows: number | null; sample: Preview['sample']; rejects: Reject[]; warnings: string[] }

const lookAt = async (read: ReadSource, source: Source): Promise<Looked> => {
  const looked: Looked = { rows: null, sample: [], rejects: [], warnings: [] }
  let count = 0
  for await (const reads of read(source, { bytes: 0 })) {
    for (const each of reads) {
      if (each.is === 'warning') looked.warnings.push(each.text)
      else count += 1
      note(each, source, looked)
    }
    if (count >= LOOKED_AT_ROWS && source.bytes > COUNTED_BYTES) return looked
  }
  return { ...looked, rows: count }
}

const note = (read: Read, source: Source, looked: Looked): void => {
  if (read.is === 'failure' && looked.rejects.length < SHOWN_PROBLEMS)
    looked.rejects.push({ ...read.failure, file: source.name })
  if (read.is === 'row' && looked.sample.length < SHOWN)
    looked.sample.push({ key: read.row.case.key ?? '', summary: summaryOf(read.row) })
}

const summaryOf = (row: ReadRow): string => {
  const said = row.prediction ?? row.truth
  const shown = (
    row.case.text ??
    row.case.image?.name ??
    row.case.turns?.[0]?.text ??
    JSON.stringify(row.case.fields ?? {})
  ).slice(0, 120)
  const labels = (said?.annotations ?? [])
    .slice(0, SHOWN)
    .map(({ label, score }) => (score === undefined ? label : `${label} ${score}`))
  const more = (said?.annotations.length ?? 0) > SHOWN ? '…' : ''
  return `${shown.toWellFormed()}${said ? ` → ${labels.join(', ') || 'nothing'}${more}` : ''}`
}
