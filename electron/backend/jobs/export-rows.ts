import { join } from 'node:path'
import type { ExportItem } from '../../../shared/domain/formats/export-item.ts'
import { singleImage } from '../../../shared/domain/formats/image-losses.ts'
import type { Read, ReadRow } from '../../../shared/domain/formats/read-row.ts'
import { readLines } from '../files/lines.ts'
import { createImageCopier, imageNames } from './export-coco-images.ts'
import { closing, createComparison, type FormatContext, type FormatWork, singly } from './export-format.ts'

/** A format that is one file with a row a case. */
export type RowFormat = {
  readonly file: string
  /** What stands before the first row, between two, and behind the last. */
  readonly frame?: { readonly begin: string; readonly between: string; readonly end: string }
  /** The row of a case, or null where the format leaves it out. `image` is the name its image is written under. */
  readonly row: (item: ExportItem, image: string | null, context: FormatContext) => string | null
  /** A further file, which says something of all rows. */
  readonly beside?: (context: FormatContext) => { readonly name: string; readonly text: string }
  /** What the import's own reader makes of a line of the file. */
  readonly read: (line: string, number: number) => readonly Read[] | Promise<readonly Read[]>
  /** Whether that is what was to be written. */
  readonly same: (
    row: ReadRow,
    item: ExportItem,
    image: string | null,
    context: FormatContext,
  ) => boolean | Promise<boolean>
}

const write = async (context: FormatContext, { file: name, frame, row, beside }: RowFormat) => {
  const file = await context.folder.file(name)
  const copier = createImageCopier(context)
  const nameOf = imageNames(context)
  let rows = 0
  await file.write(frame?.begin ?? '')
  for (const item of context.items()) {
    const image = singleImage(item)
    const fileName = image === null ? null : nameOf(image)
    const text = row(item, fileName, context)
    if (text === null) continue
    await file.write(rows > 0 && frame !== undefined ? `${frame.between}${text}` : text)
    rows += 1
    if (image !== null && fileName !== null) await copier.copy({ fileName, image })
  }
  await file.write(frame?.end ?? '')
  const written = [await file.end(), ...copier.files()]
  if (beside === undefined) return written
  const more = beside(context)
  const other = await context.folder.file(more.name)
  await other.write(more.text)
  return [...written, await other.end()]
}

async function* rowsOf(path: string, { file, read }: RowFormat): AsyncGenerator<ReadRow | string> {
  for await (const line of singly(readLines(path, { bytes: 0 }))) {
    if ('problem' in line) {
      yield `${file} line ${line.number}: ${line.problem}`
      continue
    }
    if (line.text.trim() === '') continue
    for (const each of await read(line.text, line.number)) {
      if (each.is === 'row') yield each.row
      if (each.is === 'failure') yield `${file} line ${line.number}: ${each.failure.message}`
    }
  }
}

const readBack = async (context: FormatContext, format: RowFormat) => {
  const { same, result } = createComparison()
  const rows = rowsOf(join(context.folder.path, format.file), format)
  const nameOf = imageNames(context)
  return closing([rows], async () => {
    for (const item of context.items()) {
      const image = singleImage(item)
      const fileName = image === null ? null : nameOf(image)
      if (format.row(item, fileName, context) === null) continue
      const { value: row } = await rows.next()
      if (row === undefined || typeof row === 'string') same(false, () => row ?? `${item.case.key}: its row is missing`)
      else
        same(await format.same(row, item, fileName, context), () => `${item.case.key}: its row reads back differently`)
    }
    if ((await rows.next()).value !== undefined) same(false, () => `${format.file} holds more rows than the batch`)
    return result()
  })
}

export const rowWork = (format: RowFormat): FormatWork => ({
  passes: format.beside === undefined ? 2 : 3,
  write: (context) => write(context, format),
  readBack: (context) => readBack(context, format),
})
