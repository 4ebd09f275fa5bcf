import { setImmediate } from 'node:timers/promises'
import { DeskError } from '../../../shared/contract/errors.ts'
import type { Output, Parsed } from '../../../shared/contract/table.ts'
import { createReviewReader, type ReadReview } from '../../../shared/domain/formats/native-review-read.ts'
import { type RowProblem as Problem, RowProblem } from '../../../shared/domain/formats/read-row.ts'
import type { CaseId, PersonId } from '../../../shared/model/ids.ts'
import type { Review } from '../../../shared/model/review.ts'
import type { Caller } from '../backend.ts'
import { type Line, readLines } from '../files/lines.ts'
import type { Store, Write } from '../store/store.ts'
import type { ServiceContext } from './context.ts'
import { takeReview } from './review-take.ts'

type Input = Parsed<'review.import'>
type Answer = Output<'review.import'>

/** Lines taken in one transaction, so that a person’s own work does not wait for the whole file. */
const AT_ONCE = 25

/**
 * Takes in reviews made elsewhere, line by line and validated like the desk's own. Whose they are is said by `as`. What
 * cannot be taken is answered with its line, reason and remedy; importing the same file again changes nothing.
 */
export async function importReviews(context: ServiceContext, caller: Caller, input: Input): Promise<Answer> {
  const answer: Answer = { taken: 0, known: 0, setAside: [] }
  const reader = createReviewReader()
  const judges = new Map<string, string>()
  const store = context.store()
  for await (const lines of readFile(sourcePath(context, caller, input.file))) {
    for (let start = 0; start < lines.length; start += AT_ONCE) {
      const rows = lines.slice(start, start + AT_ONCE).flatMap((line) => readRow(reader, line, answer))
      const done = takeRows(store, caller.personId, input.as, rows, judges, answer)
      tell(context, done)
      await setImmediate()
    }
  }
  answer.setAside.sort((a, b) => a.line - b.line)
  return answer
}

function sourcePath(context: ServiceContext, caller: Caller, file: Input['file']): string {
  if (file.from === 'upload') return context.uploaded(file.uploadId).path
  if (caller.mayNamePaths) return file.path
  throw new DeskError('not-allowed', 'A browser cannot name files on this machine. Upload the file instead.')
}

async function* readFile(path: string): AsyncGenerator<readonly Line[]> {
  try {
    yield* readLines(path, { bytes: 0 })
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (!['ENOENT', 'EACCES', 'EISDIR', 'EPERM'].includes(code)) throw error
    throw new DeskError('bad-file', `${path} cannot be read (${code}). Name a JSON Lines file of reviews.`)
  }
}

type Row = { readonly line: number; readonly review: ReadReview }

function readRow(reader: ReturnType<typeof createReviewReader>, line: Line, answer: Answer): Row[] {
  try {
    if ('problem' in line) throw unreadable(line.problem)
    if (line.text.trim() === '') return []
    const review = reader.line(line.text, line.number)
    return review ? [{ line: line.number, review }] : []
  } catch (error) {
    setAside(answer, line.number, error)
    return []
  }
}

const unreadable = (problem: 'too-long' | 'invalid-utf-8'): Problem =>
  problem === 'too-long'
    ? new RowProblem('line-too-long', 'The line is longer than 16 MiB.', 'Write one review on a line.')
    : new RowProblem('invalid-utf-8', 'The line is not UTF-8.', 'Write the file as UTF-8.')

function setAside(answer: Answer, line: number, error: unknown): void {
  if (!(error instanceof RowProblem)) throw error
  answer.setAside.push({ line, reason: error.reason, message: error.message, remedy: error.remedy })
}

type Done = { readonly taken: readonly Review[]; readonly published: number | null }

/** One transaction: what was taken stands in the record by one entry; what changes nothing leaves none. */
function takeRows(
  store: Store,
  caller: PersonId,
  as: PersonId,
  rows: readonly Row[],
  judges: Map<string, string>,
  answer: Answer,
): Done {
  if (rows.length === 0) return { taken: [], published: null }
  const setAsides: { line: number; error: unknown }[] = []
  let known = 0
  const done = store.write((write): Done => {
    const taken: Review[] = []
    let published: number | null = null
    for (const { line, review } of rows) {
      try {
        const result = takeReview(write, as, review, judges)
        if (result === 'known') known++
        else {
          taken.push(result.review)
          published = result.published ?? published
        }
      } catch (error) {
        setAsides.push({ line, error })
        if (!(error instanceof RowProblem)) throw error
      }
    }
    if (taken.length > 0) record(write, caller, as, taken)
    return { taken, published }
  })
  for (const { line, error } of setAsides) setAside(answer, line, error)
  answer.known += known
  answer.taken += done.taken.length
  return done
}

function record(write: Write, caller: PersonId, as: PersonId, reviews: readonly Review[]): void {
  write.log({
    kind: 'review',
    personId: caller,
    summary: { origin: 'file', as, reviews: reviews.map((review) => review.id) },
    payload: JSON.parse(JSON.stringify({ reviews })),
  })
}

function tell(context: ServiceContext, { taken, published }: Done): void {
  if (published !== null) context.emit({ type: 'taxonomy.published', version: published })
  const cases = new Set<CaseId>(taken.map((review) => review.caseId))
  for (const caseId of cases) context.emit({ type: 'case.changed', caseId, revision: 0, status: 'reviewed' })
  if (cases.size > 0) context.emit({ type: 'queue.changed' })
}
