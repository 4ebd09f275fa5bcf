import type { FormatOptions } from '../../model/format.ts'
import type { BatchId } from '../../model/ids.ts'
import type { Json, JsonObject } from '../../model/json.ts'
import { csvRowMembers } from './csv-write.ts'
import type { ExportItem } from './export-item.ts'
import { nativeRecords } from './native-write.ts'

/**
 * What a contract is held against: the rows that a format of rows writes for a case, as objects. Of formats that are no
 * rows (images with labels, tokens with tags) it is the native record of the case, which holds all that they say.
 */
export const contractRows = (item: ExportItem, options: FormatOptions, batchId: BatchId): readonly JsonObject[] =>
  options.format === 'csv' ? [csvRowMembers(item, options.offsets)] : nativeRecords(item, batchId, options.offsets)

/** Where a problem lies, said as a JSON pointer, and what stands there; for a message. */
export const valueAt = (row: Json, pointer: string): Json | undefined =>
  pointer
    .split('/')
    .slice(1)
    .reduce<Json | undefined>((value, part) => {
      const name = part.replaceAll('~1', '/').replaceAll('~0', '~')
      if (Array.isArray(value)) return value[Number(name)]
      return Object.entries(value ?? {}).find(([key]) => key === name)?.[1]
    }, row)
