import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ExportItem } from '../../../shared/domain/formats/export-item.ts'
import type { ReadAnnotations, ReadRow } from '../../../shared/domain/formats/read-row.ts'
import { sameSaid } from '../../../shared/domain/formats/same-annotations.ts'
import type { WrittenFile } from './export-folder.ts'
import { createComparison, type FormatContext, type FormatWork } from './export-format.ts'

/** A format with files of their own for each text. */
export type TextFiles<Said> = {
  /** What is written of a case; null where it is left out. */
  readonly said: (item: ExportItem, context: FormatContext) => Said | null
  /** The name the case's key makes; null where no folder takes it. */
  readonly nameOf: (key: string) => string | null
  readonly ending: string
  /** The files by their names, the first under `name`. */
  readonly files: (said: Said, name: string, item: ExportItem) => ReadonlyMap<string, string>
  /** What the import's own reader makes of them; a text says what is wrong. */
  readonly read: (files: ReadonlyMap<string, string>, name: string) => ReadRow | string
  /** The answer as it is to be read, and the text. */
  readonly expected: (said: Said) => ReadAnnotations
  readonly text: (said: Said, item: ExportItem) => string
  /** Files for the batch as a whole. */
  readonly beside?: (all: Iterable<Said>) => ReadonlyMap<string, string>
}

/** Names of texts, the same with each walk: a key's own where a folder takes it and no other case has it. */
const createNames = <Said>({ nameOf, ending }: TextFiles<Said>) => {
  const taken = new Set<string>()
  return ({ case: { key, id } }: ExportItem): string => {
    const wanted = nameOf(key)
    const name = wanted === null || taken.has(wanted.toLowerCase()) ? `${id}${ending}` : wanted
    taken.add(name.toLowerCase())
    return name
  }
}

function* named<Said>(context: FormatContext, format: TextFiles<Said>) {
  const nameOf = createNames(format)
  for (const item of context.items()) {
    const said = format.said(item, context)
    if (said !== null) yield { item, said, name: nameOf(item) }
  }
}

const write = async <Said>(context: FormatContext, format: TextFiles<Said>): Promise<readonly WrittenFile[]> => {
  const written: WrittenFile[] = []
  const put = async (files: ReadonlyMap<string, string>): Promise<void> => {
    for (const [name, text] of files) {
      const file = await context.folder.file(name)
      await file.write(text)
      written.push(await file.end())
    }
  }
  for (const { item, said, name } of named(context, format)) await put(format.files(said, name, item))
  if (format.beside !== undefined) await put(format.beside([...named(context, format)].map(({ said }) => said)))
  return written
}

const readBack = async <Said>(context: FormatContext, format: TextFiles<Said>) => {
  const { same, result } = createComparison()
  for (const { item, said, name } of named(context, format)) {
    const files = new Map<string, string>()
    for (const each of format.files(said, name, item).keys())
      files.set(
        each,
        new TextDecoder('utf-8', { ignoreBOM: true }).decode(await readFile(join(context.folder.path, each))),
      )
    const row = format.read(files, name)
    const is =
      typeof row !== 'string' && row.case.text === format.text(said, item) && sameSaid(row.truth, format.expected(said))
    same(is, () => `${item.case.key}: ${typeof row === 'string' ? row : `${name} reads back differently`}`)
  }
  return result()
}

export const textFilesWork = <Said>(format: TextFiles<Said>): FormatWork => ({
  passes: format.beside === undefined ? 2 : 3,
  write: (context) => write(context, format),
  readBack: (context) => readBack(context, format),
})
