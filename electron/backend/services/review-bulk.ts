import { DeskError } from '../../../shared/contract/errors.ts'
import {
  type BulkEdit,
  type BulkPreview,
  type BulkRefusal,
  type BulkTargets,
  MOST_IN_BULK,
} from '../../../shared/contract/reviews.ts'
import type { Parsed } from '../../../shared/contract/table.ts'
import { diff } from '../../../shared/domain/changes.ts'
import { clockToInstant } from '../../../shared/domain/clock.ts'
import { aboutOf } from '../../../shared/domain/compare-about.ts'
import { errorTypes, propose } from '../../../shared/domain/propose.ts'
import { planTransfer, type Transfer, type TransferPlan, transferTo } from '../../../shared/domain/transfer.ts'
import { answersOf } from '../../../shared/domain/turns.ts'
import type { Case } from '../../../shared/model/case.ts'
import { CaseId, CommandId, type PersonId, ReviewId } from '../../../shared/model/ids.ts'
import { modelName, type Prediction } from '../../../shared/model/prediction.ts'
import type { Review, Worksheet } from '../../../shared/model/review.ts'
import type { Verdict } from '../../../shared/model/verdict.ts'
import { newActId } from '../files/sha256.ts'
import { caseRowId, readCase } from '../store/cases.ts'
import { commandsOfBulk } from '../store/commands.ts'
import { readPredictions } from '../store/predictions.ts'
import { createQueue } from '../store/queue.ts'
import { currentReading, type ReadingStore } from '../store/readings.ts'
import { insertReview, recordBulk } from '../store/reviews.ts'
import { readSettings } from '../store/settings.ts'
import { similarCases } from '../store/similar-cases.ts'
import type { Store, Write } from '../store/store.ts'
import { pinTaxonomy } from './review-taxonomy.ts'
import {
  answeredBefore,
  changed,
  commit,
  findWork,
  isBegun,
  type Outcome,
  requireBase,
  type Work,
} from './review-work.ts'

type Reader = ReadingStore

/** The answer that is given on: taken from one person's worksheet on one prediction. */
type Source = {
  readonly work: Work
  readonly prediction: Prediction
  readonly verdict: Verdict
  readonly plan: TransferPlan
  readonly kind: Case['kind']
}

function sourceOf(store: Reader, work: Work): Source {
  const { prediction, worksheet, caseRow } = work
  if (readSettings(store).blindFirst)
    throw new DeskError(
      'not-allowed',
      'This project hides the prediction until a person has answered, so an answer is not given to several cases. Switch this off in the settings first.',
    )
  if (prediction === null || worksheet.verdict === null)
    throw new DeskError('bad-input', 'This case has no verdict yet. Choose one; then it can be given to others.')
  const { kind, content } = readCase(store, caseRow)
  const plan = planTransfer(prediction, worksheet, aboutOf(content, currentReading(store).taxonomy))
  return { work, prediction, verdict: worksheet.verdict, plan, kind }
}

/** What the answer would come to in another case; `after` is its worksheet then. */
type Target = {
  readonly work: Work | null
  readonly after: Worksheet | null
  readonly edits: readonly BulkEdit[]
  readonly refused: BulkRefusal | null
}

const refusal = (refused: BulkRefusal): Target => ({ work: null, after: null, edits: [], refused })

function targetOf(store: Reader, source: Source, caseRow: number, caseId: CaseId): Target {
  const item = readCase(store, caseRow)
  if (item.kind !== source.kind) return refusal('other-kind')
  const model = modelName(source.prediction.model)
  const predictions = readPredictions(store, caseRow)
  const prediction = predictions.find((one) => modelName(one.model) === model) ?? predictions.at(-1)
  if (!prediction) return refusal('no-prediction')
  const work = findWork(store, source.work.personId, { caseId, predictionId: prediction.id })
  const { worksheet } = work
  if (work.active !== null) return refusal('reviewed')
  if (worksheet.disposition !== null) return refusal('put-aside')
  if (isBegun(work.prediction, worksheet)) return refusal('begun')
  if (source.work.worksheet.turns.length > 0 && answersOf(item.content.turns ?? []).length > 0)
    return refusal('turns-not-judged')
  const { annotations, done } = transferTo(worksheet.annotations, source.plan)
  if (source.plan.transfers.length > 0 && done.length === 0) return refusal('edit-does-not-fit')
  const { verdict, causes } = source.work.worksheet
  const after = { ...worksheet, annotations: [...annotations], verdict, causes }
  return { work, after, edits: done.map(({ transfer, count }) => editOf(transfer, count)), refused: null }
}

const editOf = (transfer: Transfer, count: number): BulkEdit =>
  transfer.what === 'attribute'
    ? { what: 'attribute', from: `${transfer.label}: ${transfer.name}`, to: worded(transfer.value), count }
    : { what: transfer.what, from: transfer.from, to: transfer.to, count }

const worded = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

type Found = { readonly total: number; readonly ids: readonly CaseId[] }

/** The cases meant, without the source itself; `ids` holds as many as one act may change. */
function findTargets(store: Store, source: Source, targets: BulkTargets): Found {
  const own = source.work.subject.caseId
  const others = (ids: readonly CaseId[], total = ids.length): Found => {
    const rest = [...new Set(ids)].filter((id) => id !== own)
    return { total: total - (ids.length - rest.length), ids: rest.slice(0, MOST_IN_BULK) }
  }
  switch (targets.by) {
    case 'cases':
      return others(targets.caseIds)
    case 'filter': {
      const queue = createQueue(store)
      const { where, scope } = targets
      const rows = queue.rows({ where, scope, offset: 0, limit: MOST_IN_BULK + 1, fresh: true })
      return others(
        rows.map((row) => row.caseId),
        queue.count(where, scope, false).total,
      )
    }
    case 'similar': {
      const uid = store.prepare<Buffer>('SELECT uid FROM cases WHERE id = ?').pluck()
      const rows = similarCases(store, source.work.caseRow, MOST_IN_BULK + 1)
      return others(rows.map((row) => CaseId.parse(Buffer.from(uid.get(row) ?? '').toString('hex'))))
    }
  }
}

export function previewBulk(
  store: Store,
  personId: PersonId,
  { source: subject, targets }: Parsed<'review.bulkPreview'>,
): BulkPreview {
  const source = sourceOf(store, findWork(store, personId, subject))
  const { total, ids } = findTargets(store, source, targets)
  const title = store.prepare<string>('SELECT title FROM case_contents WHERE case_id = ?').pluck()
  const key = store.prepare<string>('SELECT key FROM case_contents WHERE case_id = ?').pluck()
  const rows = ids.flatMap((caseId) => {
    const caseRow = caseRowId(store, caseId)
    if (caseRow === null) return []
    const { edits, refused } = targetOf(store, source, caseRow, caseId)
    return [{ caseId, key: key.get(caseRow) ?? '', title: title.get(caseRow) ?? '', edits: [...edits], refused }]
  })
  const { causes } = source.work.worksheet
  return { verdict: source.verdict, causes, left: source.plan.left, total, rows }
}

type Applied = Outcome & { readonly filed: number; readonly refused: number }

/** One transaction; what is refused is looked at anew, since the preview. Throws `bad-input` where nothing is left. */
export function applyBulk(write: Write, personId: PersonId, input: Parsed<'review.bulkApply'>): Applied {
  const { commandId, caseIds } = input
  const before = answeredBefore(write, personId, commandId, 'bulk')
  if (before) return { ...before, filed: commandsOfBulk(write, commandId).length, refused: 0 }
  const work = findWork(write, personId, input.source)
  requireBase(work, input.baseRevision)
  const source = sourceOf(write, work)
  const targets = [...new Set(caseIds)].flatMap((caseId) => {
    const caseRow = caseRowId(write, caseId)
    return caseRow === null || caseId === input.source.caseId ? [] : [targetOf(write, source, caseRow, caseId)]
  })
  const fitting = targets.flatMap((target) =>
    target.work && target.after ? [{ work: target.work, after: target.after }] : [],
  )
  if (fitting.length === 0)
    throw new DeskError('bad-input', 'The answer fits none of these cases. Look at the reasons in the preview.')
  const own = work.active === null ? [{ work, after: work.worksheet }] : []
  const label = `${source.verdict} for ${fitting.length} similar`
  // The head comes first in the log, so that its parts name a command that is there.
  const head = { id: commandId, kind: 'bulk', changes: [], label, undoes: null, reviewId: null, entry: null } as const
  commit(write, work, work.worksheet, head)
  const filed = [...own, ...fitting].map((each) =>
    file(write, each, commandId, each.work === work ? input.activeMs : 0),
  )
  recordBulk(
    write,
    personId,
    commandId,
    filed.map(({ review }) => review),
  )
  const now = findWork(write, personId, input.source)
  const { revision } = now.worksheet
  const applied = { subject: input.source, revision, status: now.status, worksheet: now.worksheet }
  return {
    ...{ applied, reviewId: null, history: null, entry: null, moved: true },
    others: filed.map(({ outcome }) => outcome.applied),
    filed: filed.length,
    refused: targets.length - fitting.length,
  }
}

type Filed = { readonly review: Review; readonly outcome: Outcome }

function file(
  write: Write,
  { work: found, after }: { readonly work: Work; readonly after: Worksheet },
  bulk: CommandId,
  activeMs: number,
): Filed {
  // The head's own entry moved the revision of the case it was taken from.
  const work = findWork(write, found.personId, found.subject)
  const changes = diff(work.worksheet, { ...after, revision: work.worksheet.revision })
  const next = changed(write, work, changes)
  const { annotations, relations, verdict, causes, note, edgeCase, confirmed, turns, coverage } = next
  const { kind: caseKind, flag: caseFlag, content } = readCase(write, work.caseRow)
  const { prediction } = work
  const taxonomy = currentReading(write).taxonomy ?? null
  const review = insertReview(write, {
    caseRow: work.caseRow,
    predictionRow: work.predictionRow,
    importId: null,
    review: {
      id: ReviewId.parse(newActId()),
      ...work.subject,
      personId: work.personId,
      at: clockToInstant(write.clock),
      origin: 'desk',
      activeMs,
      blind: false,
      errors: errorTypes(prediction, next, verdict, aboutOf(content, taxonomy)),
      proposed: propose({ prediction, worksheet: next, caseKind, content, caseFlag, taxonomy, chosen: verdict }),
      taxonomyVersion: pinTaxonomy(write, work.personId, annotations, prediction).version,
      ...{ annotations, relations, verdict, causes, note, edgeCase, confirmed, turns, coverage },
      bulk,
    },
  })
  if (!review) throw new Error('A fresh review id was taken already.')
  const id = CommandId.parse(newActId())
  const label = `submit ${verdict}`
  const command = { id, kind: 'submit', changes, label, undoes: null, reviewId: review.id, entry: null, bulk } as const
  return { review, outcome: commit(write, work, next, command) }
}
