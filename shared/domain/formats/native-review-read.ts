import { Annotation, type Relation } from '../../model/annotation.ts'
import type { CaseContent } from '../../model/case.ts'
import { type AnnotationId, Instant } from '../../model/ids.ts'
import type { JsonObject } from '../../model/json.ts'
import { type NativeObject, NativeRecord, type NativeReview } from '../../model/native.ts'
import { type Coverage, Proposal, type TurnJudgement } from '../../model/review.ts'
import type { CauseId, Verdict } from '../../model/verdict.ts'
import { parseJsonLine } from './json-line.ts'
import { createNativeReader, type NativeReader } from './native-read.ts'
import { RowProblem } from './read-row.ts'

/** What a line of the native file says of a review, before anything is looked up. */
export type ReadReview = {
  readonly key: string
  /** The feed of the case; null where the line names none: then any feed's case of this key may be meant. */
  readonly feed: string | null
  /** The file's own id of the review. */
  readonly id: string | null
  /** The prediction judged: its id, its source's id, or its model. */
  readonly of: string | null
  readonly by: string
  readonly at: Instant | null
  readonly activeMs: number
  readonly blind: boolean
  readonly verdict: Verdict | null
  readonly causes: readonly CauseId[]
  readonly proposed: Proposal | null
  readonly edgeCase: boolean
  readonly note: string
  readonly confirmed: readonly AnnotationId[]
  /** In their order, each turn once. */
  readonly turns: readonly TurnJudgement[]
  readonly coverage: Coverage | null
  readonly bulk: string | null
  /** Version of the taxonomy. */
  readonly taxonomy: number | null
  /**
   * The corrected objects; null where the line says none, because the prediction was judged and not corrected. Spans are
   * read against the desk's own content of the case. Throws RowProblem.
   */
  truth(content: CaseContent): ReadTruth | null
}

export type ReadTruth = { readonly annotations: Annotation[]; readonly relations: Relation[] }

export type ReviewReader = {
  /** Null for a header. Throws RowProblem for a line that is no review: its reason, message and remedy say why. */
  line(text: string, number: number): ReadReview | null
}

/** Reads the lines that an export writes, or that a script wrote in the same form. */
export function createReviewReader(): ReviewReader {
  let header: string | null = null
  return {
    line: (text, number) => {
      const value = parseJsonLine(text)
      if (Object.hasOwn(value, 'secondLook')) {
        header = text
        readerUnder(text)
        return null
      }
      const parsed = NativeRecord.safeParse(value)
      if (!parsed.success) throw badRecord(parsed.error.issues[0])
      const { key, feed, review, truth } = parsed.data
      if (!review)
        throw new RowProblem('no-review', 'The line holds no review.', 'Give it a "review", as the native export does.')
      if (key === undefined)
        throw new RowProblem('no-key', 'The line does not say which case it judges.', 'Give it the "key" of its case.')
      const above = header
      const said = truth?.objects !== undefined || truth?.class !== undefined || truth?.relations !== undefined
      return {
        key,
        feed: feed ?? null,
        ...reviewOf(review),
        truth: (content) => (said ? readTruth(readerUnder(above), value, parsed.data, content, number) : null),
      }
    },
  }
}

/** A truth is read after the lines behind it, which may have a header of their own. Throws RowProblem for a wrong header. */
function readerUnder(header: string | null): NativeReader {
  const reader = createNativeReader('truth')
  for (const read of header === null ? [] : reader.line(header, 1))
    if (read.is === 'failure') throw problemOf(read.failure)
  return reader
}

const problemOf = ({ reason, message, remedy }: { reason: string; message: string; remedy: string }): RowProblem =>
  new RowProblem(reason, message, remedy)

function badRecord(issue: { readonly path: readonly PropertyKey[]; readonly message: string } | undefined): RowProblem {
  const path = issue?.path.map(String).join('.') ?? ''
  const message = `The line is not right: ${path === '' ? '' : `${path}: `}${issue?.message ?? 'unreadable'}`
  const reason = path === 'review.verdict' ? 'unknown-verdict' : 'bad-record'
  return new RowProblem(reason, message, 'Compare it with the review schema that is published with Second Look.')
}

function reviewOf(review: NativeReview): Omit<ReadReview, 'key' | 'feed' | 'truth'> {
  const at = review.at === undefined ? null : Instant.safeParse(review.at)
  if (at && !at.success)
    throw new RowProblem(
      'bad-time',
      `"at" is no time: ${review.at}.`,
      'Write it like 2026-06-02T10:11:12Z, or leave it out.',
    )
  if ((review.note?.length ?? 0) > 20_000)
    throw new RowProblem('note-too-long', 'The note is longer than 20,000 characters.', 'Shorten the note.')
  const twice = review.causes?.find((cause, index, all) => all.indexOf(cause) !== index)
  if (twice !== undefined)
    throw new RowProblem('cause-twice', `The cause "${twice}" is named twice.`, 'Name each cause once.')
  const turns = (review.turns ?? []).toSorted((a, b) => a.turn - b.turn)
  const again = turns.find(({ turn }, index) => turn === turns[index + 1]?.turn)
  if (again !== undefined)
    throw new RowProblem('turn-twice', `Turn ${again.turn} is judged twice.`, 'Judge each turn once; the first is 0.')
  const { verdict = null, causes = [], errors = [] } = review.proposed ?? {}
  return {
    id: review.id ?? null,
    of: review.of ?? null,
    by: review.by,
    at: at ? new Date(at.data).toISOString() : null,
    activeMs: Math.round(review.activeMs ?? 0),
    blind: review.blind ?? false,
    verdict: review.verdict ?? null,
    causes: review.causes ?? [],
    proposed: review.proposed ? Proposal.parse({ verdict, causes, errors }) : null,
    edgeCase: review.edgeCase ?? false,
    note: review.note ?? '',
    confirmed: [...new Set(review.confirmed)],
    turns,
    coverage: review.coverage ?? null,
    bulk: review.bulk ?? null,
    taxonomy: versionOf(review.taxonomy),
  }
}

/** 3, "3" or "retail@3". */
function versionOf(taxonomy: NativeReview['taxonomy']): number | null {
  const version = typeof taxonomy === 'string' ? Number(/(\d+)$/.exec(taxonomy)?.[1]) : taxonomy
  return version !== undefined && Number.isSafeInteger(version) && version > 0 ? version : null
}

function readTruth(
  reader: NativeReader,
  value: JsonObject,
  record: NativeRecord,
  content: CaseContent,
  number: number,
): ReadTruth {
  if (record.text !== undefined && content.text !== undefined && record.text !== content.text)
    throw new RowProblem(
      'other-text',
      'The text on this line is not the text that the desk has under this key.',
      'Export again and review what is there now.',
    )
  const { text, turns } = content
  const here = { ...value, ...(text === undefined ? {} : { text }), ...(turns === undefined ? {} : { turns }) }
  for (const read of reader.line(JSON.stringify(here), number)) {
    if (read.is === 'failure') throw problemOf(read.failure)
    if (read.is !== 'row' || !read.row.truth) continue
    const objects = new Map(
      (record.truth?.objects ?? []).map((object, index) => [object.id ?? `o${index + 1}`, object]),
    )
    return {
      annotations: read.row.truth.annotations.map((annotation) => withOrigin(annotation, objects.get(annotation.id))),
      relations: [...read.row.truth.relations],
    }
  }
  throw new RowProblem('bad-record', 'The truth on this line cannot be read.', 'Compare it with the published schema.')
}

/** What an import has no use for and a review has: where the object began, and what the first import noticed of it. */
function withOrigin(annotation: Annotation, object: NativeObject | undefined): Annotation {
  const read = Annotation.safeParse({
    ...annotation,
    ...(object?.from === undefined ? {} : { fromObjectId: object.from }),
    ...(object?.flags === undefined ? {} : { flags: object.flags }),
  })
  if (read.success) return read.data
  throw new RowProblem(
    'bad-record',
    `Object "${annotation.id}" is not right: ${read.error.issues[0]?.message ?? 'unreadable'}`,
    'Leave "from" and "flags" as the export wrote them.',
  )
}
