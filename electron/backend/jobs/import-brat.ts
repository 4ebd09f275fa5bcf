import { readFile, stat } from 'node:fs/promises'
import { readBrat } from '../../../shared/domain/formats/brat-read.ts'
import { failureOf, type Read, type Role, RowProblem } from '../../../shared/domain/formats/read-row.ts'
import { MOST_LINE_BYTES, type Reached } from '../files/lines.ts'
import type { Source } from './import-sources.ts'
import type { LocalFile } from './job.ts'

/** A byte order mark is a character of the text: offsets count it. */
const textOf = async ({ path, name }: LocalFile): Promise<string> => {
  if ((await stat(path)).size > MOST_LINE_BYTES)
    throw new RowProblem('file-too-long', `${name} is longer than 16 MiB.`, 'Split the text into smaller ones.')
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await readFile(path))
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    throw new RowProblem('invalid-utf-8', `${name} is not UTF-8.`, 'Save the file as UTF-8.')
  }
}

/** A file of annotations with the text beside it, which is the case. */
export async function* readBratPair(source: Source, role: Role, reached: Reached): AsyncGenerator<readonly Read[]> {
  const text = source.members?.[0]
  try {
    if (text === undefined)
      throw new RowProblem(
        'missing-text',
        `The text of ${source.name} is not there.`,
        'Put the text beside it, under the same name with the ending .txt.',
      )
    const ann = (await textOf(source)).replace(/^\ufeff/, '')
    yield readBrat({ name: text.name, text: await textOf(text), ann }, role)
  } catch (error) {
    if (!(error instanceof RowProblem)) throw error
    yield [{ is: 'failure', failure: failureOf(error, null, source.name) }]
  }
  reached.bytes += source.bytes
}
