import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isFailure } from '../../shared/domain/failures/findings.ts'
import { Annotation } from '../../shared/model/annotation.ts'
import type { FailureDimension, FailureKind } from '../../shared/model/failure.ts'
import type { Review } from '../../shared/model/review.ts'
import { type Desk, temporaryDesk } from '../helpers/desk.ts'
import { importing, nativeFile } from '../helpers/importing.ts'
import { beside, undo } from '../helpers/review-desk.ts'
import { reviewCase } from '../helpers/reviewer.ts'

const LABELS = ['cat', 'dog', 'hen'] as const
const pick = <T>(list: readonly T[]) => fc.constantFrom(...list)

type Fate = {
  readonly source: string | null
  readonly day: string | null
  readonly site: string | null
  readonly predicted: readonly (typeof LABELS)[number][]
  /** What becomes of each predicted object: kept, dropped, or called something else. */
  readonly becomes: readonly ('kept' | 'gone' | (typeof LABELS)[number])[]
  readonly missing: (typeof LABELS)[number] | null
  readonly cannotTell: boolean
}

const arbitraryFate: fc.Arbitrary<Fate> = fc.record({
  source: fc.option(pick(['north', 'south']), { nil: null }),
  day: fc.option(pick(['2026-06-01', '2026-06-07', '2026-06-08', '2026-07-31']), { nil: null }),
  site: fc.option(pick(['a', 'b']), { nil: null }),
  predicted: fc.array(pick(LABELS), { maxLength: 3 }),
  becomes: fc.array(pick(['kept', 'kept', 'gone', ...LABELS] as const), { minLength: 3, maxLength: 3 }),
  missing: fc.option(pick(LABELS), { nil: null, freq: 3 }),
  cannotTell: fc.boolean(),
})

const TEXT = 'a cat, a dog, a hen, and one more cat'
const PLACES = [
  [2, 5],
  [9, 12],
  [16, 19],
] as const

const rowOf = (fate: Fate, index: number) => ({
  key: `c${index}`,
  text: TEXT,
  ...(fate.source === null ? {} : { source: fate.source }),
  ...(fate.day === null ? {} : { time: `${fate.day}T10:00:00Z` }),
  meta: fate.site === null ? {} : { site: fate.site },
  prediction: {
    objects: fate.predicted.map((label, at) => ({ id: `o${at}`, label, span: PLACES[at], score: 0.95 - at * 0.3 })),
  },
})

/** A desk on these cases, each reviewed as its fate says; the reviews by key. */
const reviewedDesk = async (fates: readonly Fate[]): Promise<{ desk: Desk; reviews: Map<string, Review> }> => {
  const desk = await temporaryDesk()
  await desk.call('project.settings', { metadataFields: ['site'] })
  await desk.idle()
  await importing(desk, { files: [nativeFile(desk, fates.map(rowOf))] })
  await desk.idle()
  const { rows } = await desk.call('queue.rows', { scope: 'all', limit: 500 })
  const reviews = new Map<string, Review>()
  for (const { key, caseId } of rows) {
    const fate = fates[Number(key.slice(1))]!
    await reviewCase(desk, caseId, (_, prediction) => {
      const kept = (prediction?.annotations ?? []).flatMap((one, at) => {
        const becomes = fate.becomes[at] ?? 'kept'
        if (becomes === 'gone') return []
        return [{ ...one, ...(becomes === 'kept' ? {} : { label: becomes }), fromObjectId: one.id }]
      })
      const added =
        fate.missing === null ? [] : [Annotation.parse({ id: 'new', label: fate.missing, shape: { kind: 'case' } })]
      return { annotations: [...kept, ...added], ...(fate.cannotTell ? { verdict: 'cannot-tell' as const } : {}) }
    })
    const { reviews: made } = await desk.call('review.list', { caseId })
    reviews.set(key, made[0]!)
  }
  return { desk, reviews }
}

const has = (review: Review, what: FailureKind): boolean => {
  const decided = review.verdict !== 'cannot-tell'
  switch (what.kind) {
    case 'any':
      return review.verdict !== null && isFailure(review.verdict)
    case 'error':
      return decided && review.errors.includes(what.error)
    case 'cause':
      return review.causes.includes(what.cause)
  }
}

/** The Mondays before. */
const WEEKS: Readonly<Record<string, string>> = {
  '2026-06-01': '2026-06-01',
  '2026-06-07': '2026-06-01',
  '2026-06-08': '2026-06-08',
  '2026-07-31': '2026-07-27',
}

const placeOf = (fate: Fate, dimension: FailureDimension): string | null => {
  switch (dimension) {
    case 'source':
      return fate.source
    case 'model':
      return 'm@1'
    case 'day':
      return fate.day
    case 'week':
      return fate.day && (WEEKS[fate.day] ?? '')
    case 'month':
      return fate.day?.slice(0, 7) ?? null
    default:
      return fate.site
  }
}

test('a board says what counting the reviews one by one says, and each cell opens just its cases', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(arbitraryFate, { minLength: 3, maxLength: 8 }), async (fates) => {
      const { desk, reviews } = await reviewedDesk(fates)
      await using _ = desk
      const pairs = fates.map((fate, index) => ({ fate, review: reviews.get(`c${index}`)! }))
      for (const by of [
        [],
        ['source'],
        ['week'],
        ['month', 'meta.site'],
        ['model', 'day'],
        ['label'],
        ['label', 'source'],
      ] as const) {
        const board = await desk.call('failures.board', { by: [...by], most: 200 })
        expect(board.counts).toMatchObject({ reviewed: fates.length, uncounted: 0 })
        for (const { what, total, cells } of board.rows) {
          const found = pairs.filter(({ review }) => has(review, what))
          const base = pairs.filter(({ review }) => what.kind === 'cause' || review.verdict !== 'cannot-tell')
          expect([total.count, total.of]).toEqual([found.length, base.length])
          for (const [at, cell] of cells.entries()) {
            const { total: opened } = await desk.call('queue.count', { scope: 'all', where: cell.where })
            expect([by, what, cell.where, opened]).toEqual([by, what, cell.where, cell.count])
            if (by.some((each) => each === 'label')) continue
            const here = (fate: Fate): boolean =>
              by.every((dimension, place) => placeOf(fate, dimension) === board.slices[at]?.values[place])
            const counted = [found, base].map((list) => list.filter(({ fate }) => here(fate)).length)
            expect([cell.count, cell.of]).toEqual(counted)
          }
        }
        const rows = board.rows.map(({ what }) => what)
        for (const { review } of pairs)
          for (const cause of review.causes) expect(rows).toContainEqual(expect.objectContaining({ cause }))
      }
    }),
    { numRuns: 2, endOnFailure: true },
  )
}, 60_000)

test('withdrawing a review takes its findings off the board, and a new one takes the place of the one before', async () => {
  const wrong: Fate = {
    ...{ source: 'north', day: '2026-06-01', site: null, predicted: ['cat'], missing: null, cannotTell: false },
    becomes: ['dog', 'kept', 'kept'],
  }
  const { desk } = await reviewedDesk([wrong])
  await using _ = desk
  const counts = async () =>
    (await desk.call('failures.board', {})).rows.map(({ what, total }) => [what.kind, total.count])
  const [first] = (await desk.call('queue.rows', { scope: 'all' })).rows
  const full = await counts()
  await reviewCase(desk, first!.caseId, (_, prediction) => ({
    annotations: prediction!.annotations,
    verdict: 'correct',
  }))
  const right = await counts()
  await undo(desk)
  const back = await counts()
  expect([full.length > 2, right, back]).toEqual([true, [], full])
})

test('older reviews are worked out by a job, once, and are in no count until then', async () => {
  const fate: Fate = {
    ...{ source: 'north', day: null, site: 'a', predicted: ['cat', 'dog'], missing: 'hen', cannotTell: false },
    becomes: ['gone', 'kept', 'kept'],
  }
  const { desk } = await reviewedDesk([fate, { ...fate, predicted: [] }])
  await using _ = desk
  const before = await desk.call('failures.board', {})
  const store = beside(desk)
  store.write(({ db }) => db.exec('DELETE FROM review_findings; UPDATE reviews SET found = 0'))
  store.close()
  const without = await desk.call('failures.board', {})
  await desk.restart()
  await desk.idle()
  expect([without.counts.uncounted, without.rows, await desk.call('failures.board', {})]).toEqual([2, [], before])
})

test('shares of production come from the audit alone, and say of any failure what the project’s error rate says', async () => {
  await using desk = await temporaryDesk()
  const said = (index: number) => ({
    prediction: { class: index % 2 ? 'a' : 'b', scores: { a: index % 3 ? 0.9 : 0.3 } },
  })
  const rows = Array.from({ length: 60 }, (_, index) => ({
    ...{ key: `c${index}`, text: `text ${index}`, ...said(index) },
    ...(index % 4 === 0 ? { inclusion: 0.1 } : {}),
  }))
  await importing(desk, { files: [nativeFile(desk, rows)] })
  await desk.idle()
  const { project } = await desk.call('project.overview', {})
  const { triggers } = project.settings
  await desk.call('project.settings', {
    triggers: { ...triggers, randomAudit: { ...triggers.randomAudit, share: 0.5 } },
  })
  await desk.idle()
  const before = await desk.call('failures.board', { by: [], production: true })
  const { rows: queued } = await desk.call('queue.rows', { limit: 60 })
  for (const [at, { caseId }] of queued.slice(0, 25).entries())
    await reviewCase(desk, caseId, { verdict: at % 7 === 5 ? 'cannot-tell' : at % 3 === 0 ? 'incorrect' : 'correct' })
  const [board, all, stats] = [
    await desk.call('failures.board', { by: ['label'], production: true }),
    await desk.call('failures.board', { by: ['label'] }),
    await desk.call('project.stats', {}),
  ]
  const rate = stats.errorRate!
  expect([before.counts.audited, board.counts.audited]).toEqual([0, rate.reviewed])
  expect(board.rows[0]!.total).toMatchObject({ count: rate.wrong, of: rate.reviewed, rate: rate.rate, low: rate.low })
  expect([all.counts.reviewed, board.counts.reviewed < 25]).toEqual([25, true])
  expect(all.rows[0]!.total.rate).not.toBe(rate.rate)
  // A cell opens the audited cases alone, and a second person who says the same makes nothing surer.
  const opened = async (where: string) => (await desk.call('queue.count', { scope: 'all', where })).total
  for (const { total, cells } of board.rows)
    for (const { count, where } of [total, ...cells]) expect([where, await opened(where)]).toEqual([where, count])
  for (const [at, { caseId }] of queued.slice(0, 25).entries()) {
    const verdict = at % 7 === 5 ? 'cannot-tell' : at % 3 === 0 ? 'incorrect' : 'correct'
    await reviewCase(desk, caseId, { verdict }, 'grace')
  }
  const { rate: share, low, high } = rate
  const twice = await desk.call('failures.board', { by: [], production: true })
  expect(twice.rows[0]!.total).toMatchObject({ count: 2 * rate.wrong, rate: share, low, high })
})

test('after a label is renamed, the board speaks of the new name alone, and its cells open the same cases', async () => {
  const fate: Fate = {
    ...{ source: null, day: null, site: null, predicted: ['cat', 'dog'], missing: null, cannotTell: false },
    becomes: ['gone', 'hen', 'kept'],
  }
  const { desk } = await reviewedDesk([fate, { ...fate, becomes: ['dog', 'kept', 'kept'] }])
  await using _ = desk
  const before = await desk.call('failures.board', {})
  const { taxonomy } = await desk.call('taxonomy.get', {})
  const { version: _version, publishedAt: _at, derived: _derived, withdraws: _withdraws, ...draft } = taxonomy!
  const labels = draft.labels.map((label) => (label.name === 'cat' ? { ...label, name: 'feline' } : label))
  await desk.call('taxonomy.publish', { draft: { ...draft, labels }, summary: 'cats are felines' })
  await desk.idle()
  await desk.idle()
  const after = await desk.call('failures.board', {})
  const renamed = (name: string | null) => (name === 'cat' ? 'feline' : name)
  expect(after.slices.map(({ values }) => values)).toEqual(before.slices.map(({ values }) => values.map(renamed)))
  expect(after.rows.map(({ what, cells }) => [what, cells.map(({ count, of }) => [count, of])])).toEqual(
    before.rows.map(({ what, cells }) => [what, cells.map(({ count, of }) => [count, of])]),
  )
  for (const { cells } of after.rows)
    for (const { count, where } of cells)
      expect([where, (await desk.call('queue.count', { scope: 'all', where })).total]).toEqual([where, count])
})
