import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse'
import { restore } from '../../../shared/domain/formats/csv-safe.ts'
import { csvCells, csvHeader, csvLine } from '../../../shared/domain/formats/csv-write.ts'
import { sameJson } from '../../../shared/domain/same-json.ts'
import { createImageCopier, itemsAsNamed } from './export-coco-images.ts'
import { closing, createComparison, type FormatContext, type FormatWork, type ReadBack } from './export-format.ts'

const FILE = 'reviews.csv'

const write: FormatWork['write'] = async (context) => {
  const { batch, folder, survey } = context
  const copier = createImageCopier(context)
  const columns = survey.columns()
  const file = await folder.file(FILE)
  await file.write(csvLine(csvHeader(columns)))
  for (const item of itemsAsNamed(context)) {
    await file.write(csvLine(csvCells(item, columns, batch.plan.options.offsets)))
    await copier.copyAll(item)
  }
  return [await file.end(), ...copier.files()]
}

const textOf = (cell: string | number | null): string => (cell === null ? '' : String(cell))

/** Cells as written, the formula guard taken off again. A bare number never had one. */
async function* rowsOf(path: string): AsyncGenerator<readonly string[]> {
  const rows: AsyncIterable<readonly string[]> = createReadStream(path).pipe(parse({ relax_column_count: true }))
  for await (const row of rows) yield row.map((cell) => restore(cell))
}

const readBack = async (context: FormatContext): Promise<ReadBack> => {
  const { batch, folder, survey } = context
  const { same, result } = createComparison()
  const columns = survey.columns()
  const rows = rowsOf(join(folder.path, FILE))
  return closing([rows], async () => {
    if (!sameJson((await rows.next()).value, csvHeader(columns))) same(false, () => 'the columns read back differently')
    for (const item of itemsAsNamed(context)) {
      const { value: row } = await rows.next()
      same(
        sameJson(row, csvCells(item, columns, batch.plan.options.offsets).map(textOf)),
        () => `${item.case.key}: its row reads back differently`,
      )
    }
    if ((await rows.next()).value !== undefined) same(false, () => `${FILE} holds more rows than the batch`)
    return result()
  })
}

/** CSV: one row a case, safe to open in a spreadsheet. */
export const csv: FormatWork = { passes: 2, write, readBack }
