import { OffsetUnit } from '../../model/format.ts'
import type { BatchId } from '../../model/ids.ts'
import type { Json, JsonObject } from '../../model/json.ts'
import type { ExportItem } from './export-item.ts'
import { isJsonObject } from './json-line.ts'
import { RowProblem } from './read-row.ts'

/** The member of a JSON record that says where it comes from; other tools keep it or pass it over. */
export const ORIGIN = 'second_look'

/** Whose answer it is, to find it again; and what its text offsets count where that is not the format's usual unit. */
export const originOf = (item: ExportItem, batchId: BatchId, unit: OffsetUnit | undefined): JsonObject => ({
  key: item.case.key,
  case: item.case.id,
  reviews: item.reviews.map(({ id }) => id),
  batch: batchId,
  ...(unit === undefined ? {} : { offsets: unit }),
})

export type Origin = { readonly key: string | null; readonly offsets: OffsetUnit }

/** What an export of the desk said of a record; null for a record from elsewhere. Throws RowProblem `bad-offsets`. */
export const readOrigin = (value: Json | undefined): Origin | null => {
  if (!isJsonObject(value)) return null
  const { key, offsets = 'codepoint' } = value
  const unit = OffsetUnit.safeParse(offsets)
  if (!unit.success)
    throw new RowProblem(
      'bad-offsets',
      `What the offsets count is said to be ${JSON.stringify(offsets).slice(0, 80)}.`,
      `Write one of ${OffsetUnit.options.join(', ')}, or leave it out for code points.`,
    )
  return { key: typeof key === 'string' && key !== '' ? key : null, offsets: unit.data }
}
