import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Store } from '../../electron/backend/store/store.ts'
import { readTruthPage, type TruthOptions, truthOfCase } from '../../electron/backend/store/truths.ts'
import { labelChanges } from '../../shared/domain/lineage/label-changes.ts'
import type { Annotation } from '../../shared/model/annotation.ts'
import { DatasetVersion, datasetName } from '../../shared/model/dataset.ts'
import { PersonId } from '../../shared/model/ids.ts'
import { type Desk, temporaryDesk } from '../helpers/desk.ts'
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
        const kept: { readonly model: string; readonly frozen: Frozen | null; readonly usual: Answers }[] = []
        const holds = async (worded: (answers: Answers) => Answers): Promise<void> => {
          const [now, usualNow] = [answersOf(store, truth), answersOf(store, AS_USUAL)]
          for (const { model, frozen, usual } of kept) {
            expect(await correctedIn(desk, store, 'model', model)).toEqual(expected(worded(usual), usualNow))
            if (frozen === null) continue
            const asked = await correctedIn(desk, store, 'dataset', frozen.name)
            expect(asked).toEqual(expected(worded(frozen.answers), now))
          }
        }
        for (const [at, acts] of rounds.entries()) {
          for (const act of acts) await does(desk, act)
          await holds((answers) => answers)
          const model = `router@t${at}`
          const frozen = await freeze(desk, store, truth)
          await desk.call('model.train', { model, on: 'x', elsewhere: true, at: new Date().toISOString() })
          kept.push({ model, frozen, usual: answersOf(store, AS_USUAL) })
        }
        // The words of the newest taxonomy count: billing is sales now.
        const draft = await currentDraft(desk)
        await published(desk, relabelled(draft, 'billing', { deprecated: true, replacedBy: idsOf(draft, 'sales') }))
        await holds(asSales)
        store.close()
      },
    ),
    { numRuns: 3, endOnFailure: true },
  )
}, 120_000)

const correctedIn = async (desk: Desk, store: Store, kind: 'dataset' | 'model', name: string) => {
  const { rows, cases } = await desk.call('lineage.corrected', { subject: { kind, name } })
  expect(cases).toBe(rows.length)
  return rows.map(({ caseId, changes }) => JSON.stringify([rowOf(store, caseId), changes])).sort()
}

const rowOf = (store: Store, caseId: string): number =>
  store.prepare<number>('SELECT id FROM cases WHERE uid = ?').pluck().get(Buffer.from(caseId, 'hex')) ?? 0

type Frozen = { readonly name: string; readonly answers: Answers }

/** A version of all cases that have an answer by then, with what it says of them; null where none has. */
const freeze = async (desk: Desk, store: Store, { rule }: TruthOptions): Promise<Frozen | null> => {
  const splits = [{ name: 'all', share: 1 }]
  const job = await desk.work('dataset.build', { name: 'mails', truth: rule, splits })
  if (job.state !== 'done') return null
  const version = DatasetVersion.parse(job.result)
  const rows = store
    .prepare<{ case_id: number; annotations: string }>(
      `SELECT i.case_id, r.body ->> '$.annotations' AS annotations FROM dataset_items i
       JOIN dataset_versions d ON d.id = i.dataset_id JOIN reviews r ON r.id = substr(i.review_ids, 1, instr(i.review_ids || ' ', ' ') - 1)
       WHERE d.uid = ?`,
    )
    .all(version.id)
  return {
    name: datasetName(version),
    answers: new Map(rows.map(({ case_id, annotations }) => [case_id, JSON.parse(annotations)])),
  }
}

const asSales = (answers: Answers): Answers =>
  new Map(
    [...answers].map(([row, list]) => [
      row,
      list.map((one) => (one.label === 'billing' ? { ...one, label: 'sales' } : one)),
    ]),
  )
