import { z } from 'zod'
import type { DatasetRef } from '../../../shared/contract/datasets.ts'
import { DeskError } from '../../../shared/contract/errors.ts'
import { clockToInstant } from '../../../shared/domain/clock.ts'
import { hex } from '../../../shared/domain/hash.ts'
import {
  DatasetCounts,
  DatasetCoverage,
  type DatasetId,
  DatasetItem,
  type DatasetOptions,
  DatasetVersion,
  datasetName,
} from '../../../shared/model/dataset.ts'
import type { PersonId } from '../../../shared/model/ids.ts'
import { LabelMapping } from '../../../shared/model/migration.ts'
import { TRUTH_STATUSES, type TruthStatus } from '../../../shared/model/truth.ts'
import type { Store, Write } from './store.ts'

type Reader = Pick<Store, 'prepare'>

/** Bits of an item's flags. */
export const EDGE_CASE = 1
export const GOLDEN = 2

const Report = z.strictObject({ counts: DatasetCounts, coverage: DatasetCoverage })
type Report = z.infer<typeof Report>

type Row = {
  id: number
  uid: string
  name: string
  number: number
  parent: string | null
  clock: string
  person_id: string
  desk_id: string
  log_sequence: number
  taxonomy_version: number
  mappings: string
  options: string
  report: string
  root: Buffer
}

const SELECT = `
SELECT d.id, d.uid, d.name, d.number, p.uid AS parent, d.clock, d.person_id, d.desk_id, d.log_sequence,
       d.taxonomy_version, d.mappings, d.options, d.report, d.root
FROM dataset_versions d LEFT JOIN dataset_versions p ON p.id = d.parent_id`

/** A version with the row its items are stored under, and the entry of the record after which it was taken. */
export type StoredDataset = {
  readonly row: number
  readonly deskId: string
  readonly logSequence: number
  /** What models' names of labels meant then: its answers are read with them. */
  readonly mappings: readonly LabelMapping[]
  readonly version: DatasetVersion
}

const toDataset = (row: Row): StoredDataset => ({
  row: row.id,
  deskId: row.desk_id,
  logSequence: row.log_sequence,
  mappings: z.array(LabelMapping).parse(JSON.parse(row.mappings)),
  version: DatasetVersion.parse({
    id: row.uid,
    name: row.name,
    number: row.number,
    parent: row.parent,
    at: clockToInstant(row.clock),
    personId: row.person_id,
    taxonomyVersion: row.taxonomy_version,
    root: hex(row.root),
    options: JSON.parse(row.options),
    ...Report.parse(JSON.parse(row.report)),
  }),
})

/** Every version, newest first. */
export const listDatasets = (store: Reader): readonly StoredDataset[] =>
  store.prepare<Row>(`${SELECT} WHERE d.state = 'frozen' ORDER BY d.clock DESC, d.id DESC`).all().map(toDataset)

/** The version of an id or a name with its number ("shelf@3"); null where there is none. */
export const findDataset = (store: Reader, ref: DatasetRef): StoredDataset | null => {
  const at = ref.lastIndexOf('@')
  const row =
    at < 0
      ? store.prepare<Row>(`${SELECT} WHERE d.state = 'frozen' AND d.uid = ?`).get(ref)
      : store
          .prepare<Row>(`${SELECT} WHERE d.state = 'frozen' AND d.name = ? AND d.number = ?`)
          .get(ref.slice(0, at), Number(ref.slice(at + 1)))
  return row === undefined ? null : toDataset(row)
}

/** Throws `not-found`. */
export const readDataset = (store: Reader, ref: DatasetRef): StoredDataset => {
  const found = findDataset(store, ref)
  if (found !== null) return found
  throw new DeskError(
    'not-found',
    `There is no dataset version ${ref} in this project. dataset.list (second-look dataset list) lists them.`,
  )
}

/** The place of a split among a version's. Throws `not-found`. */
export const splitPlace = (version: DatasetVersion, split: string): number => {
  const place = version.options.splits.findIndex(({ name }) => name === split)
  if (place >= 0) return place
  throw new DeskError(
    'not-found',
    `${datasetName(version)} has no split ${split}. It has ${version.options.splits.map(({ name }) => name).join(', ')}.`,
  )
}

/** The newest version of a name; null before the first. */
export const newestDataset = (store: Reader, name: string): StoredDataset | null => {
  const row = store
    .prepare<Row>(`${SELECT} WHERE d.state = 'frozen' AND d.name = ? ORDER BY d.number DESC LIMIT 1`)
    .get(name)
  return row === undefined ? null : toDataset(row)
}

/** The parent that the options mean. Throws `not-found`. */
export const parentOf = (
  store: Reader,
  { name, parent }: Pick<DatasetOptions, 'name' | 'parent'>,
): StoredDataset | null =>
  parent === undefined ? newestDataset(store, name) : parent === null ? null : readDataset(store, parent)

export type NewDataset = {
  readonly uid: DatasetId
  readonly options: DatasetOptions
  readonly parentRow: number | null
  readonly personId: PersonId
  readonly logSequence: number
  readonly taxonomyVersion: number
  readonly mappings: readonly LabelMapping[]
}

/** Begins a version; nothing counts it until it is frozen. Answers its row and number. */
export const beginDataset = (write: Write, made: NewDataset): { readonly row: number; readonly number: number } => {
  const number =
    (write
      .prepare<number | null>('SELECT max(number) FROM dataset_versions WHERE name = ?')
      .pluck()
      .get(made.options.name) ?? 0) + 1
  const { lastInsertRowid } = write
    .prepare(
      `INSERT INTO dataset_versions (uid, name, number, parent_id, clock, person_id, desk_id, log_sequence,
                                     taxonomy_version, mappings, state, options, report, root)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'writing', ?, '', x'')`,
    )
    .run(
      made.uid,
      made.options.name,
      number,
      made.parentRow,
      write.clock,
      made.personId,
      write.deskId,
      made.logSequence,
      made.taxonomyVersion,
      JSON.stringify(made.mappings),
      JSON.stringify(made.options),
    )
  return { row: Number(lastInsertRowid), number }
}

/** An item as it is stored. */
export type ItemRow = {
  readonly caseRow: number
  readonly split: number
  readonly flags: number
  readonly reviewIds: readonly string[]
  readonly status: TruthStatus
  readonly labelRows: readonly number[]
  readonly answerHash: Uint8Array
  readonly hash: Uint8Array
}

export const insertItem = (write: Write, dataset: number, item: ItemRow): void =>
  void write
    .prepare(
      `INSERT INTO dataset_items (dataset_id, case_id, split, flags, review_ids, status, labels, answer_hash, hash)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(
      dataset,
      item.caseRow,
      item.split,
      item.flags,
      item.reviewIds.join(' '),
      TRUTH_STATUSES.indexOf(item.status),
      `,${item.labelRows.toSorted((a, b) => a - b).join(',')},`,
      item.answerHash,
      item.hash,
    )

/** The decision itself: one entry of the record, with the root that all items follow from. */
export const freezeDataset = (write: Write, row: number, root: Uint8Array, report: Report): StoredDataset => {
  write
    .prepare("UPDATE dataset_versions SET state = 'frozen', report = ?, root = ?, clock = ? WHERE id = ?")
    .run(JSON.stringify(report), root, write.clock, row)
  const stored = write.prepare<Row>(`${SELECT} WHERE d.id = ?`).get(row)
  if (stored === undefined) throw new Error(`dataset row ${row} is not there`)
  const dataset = toDataset(stored)
  const { version } = dataset
  write.log({
    kind: 'dataset',
    personId: version.personId,
    summary: {
      dataset: version.id,
      number: version.number,
      parent: version.parent,
      root: version.root,
      cases: version.counts.cases,
      taxonomy: version.taxonomyVersion,
      state: dataset.logSequence,
    },
    payload: JSON.parse(JSON.stringify({ name: version.name, options: version.options, counts: version.counts })),
  })
  return dataset
}

/** Versions whose building was ended from outside. */
export const unfinishedDatasets = (store: Reader): readonly number[] =>
  store.prepare<number>("SELECT id FROM dataset_versions WHERE state = 'writing'").pluck().all()

/** Takes away a version that was never frozen, `limit` items at a time; answers whether more are left. */
export const discardDataset = (write: Write, row: number, limit: number): boolean => {
  const { changes } = write
    .prepare(
      `DELETE FROM dataset_items WHERE dataset_id = ?
       AND case_id IN (SELECT case_id FROM dataset_items WHERE dataset_id = ? LIMIT ?)`,
    )
    .run(row, row, limit)
  if (changes === limit) return true
  write.prepare("DELETE FROM dataset_versions WHERE id = ? AND state = 'writing'").run(row)
  return false
}

export type ItemFilter = {
  readonly split?: string | undefined
  readonly label?: string | undefined
  readonly flag?: 'edge-case' | 'golden' | undefined
  readonly status?: TruthStatus | undefined
}

/** A condition over a row `i` of `dataset_items`; null where nothing can fit. */
const filterSql = (
  store: Reader,
  { options }: DatasetVersion,
  { split, label, flag, status }: ItemFilter,
): { readonly sql: string; readonly parameters: readonly (string | number)[] } | null => {
  const parts: string[] = []
  const parameters: (string | number)[] = []
  if (split !== undefined) {
    const at = options.splits.findIndex(({ name }) => name === split)
    if (at < 0) return null
    parts.push('i.split = ?')
    parameters.push(at)
  }
  if (label !== undefined) {
    const row = store.prepare<number>('SELECT id FROM labels WHERE name = ?').pluck().get(label)
    if (row === undefined) return null
    parts.push('instr(i.labels, ?) > 0')
    parameters.push(`,${row},`)
  }
  if (flag !== undefined) parts.push(`i.flags & ${flag === 'golden' ? GOLDEN : EDGE_CASE}`)
  if (status !== undefined) parts.push(`i.status = ${TRUTH_STATUSES.indexOf(status)}`)
  return { sql: parts.map((part) => ` AND ${part}`).join(''), parameters }
}

type ListedItem = {
  uid: Buffer
  key: string
  title: string
  split: number
  status: number
  flags: number
  labels: string
  hash: Buffer
}

/** The names of label rows, such as ",3,17,". */
export const labelNames = (store: Reader, labels: string): readonly string[] =>
  labels
    .split(',')
    .filter((row) => row !== '')
    .map((row) => store.prepare<string>('SELECT name FROM labels WHERE id = ?').pluck().get(Number(row)) ?? '')

/** A window of a version's items in the source's order, and how many fit in all. */
export const listItems = (
  store: Reader,
  { row, version }: StoredDataset,
  filter: ItemFilter,
  window: { readonly offset: number; readonly limit: number },
): { readonly rows: readonly DatasetItem[]; readonly total: number } => {
  const where = filterSql(store, version, filter)
  if (where === null) return { rows: [], total: 0 }
  const total =
    store
      .prepare<number>(`SELECT count(*) FROM dataset_items i WHERE i.dataset_id = ?${where.sql}`)
      .pluck()
      .get(row, ...where.parameters) ?? 0
  const rows = store
    .prepare<ListedItem>(
      `SELECT c.uid, b.key, b.title, i.split, i.status, i.flags, i.labels, i.hash
       FROM (SELECT i.* FROM dataset_items i WHERE i.dataset_id = ?${where.sql} ORDER BY i.case_id LIMIT ? OFFSET ?) i
       JOIN cases c ON c.id = i.case_id JOIN case_contents b ON b.case_id = i.case_id ORDER BY i.case_id`,
    )
    .all(row, ...where.parameters, window.limit, window.offset)
  return {
    total,
    rows: rows.map((item) =>
      DatasetItem.parse({
        caseId: hex(item.uid),
        key: item.key,
        title: item.title,
        split: version.options.splits[item.split]?.name,
        status: TRUTH_STATUSES[item.status],
        edgeCase: (item.flags & EDGE_CASE) > 0,
        golden: (item.flags & GOLDEN) > 0,
        labels: labelNames(store, item.labels),
        hash: hex(item.hash),
      }),
    ),
  }
}

/** Which split each case of a version is in, by the case's row. */
export const splitsOf = (store: Reader, { row, version }: StoredDataset): ReadonlyMap<number, string> =>
  new Map(
    store
      .prepare<{ case_id: number; split: number }>('SELECT case_id, split FROM dataset_items WHERE dataset_id = ?')
      .all(row)
      .map(({ case_id, split }) => [case_id, version.options.splits[split]?.name ?? '']),
  )

/** "NAME@N" of a version. */
export const nameOf = ({ version }: StoredDataset): string => datasetName(version)
