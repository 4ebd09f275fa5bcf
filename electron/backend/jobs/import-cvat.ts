import { createReadStream } from 'node:fs'
import { createCvatReader } from '../../../shared/domain/formats/cvat-read.ts'
import { failureOf, type Read, type Role, RowProblem } from '../../../shared/domain/formats/read-row.ts'
import type { Reached } from '../files/lines.ts'
import type { LocalFile } from './job.ts'

/**
 * Reads CVAT's XML a chunk at a time, an image's row as soon as it is whole. What breaks the file sets aside the rest of it.
 */
export async function* readCvat(
  source: Pick<LocalFile, 'path' | 'name'>,
  role: Role,
  reached: Reached,
): AsyncGenerator<readonly Read[]> {
  const reader = createCvatReader(role)
  const decoder = new TextDecoder('utf-8', { fatal: true })
  try {
    for await (const chunk of createReadStream(source.path)) {
      reached.bytes += chunk.length
      yield reader.write(decoder.decode(chunk, { stream: true }))
    }
    yield [...reader.write(decoder.decode()), ...reader.end()]
  } catch (error) {
    if (error instanceof TypeError)
      yield [
        broken(new RowProblem('invalid-utf-8', `${source.name} is not UTF-8.`, 'Save the file as UTF-8.'), source.name),
      ]
    else if (error instanceof RowProblem) yield [broken(error, source.name)]
    else throw error
  }
}

const broken = (problem: RowProblem, name: string): Read => ({ is: 'failure', failure: failureOf(problem, null, name) })
