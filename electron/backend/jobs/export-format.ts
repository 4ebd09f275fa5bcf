import type { ExportItem } from '../../../shared/domain/formats/export-item.ts'
import type { Survey } from '../../../shared/domain/formats/export-survey.ts'
import type { OffsetUnit } from '../../../shared/model/format.ts'
import type { Label, Taxonomy } from '../../../shared/model/taxonomy.ts'
import type { Batch } from '../store/batches.ts'
import type { BatchFolder, WrittenFile } from './export-folder.ts'

/** What writing and reading back one format needs. */
export type FormatContext = {
  readonly batch: Batch
  readonly folder: BatchFolder
  readonly survey: Survey
  /** As of the batch; null where there was none yet. */
  readonly taxonomy: Taxonomy | null
  /** Every label that the project knew by then, in the order in which classes are numbered. */
  readonly labels: readonly Label[]
  /** Every case of the batch in the source's order, anew with each call; counts the progress and stops on request. */
  items(): Iterable<ExportItem>
  /** Where the bytes of an image stand. Throws `bad-file` when they are gone. */
  imagePath(sha256: string): Promise<string>
}

/** What the offsets of the batch's texts count. */
export const unitOf = ({ batch }: Pick<FormatContext, 'batch'>): OffsetUnit => batch.plan.options.offsets ?? 'codepoint'

/** What was read back: how many things, and what is not as it was written. */
export type ReadBack = { readonly items: number; readonly differences: readonly string[] }

export type FormatWork = {
  /** How often `items` is gone through, for the progress. */
  readonly passes: number
  write(context: FormatContext): Promise<readonly WrittenFile[]>
  /** Reads the files with the import's own readers and compares them with the cases. */
  readBack(context: FormatContext): Promise<ReadBack>
}

const MOST_DIFFERENCES = 20

/** Collects differences; the first few say enough. */
export const createComparison = () => {
  const differences: string[] = []
  let items = 0
  return {
    /** Counts one thing and notes it when it is not as it was written. */
    same: (is: boolean, what: () => string): void => {
      items += 1
      if (!is && differences.length < MOST_DIFFERENCES) differences.push(what())
    },
    result: (): ReadBack => ({ items, differences }),
  }
}

/** Closes the files behind these walks, wherever they stand: an open file cannot be removed everywhere. */
export const closing = async <T>(walks: readonly AsyncGenerator[], work: () => Promise<T>): Promise<T> => {
  try {
    return await work()
  } finally {
    for (const walk of walks) await walk.return(undefined)
  }
}

/** Walks a file's lines one by one, whatever chunks they come in. Throws when a line cannot be read at all. */
export async function* singly<T extends { readonly number: number }>(
  chunks: AsyncIterable<readonly T[]>,
): AsyncGenerator<T> {
  for await (const chunk of chunks) yield* chunk
}
