import type { FormatOptions } from '../../model/format.ts'
import type { BatchId } from '../../model/ids.ts'
import { type Json, JsonObject } from '../../model/json.ts'
import { csvRowMembers } from './csv-write.ts'
import { createLossTally, type ExportItem } from './export-item.ts'
import { singleImage } from './image-losses.ts'
import { labelStudioTask, labelStudioText } from './label-studio-write.ts'
import { nativeRecords } from './native-write.ts'
import { parquetRow } from './parquet-write.ts'
import { prodigyLine, prodigyTask } from './prodigy-write.ts'
import { spacyDoc, spacyLine } from './spacy-write.ts'

/**
 * What a contract is held against: the rows that a format of rows writes for a case, as objects; none where it leaves the
 * case out. Images stand there by their own names. Of formats that are no rows (images with labels, tokens with tags) it is
 * the native record of the case, which holds all that they say.
 */
export const contractRows = (item: ExportItem, options: FormatOptions, batchId: BatchId): readonly JsonObject[] => {
  const unit = options.offsets ?? 'codepoint'
  const image = singleImage(item)?.name ?? null
  const tally = createLossTally()
  switch (options.format) {
    case 'csv':
      return [csvRowMembers(item, options.offsets)]
    case 'prodigy': {
      const task = prodigyTask(item, unit, tally)
      return task === null ? [] : [parsed(prodigyLine(item, task, { image, unit, batchId }))]
    }
    case 'spacy': {
      const doc = spacyDoc(item, unit, tally)
      return doc === null ? [] : [parsed(spacyLine(item, doc, { unit, batchId }))]
    }
    case 'label-studio': {
      const task = labelStudioTask(item, tally)
      return task === null ? [] : [parsed(labelStudioText(item, task, { image, batchId }))]
    }
    case 'parquet':
      return [parsed(JSON.stringify(parquetRow(item, batchId, ({ name }) => ({ path: name, bytes: null }))))]
    default:
      return nativeRecords(item, batchId, options.offsets)
  }
}

const parsed = (line: string): JsonObject => JsonObject.parse(JSON.parse(line))

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
