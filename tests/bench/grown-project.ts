import { createHash } from 'node:crypto'
import { versionRows } from '../../electron/backend/store/lineage-versions.ts'
import { recordTraining } from '../../electron/backend/store/models.ts'
import type { Store, Write } from '../../electron/backend/store/store.ts'
import { currentTaxonomy, publishDerived, publishTaxonomy } from '../../electron/backend/store/taxonomies.ts'
import { draftOf } from '../../shared/domain/taxonomy/draft-of.ts'
import { CASE_KINDS } from '../../shared/model/case.ts'
import { FINDING_KINDS } from '../../shared/model/failure.ts'
import { PersonId } from '../../shared/model/ids.ts'
import { VERDICTS } from '../../shared/model/verdict.ts'
import { freezeDataset } from '../helpers/frozen-dataset.ts'
import { seeded } from '../helpers/seeded.ts'

/** Periods that the project grew for: each ends with a frozen dataset version, a model and a taxonomy version. */
export const PERIODS = 20
const LABELS = 80
/** Of the reviews of a period, how many answer an earlier case anew. */
const AGAIN = 0.1
const FAILED = 0.3
const EDGE = 0.02
const OBJECTS = 5

const personId = PersonId.parse('ada')

type Review = {
  readonly id: string
  readonly caseRow: number
  readonly labels: readonly number[]
  readonly failed: boolean
  readonly edge: boolean
  readonly supersedes: string | null
}

/** A project that grew for twenty periods: new cases, some answered anew, a taxonomy, a version, a model trained on it. */
export const growProject = (store: Store, total: number): void => {
  const random = seeded(7)
  const pick = (below: number): number => Math.floor(random() * below)
  const answers: { readonly id: string; readonly labels: readonly number[] }[] = []
  const names = Array.from({ length: LABELS }, (_, at) => `label ${at}`)
  store.write((write) => {
    write.db.exec("INSERT INTO imports VALUES ('i', 'c', 'ada', 'done', '{}', '{}')")
    const label = write.prepare('INSERT INTO labels (id, name) VALUES (?, ?)')
    names.forEach((name, at) => void label.run(at + 1, name))
    publishDerived(
      write,
      personId,
      names.map((name) => ({ name, shapes: ['box'] })),
    )
  })
  let reviews = 0
  let parent: number | null = null
  for (let period = 1; period <= PERIODS; period += 1) {
    store.write((write) => {
      write
        .prepare("INSERT OR IGNORE INTO models (id, name, version, clock) VALUES (?, 'shelf', ?, ?)")
        .run(period, String(period), write.clock)
      for (; reviews < (total * period) / PERIODS; reviews += 1) {
        const again = answers.length > 0 && random() < AGAIN ? pick(answers.length) : null
        const before = again === null ? null : (answers[again] ?? null)
        const labels = Array.from({ length: OBJECTS }, (_, at) => before?.labels[at] ?? pick(LABELS))
        const corrected = before === null ? labels : labels.map((label, at) => (at === 0 ? pick(LABELS) : label))
        const caseRow = again === null ? answers.length + 1 : again + 1
        if (again === null) insertCase(write, caseRow, period, labels, names)
        const id = reviews.toString(16).padStart(32, '0')
        const review = { id, caseRow, labels: corrected, supersedes: before?.id ?? null }
        insertReview(write, { ...review, failed: random() < FAILED, edge: random() < EDGE }, period, names)
        answers[caseRow - 1] = { id, labels: corrected }
      }
      write.log({ kind: 'review', personId, summary: { period }, payload: {} })
    })
    parent = freezeDataset(store, 'shelves', { parent })
    store.write((write) => {
      const versions = versionRows(write)
      const on = versions.at(-1)
      if (on) recordTraining(write, personId, { model: `shelf@${period + 1}`, on, at: on.version.at, note: '' })
      const draft = draftOf(currentTaxonomy(write) ?? fail())
      const labels = draft.labels.map((label, at) =>
        at === period ? { ...label, definition: `since ${period}` } : label,
      )
      publishTaxonomy(write, personId, { ...draft, labels }, `period ${period}`)
    })
  }
}

const fail = (): never => {
  throw new Error('no taxonomy')
}

const insertCase = (
  write: Write,
  row: number,
  model: number,
  labels: readonly number[],
  names: readonly string[],
): void => {
  const uid = createHash('sha256').update(String(row)).digest().subarray(0, 16)
  write
    .prepare('INSERT INTO cases (id, uid, kind, status, draw) VALUES (?, ?, ?, 4, 0.5)')
    .run(row, uid, CASE_KINDS.indexOf('image'))
  write
    .prepare(
      `INSERT INTO case_contents (case_id, key, feed, title, body, text, meta, extra, content_hash, import_id)
       VALUES (?, ?, '', ?, '{}', NULL, '{}', '{}', x'00', 'i')`,
    )
    .run(row, `case-${row}`, `shelf ${row}.jpg`)
  const annotations = labels.map((label, at) => objectOf(names[label] ?? '', at))
  write
    .prepare("INSERT INTO predictions (id, uid, case_id, model_id, import_id, body) VALUES (?, ?, ?, ?, 'i', ?)")
    .run(row, uid, row, model, JSON.stringify({ annotations, relations: [] }))
}

const objectOf = (label: string, at: number) => ({
  ...{ id: `o${at}`, label, shape: { kind: 'box', x: at * 100 + 0.5, y: 20, w: 80.25, h: 120 } },
  attributes: { state: 'normal' },
})

const insertReview = (write: Write, review: Review, model: number, names: readonly string[]): void => {
  const annotations = review.labels.map((label, at) => ({
    ...objectOf(names[label] ?? '', at),
    fromObjectId: `o${at}`,
  }))
  const body = {
    ...{ at: '2026-06-01T00:00:00.000Z', activeMs: 4200, blind: false, causes: [], errors: [], relations: [] },
    ...{ proposed: { verdict: null, causes: [], errors: [] }, note: '', edgeCase: review.edge, annotations },
    ...{ confirmed: [], turns: [], coverage: null, bulk: null },
  }
  if (review.supersedes !== null) {
    write.prepare('UPDATE reviews SET active = 0 WHERE id = ?').run(review.supersedes)
    write.prepare('UPDATE review_findings SET active = 0 WHERE review_id = ?').run(review.supersedes)
  }
  const verdict = VERDICTS.indexOf(review.failed ? 'incorrect' : 'correct')
  write
    .prepare(
      `INSERT INTO reviews (id, case_id, prediction_id, person_id, origin, verdict, body, taxonomy_version, supersedes,
         desk_id, clock, import_id, active, found)
       VALUES (?, ?, ?, 'ada', 'desk', ?, ?, ?, ?, ?, ?, NULL, 1, 1)`,
    )
    .run(
      ...[review.id, review.caseRow, review.caseRow, verdict, JSON.stringify(body)],
      ...[model, review.supersedes, write.deskId, write.clock],
    )
  const finding = write.prepare(
    `INSERT INTO review_findings (review_id, ordinal, case_id, active, kind, what, label_id, to_label_id, grain, model_id)
     VALUES (?, ?, ?, 1, ?, ?, ?, ?, 2, ?)`,
  )
  const found = (
    ordinal: number,
    kind: (typeof FINDING_KINDS)[number],
    what: number,
    label: number | null,
    to: number | null,
  ) => finding.run(review.id, ordinal, review.caseRow, FINDING_KINDS.indexOf(kind), what, label, to, model)
  const [first = 0, second = 0] = review.labels
  found(0, 'judged', verdict, null, null)
  found(1, 'label', verdict, first + 1, null)
  if (!review.failed) return
  found(2, 'failure', verdict, first + 1, null)
  found(3, 'error', 0, first + 1, second + 1)
}
