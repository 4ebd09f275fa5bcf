import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Store } from '../../electron/backend/store/store.ts'
import { readTruthPage, type TruthOptions, truthOfCase } from '../../electron/backend/store/truths.ts'
import { labelChanges } from '../../shared/domain/lineage/label-changes.ts'
import type { Annotation } from '../../shared/model/annotation.ts'
import { PersonId } from '../../shared/model/ids.ts'
import { type Desk, temporaryDesk } from '../helpers/desk.ts'
import { freezeDataset } from '../helpers/frozen-dataset.ts'
import { importing, nativeFile } from '../helpers/importing.ts'
import { beside, undo } from '../helpers/review-desk.ts'
import { reviewCase } from '../helpers/reviewer.ts'
import { currentDraft, idsOf, published, relabelled } from '../helpers/taxonomy-desk.ts'

const KEYS = ['a', 'b', 'c'] as const
const PEOPLE = ['ada', 'grace', 'alan'] as const
const LABELS = ['billing', 'sales', 'refund'] as const

const place = { key: fc.constantFrom(...KEYS), person: fc.constantFrom(...PEOPLE), model: fc.nat(1) }
const actArbitrary = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ does: fc.constant('say' as const), ...place, label: fc.constantFrom(...LABELS) }),
  },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('judge' as const), ...place }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('decide' as const), ...place, nth: fc.nat(2) }) },
  fc.record({ does: fc.constant('take back' as const), ...place }),
  fc.record({ does: fc.constant('undo' as const), ...place }),
)
type Act = typeof actArbitrary extends fc.Arbitrary<infer T> ? T : never

const ruleArbitrary: fc.Arbitrary<TruthOptions['rule']> = fc.constantFrom(
  { by: 'equal' },
  { by: 'majority', share: 0.6, atLeast: 2 },
  { by: 'reviewer', reviewer: PersonId.parse('grace') },
)

/** Three cases that router@1 calls billing and router@2 sales. */
const routedDesk = async (): Promise<Desk> => {
  const desk = await temporaryDesk()
  for (const [version, label] of [
    ['1', 'billing'],
    ['2', 'sales'],
  ] as const) {
    const rows = [...KEYS, 'other'].map((key) => ({
      ...{ key, text: `invoice ${key}` },
      prediction: { class: key === 'other' ? 'refund' : label },
    }))
    const header = { secondLook: 1, model: { name: 'router', version } }
    await importing(desk, { files: [nativeFile(desk, rows, header, `${version}.jsonl`)] })
  }
  await desk.idle()
  return desk
}

const does = async (desk: Desk, act: Act): Promise<unknown> => {
  const { rows } = await desk.call('queue.rows', { scope: 'all' })
  const caseId = rows.find(({ key }) => key === act.key)!.caseId
  switch (act.does) {
    case 'say':
    case 'judge':
      return reviewCase(
        desk,
        caseId,
        (_, prediction) => ({
          annotations: (prediction?.annotations ?? []).map((one) => ({
            ...one,
            label: act.does === 'say' ? act.label : one.label,
          })),
          verdict: act.does === 'say' && prediction?.annotations[0]?.label === act.label ? 'correct' : 'incorrect',
        }),
        act.person,
        act.model,
      )
    case 'decide': {
      const { answers } = await desk.call('truth.get', { caseId })
      const reviewId = answers[act.nth % Math.max(answers.length, 1)]?.reviews[0]?.id
      return answers.length < 2 || !reviewId ? null : desk.call('truth.decide', { caseId, reviewId })
    }
    case 'take back': {
      const { adjudication } = await desk.call('truth.get', { caseId })
      return adjudication && desk.call('truth.withdraw', { caseId })
    }
    case 'undo':
      return undo(desk)
  }
}

type Answers = ReadonlyMap<number, readonly Annotation[]>

/** The agreed answers, case by case, as lists and dataset versions find them. */
const answersOf = (store: Store, options: TruthOptions): Answers => {
  const rows = store.prepare<number>('SELECT id FROM cases ORDER BY id').pluck().all()
  const page = readTruthPage(store, rows, 'active')
  return new Map(
    rows.flatMap((row) => {
      const truth = truthOfCase(page, row, options)
      return truth.status === 'none' || truth.status === 'undecided' || !truth.answered
        ? []
        : [[row, truth.review.annotations] as const]
    }),
  )
}

const expected = (then: Answers, now: Answers): readonly string[] =>
  [...now]
    .flatMap(([row, annotations]) => {
      const before = then.get(row)
      const changes = before ? labelChanges(before, annotations) : []
      return changes.length === 0 ? [] : [JSON.stringify([row, changes])]
    })
    .sort()

const AS_USUAL: TruthOptions = { rule: { by: 'equal' }, importedTruth: true }

test('what was corrected since is what comparing the agreed answers of then and now says, for versions and for times', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(actArbitrary, { minLength: 3, maxLength: 5 }), { minLength: 6, maxLength: 6 }),
      ruleArbitrary,
      async (rounds, rule) => {
        await using desk = await routedDesk()
        const store = beside(desk)
        const truth: TruthOptions = { rule, importedTruth: true }
        const kept: { readonly name: string; readonly frozen: Answers; readonly usual: Answers }[] = []
        const holds = async (worded: (answers: Answers) => Answers): Promise<void> => {
          const [now, usualNow] = [answersOf(store, truth), answersOf(store, AS_USUAL)]
          for (const { name, frozen, usual } of kept) {
            const asked = [
              await correctedIn(desk, store, 'dataset', name),
              await correctedIn(desk, store, 'model', name),
            ]
            expect(asked).toEqual([expected(worded(frozen), now), expected(worded(usual), usualNow)])
          }
        }
        for (const [at, acts] of rounds.entries()) {
          for (const act of acts) await does(desk, act)
          await holds((answers) => answers)
          const name = `mails@${at + 1}`
          const frozen = frozenIn(store, freezeDataset(store, 'mails', { truth }))
          await desk.call('model.train', { model: name, on: 'x', elsewhere: true, at: new Date().toISOString() })
          kept.push({ name, frozen, usual: answersOf(store, AS_USUAL) })
        }
        // The words of the newest taxonomy count: billing is sales now.
        const draft = await currentDraft(desk)
        await published(desk, relabelled(draft, 'billing', { deprecated: true, replacedBy: idsOf(draft, 'sales') }))
        await holds(asSales)
        store.close()
      },
    ),
    { numRuns: 2, endOnFailure: true },
  )
}, 120_000)

const correctedIn = async (desk: Desk, store: Store, kind: 'dataset' | 'model', name: string) => {
  const { rows, cases } = await desk.call('lineage.corrected', { subject: { kind, name } })
  expect(cases).toBe(rows.length)
  return rows.map(({ caseId, changes }) => JSON.stringify([rowOf(store, caseId), changes])).sort()
}

const rowOf = (store: Store, caseId: string): number =>
  store.prepare<number>('SELECT id FROM cases WHERE uid = ?').pluck().get(Buffer.from(caseId, 'hex')) ?? 0

/** What the items of a version were frozen from. */
const frozenIn = (store: Store, version: number): Answers =>
  new Map(
    store
      .prepare<{ case_id: number; annotations: string }>(
        `SELECT i.case_id, r.body ->> '$.annotations' AS annotations FROM dataset_items i
         JOIN reviews r ON r.id = i.review_ids WHERE i.dataset_id = ?`,
      )
      .all(version)
      .map(({ case_id, annotations }) => [case_id, JSON.parse(annotations)]),
  )

const asSales = (answers: Answers): Answers =>
  new Map(
    [...answers].map(([row, list]) => [
      row,
      list.map((one) => (one.label === 'billing' ? { ...one, label: 'sales' } : one)),
    ]),
  )
