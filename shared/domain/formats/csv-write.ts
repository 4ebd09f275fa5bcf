import type { Annotation } from '../../model/annotation.ts'
import type { FormatOptions, OffsetUnit } from '../../model/format.ts'
import type { Json, JsonObject } from '../../model/json.ts'
import { modelName } from '../../model/prediction.ts'
import { carriesAttributes } from '../carrier.ts'
import { csvRow } from './csv-safe.ts'
import { type ExportItem, type LossTally, UNANSWERED } from './export-item.ts'
import { objectMembers, relationMembers, textsOf } from './native-write.ts'

/** What a spreadsheet cuts a cell at, without a word. */
const SPREADSHEET_CELL = 32_767
/** More columns than this are a data set's free-form keys, not columns. */
const MOST_COLUMNS = 500

const FIXED = [
  'key',
  'kind',
  'text',
  'image',
  'label',
  'verdict',
  'causes',
  'errors',
  'truth',
  'reviewer',
  'reviewed_at',
  'edge_case',
  'note',
  'predicted_label',
  'predicted_score',
  'model',
  'source',
  'group',
  'time',
  'outcome',
  'objects',
  'relations',
] as const
type FixedColumn = (typeof FIXED)[number]

type Cell = string | number | null

/** Several names in one cell; a name that holds the bar itself is still whole in `objects`. */
const joined = (names: readonly string[]): Cell => (names.length === 0 ? null : names.join('|'))

/** What only holds attributes is no class: it stands among the objects. */
const isPlainClass = (one: Annotation): boolean =>
  one.shape.kind === 'case' && one.shape.turn === undefined && !carriesAttributes(one)

/** A class that `label` says completely need not stand among `objects` too. */
const labelSaysAll = (annotations: readonly Annotation[]): boolean => {
  const [first] = annotations
  return (
    annotations.length === 0 ||
    (annotations.length === 1 &&
      first !== undefined &&
      isPlainClass(first) &&
      Object.keys(first.attributes).length === 0)
  )
}

const classesOf = (annotations: readonly Annotation[]): readonly Annotation[] => annotations.filter(isPlainClass)

const jsonCell = (values: readonly Json[]): Cell => (values.length === 0 ? null : JSON.stringify(values))

/** An object as the native file has it; a table has no header to say what its offsets count, so each span does. */
const objectCell = (annotation: Annotation, item: ExportItem, unit: OffsetUnit): Json => ({
  ...objectMembers(annotation, textsOf(item.case, unit)),
  ...(annotation.shape.kind === 'span' && unit !== 'codepoint' ? { offsets: unit } : {}),
})

const fixedCells = (item: ExportItem, unit: OffsetUnit): Readonly<Record<FixedColumn, Cell>> => {
  const { case: one, review, reviews } = item
  const prediction = item.predictions.find((each) => each.id === review.predictionId)
  const predicted = classesOf(prediction?.annotations ?? [])
  const said = item.answered ? review.annotations : []
  return {
    key: one.key,
    kind: one.kind,
    text: one.content.text ?? null,
    image: one.content.image?.name ?? null,
    label: joined(classesOf(said).map(({ label }) => label)),
    verdict: review.verdict,
    causes: joined(review.causes),
    errors: joined(review.errors),
    truth: item.answered ? item.status : 'undecided',
    reviewer: joined(reviews.map(({ personId }) => personId)),
    reviewed_at: review.at,
    edge_case: reviews.some(({ edgeCase }) => edgeCase) ? 'yes' : 'no',
    note: review.note === '' ? null : review.note,
    predicted_label: joined(predicted.map(({ label }) => label)),
    predicted_score: predicted.length === 1 ? (predicted[0]?.score ?? null) : null,
    model: prediction === undefined ? null : modelName(prediction.model),
    source: one.source ?? null,
    group: one.group ?? null,
    time: one.time ?? null,
    outcome: one.outcome?.value ?? null,
    objects: labelSaysAll(said) ? null : jsonCell(said.map((each) => objectCell(each, item, unit))),
    relations: item.answered ? jsonCell(review.relations.map(relationMembers)) : null,
  }
}

/** Numbers stay numbers; what is no text is written as JSON. */
const valueCell = (value: Json | undefined): Cell =>
  value === undefined || value === null
    ? null
    : typeof value === 'string' || typeof value === 'number'
      ? value
      : JSON.stringify(value)

const ownColumns = ({ case: one }: ExportItem): readonly string[] => [
  ...Object.keys(one.meta).map((name) => `meta.${name}`),
  ...Object.keys(one.content.fields ?? {}).map((name) => `field.${name}`),
]

/** The columns that a batch's own metadata and record fields make, found while items go by. */
export const createColumnCollector = () => {
  const found = new Map<string, number>()
  const inOrder = (): readonly string[] => [...found.keys()].sort()
  return {
    add: (item: ExportItem): void => {
      for (const column of ownColumns(item)) found.set(column, (found.get(column) ?? 0) + 1)
    },
    list: (): readonly string[] => inOrder().slice(0, MOST_COLUMNS),
    tally: (tally: LossTally): void => {
      for (const column of inOrder().slice(MOST_COLUMNS))
        tally.beside(`metadata and fields beyond ${MOST_COLUMNS} columns`, column, found.get(column))
    },
  }
}

const ownCell = (item: ExportItem, column: string): Cell => {
  const own = column.startsWith('meta.') ? item.case.meta : (item.case.content.fields ?? {})
  const name = column.slice(column.indexOf('.') + 1)
  return Object.hasOwn(own, name) ? valueCell(own[name]) : null
}

/** `unit` is what the `span` of an object counts. */
export const csvCells = (
  item: ExportItem,
  columns: readonly string[],
  unit: OffsetUnit = 'codepoint',
): readonly Cell[] => {
  const fixed = fixedCells(item, unit)
  return [...FIXED.map((column) => fixed[column]), ...columns.map((column) => ownCell(item, column))]
}

/** A case's row by the names of its columns; empty cells are left out. */
export const csvRowMembers = (item: ExportItem, unit?: OffsetUnit): JsonObject => {
  const columns = ownColumns(item)
  const cells = csvCells(item, columns, unit)
  return Object.fromEntries(
    csvHeader(columns).flatMap((name, index) => {
      const cell = cells[index] ?? null
      return cell === null ? [] : [[name, cell]]
    }),
  )
}

/** RFC 4180 with CRLF; the columns every batch has, then those of its metadata and record fields by name. */
export const csvHeader = (columns: readonly string[]): readonly string[] => [...FIXED, ...columns]

/** True for the columns of a CSV that an export wrote. */
export const isExportHeader = (headers: readonly string[]): boolean =>
  FIXED.every((column, index) => headers[index] === column)

export const csvLine = (cells: readonly Cell[]): string => csvRow(cells)

/** Says what CSV loses of a case; it leaves none out. */
export const tallyCsv = (item: ExportItem, tally: LossTally, { offsets }: FormatOptions): boolean => {
  const { case: one, review, reviews } = item
  if (!item.answered) tally.beside(UNANSWERED.replace('left out', 'written without a label'), one.key)
  if (one.content.turns !== undefined) tally.beside('turns of conversations', one.key)
  if (one.content.items !== undefined) tally.beside('ranked items', one.key)
  if (one.content.pages !== undefined) tally.beside('page images', one.key)
  if (one.flag !== undefined) tally.beside('upstream flags', one.key)
  if (one.inclusion !== undefined) tally.beside('inclusion probabilities', one.key)
  if (one.tokens !== undefined) tally.beside("the source's tokens", one.key)
  if (reviews.length > 1) tally.beside('notes and causes of further reviewers who agree', one.key)
  if (item.why.length > 0) tally.beside('why the case was queued', one.key)
  const predicted = item.predictions.find(({ id }) => id === review.predictionId)?.annotations ?? []
  if (predicted.length > classesOf(predicted).length)
    tally.beside('predicted objects (the corrected ones are there)', one.key)
  if (
    csvCells(item, ownColumns(item), offsets).some((cell) => typeof cell === 'string' && cell.length > SPREADSHEET_CELL)
  )
    tally.beside('cells longer than the 32,767 characters a spreadsheet shows', one.key)
  return true
}
