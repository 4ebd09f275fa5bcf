import { readFile } from 'node:fs/promises'
import type { Read } from '../../../shared/domain/formats/read-row.ts'
import { MOST_LINE_BYTES, type Reached } from '../files/lines.ts'
import type { Source } from './import-sources.ts'

/** A file that is read whole and says what one image holds; larger ones and those that are no UTF-8 are set aside. */
export async function* readWhole(
  source: Source,
  reached: Reached,
  read: (text: string, name: string) => readonly Read[],
  most = MOST_LINE_BYTES,
): AsyncGenerator<readonly Read[]> {
  const fail = (reason: string, message: string, remedy: string): readonly Read[] => [
    { is: 'failure', failure: { line: null, reason, message, remedy, excerpt: source.name } },
  ]
  reached.bytes += source.bytes
  if (source.bytes > most)
    return yield fail(
      'file-too-long',
      `${source.name} is longer than ${most / 1024 / 1024} MiB.`,
      'One file holds one image’s objects.',
    )
  try {
    yield read(new TextDecoder('utf-8', { fatal: true }).decode(await readFile(source.path)), source.name)
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    yield fail('invalid-utf-8', `${source.name} is not UTF-8.`, 'Save the file as UTF-8.')
  }
}
