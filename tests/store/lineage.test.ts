import { expect, test } from 'vitest'
import { draftOf } from '../../shared/domain/taxonomy/draft-of.ts'
import { type CaseId, PersonId } from '../../shared/model/ids.ts'
import { asPerson, type Desk, temporaryDesk } from '../helpers/desk.ts'
import { freezeDataset } from '../helpers/frozen-dataset.ts'
import { importing, nativeFile } from '../helpers/importing.ts'
import { beside, change, failure, judge, submit, undo } from '../helpers/review-desk.ts'
import { reviewCase } from '../helpers/reviewer.ts'

const ticket = (key: string, label: string) => ({
  key,
  text: `invoice ${key}`,
  source: 'mail',
  prediction: { class: label, scores: { [label]: 0.4 } },
})
const header = (version: string, trainedOn?: string) => ({
  secondLook: 1,
  model: { name: 'router', version, ...(trainedOn === undefined ? {} : { trainedOn }) },
})

type Tickets = { readonly desk: Desk; readonly ids: Readonly<Record<string, CaseId>> }

/** Tickets a to d, predicted as billing by router@1 and judged: a, b and c correct, d is sales. */
const tickets = async (): Promise<Tickets> => {
  const desk = await temporaryDesk()
  const keys = ['a', 'b', 'c', 'd']
  const rows = [...keys.map((key) => ticket(key, 'billing')), ticket('x', 'sales')]
  await importing(desk, { files: [nativeFile(desk, rows, header('1', 'mails-2025'))] })
  await desk.idle()
  const found = await desk.call('queue.rows', { scope: 'all' })
  const ids = Object.fromEntries(found.rows.map(({ key, caseId }) => [key, caseId]))
  const made = { desk, ids }
  for (const key of ['a', 'b', 'c']) await say(made, key, 'billing')
  await say(made, 'd', 'sales')
  return made
}

const idIn = ({ ids }: Tickets, key: string): CaseId => {
  const id = ids[key]
  if (!id) throw new Error(`no case ${key}`)
  return id
}

/** Reviews a ticket as this class. */
const say = (made: Tickets, key: string, label: string, person = 'ada') =>
  reviewCase(
    made.desk,
    idIn(made, key),
    (_, prediction) => ({
      annotations: (prediction?.annotations ?? []).map(({ score: _score, ...one }) => ({ ...one, label })),
      verdict: prediction?.annotations.every((one) => one.label === label) ? 'correct' : 'incorrect',
    }),
    person,
  )

const freeze = ({ desk }: Tickets, name: string, how: Parameters<typeof freezeDataset>[2] = {}): number => {
  const store = beside(desk)
  const row = freezeDataset(store, name, how)
  store.close()
  return row
}

const dataset = (name: string) => ({ subject: { kind: 'dataset' as const, name } })
const model = (name: string) => ({ subject: { kind: 'model' as const, name } })
const AT = '2026-06-01T10:00:00.000Z'

test('a training is recorded once, and its dataset is a version of this project or said to be made elsewhere', async () => {
  const made = await tickets()
  await using desk = made.desk
  freeze(made, 'mails')
  const training = { model: 'router@2', on: 'mails', at: '2026-06-01T12:00:00+02:00', note: 'first' }
  const said = await desk.call('model.train', training)
  const again = await desk.call('model.train', training)
  expect(again).toEqual(said)
  expect(said).toMatchObject({ model: 'router@2', dataset: 'mails@1', at: AT, note: 'first', personId: 'ada' })
  expect(await failure(desk.call('model.train', { ...training, at: '2999-01-01T00:00:00Z' }))).toMatchObject({
    code: 'bad-input',
  })
  const unknown = await failure(desk.call('model.train', { ...training, on: 'mails@9' }))
  expect(unknown).toMatchObject({ code: 'not-found', message: expect.stringContaining('there are mails@1') })
  await desk.call('model.train', { ...training, on: 'mails@9', elsewhere: true })
  const { models } = await desk.call('model.list', {})
  expect(
    models.map(({ name, predictions, where, trainings }) => [
      name,
      predictions,
      where,
      trainings.map((one) => one.dataset),
    ]),
  ).toEqual([
    ['router@2', 0, 'model:router@2', ['mails@9', 'mails@1']],
    ['router@1', 5, 'model:router@1', ['mails-2025']],
  ])
  const { entries } = await desk.call('record.entries', { kind: 'model' })
  expect(entries.map(({ summary }) => summary.dataset)).toEqual(['mails@9', 'mails@1', 'mails-2025'])
})

test('a header names a version of this project only where that was frozen before the model came', async () => {
  const made = await tickets()
  await using desk = made.desk
  freeze(made, 'mails')
  await importing(desk, { files: [nativeFile(desk, [ticket('a', 'sales')], header('2', 'mails-1'), 'two.jsonl')] })
  await importing(desk, { files: [nativeFile(desk, [ticket('b', 'sales')], header('3', 'mails-2'), 'three.jsonl')] })
  freeze(made, 'mails')
  const of = async (name: string) => (await desk.call('lineage.usage', model(name))).pairs
  expect(await of('router@2')).toMatchObject([{ dataset: 'mails@1', from: 'header', at: null, personId: null }])
  expect(await of('router@3')).toMatchObject([{ dataset: 'mails-2', datasetId: null }])
  const { pairs } = await desk.call('lineage.usage', dataset('mails@1'))
  expect(pairs.map((pair) => pair.model)).toEqual(['router@2'])
  const all = await desk.call('lineage.usage', {})
  expect(all.pairs.map((pair) => [pair.model, pair.dataset])).toEqual([
    ['router@3', 'mails-2'],
    ['router@2', 'mails@1'],
    ['router@1', 'mails-2025'],
  ])
})

test('what trained a model goes back to the versions that its data grew from', async () => {
  const made = await tickets()
  await using desk = made.desk
  const first = freeze(made, 'mails', { upTo: 2 })
  const second = freeze(made, 'mails', { parent: first })
  freeze(made, 'mails', { parent: second })
  await desk.call('model.train', { model: 'router@2', on: 'mails@2', at: AT })
  const { trainings, versions } = await desk.call('lineage.data', model('router@2'))
  expect(trainings.map((one) => one.dataset)).toEqual(['mails@2'])
  expect(versions.map(({ name, parent, cases, where }) => [name, parent, cases, where])).toEqual([
    ['mails@2', 'mails@1', 4, 'dataset:mails@2'],
    ['mails@1', null, 2, 'dataset:mails@1'],
  ])
  const { total } = await desk.call('queue.count', { scope: 'all', where: versions[0]?.where ?? 'nothing' })
  expect(total).toBe(4)
  expect(versions[0]?.splits[0]).toEqual({ name: 'train', cases: 4, where: 'dataset:mails@2 and split:train' })
  expect(await failure(desk.call('lineage.data', model('router@9')))).toMatchObject({ code: 'not-found' })
  expect(await failure(desk.call('lineage.data', dataset('male')))).toMatchObject({ code: 'not-found' })
})

test('labels corrected since are those whose agreed answer differs from the frozen one', async () => {
  const made = await tickets()
  await using desk = made.desk
  freeze(made, 'mails', { upTo: 3 })
  const question = dataset('mails')
  expect(await desk.call('lineage.corrected', question)).toMatchObject({ cases: 0, changes: [], rows: [] })
  await say(made, 'a', 'sales')
  const { reviewId } = await say(made, 'b', 'sales', 'grace')
  // Said again as it was; and a case that is not in the version.
  await say(made, 'c', 'billing', 'grace')
  await say(made, 'd', 'refund')
  const keys = async () => (await desk.call('lineage.corrected', question)).rows.map(({ key }) => key)
  // Ada and Grace differ on b, and nobody has decided.
  expect(await keys()).toEqual(['a'])
  await desk.call('truth.decide', { caseId: idIn(made, 'b'), reviewId })
  const corrected = await desk.call('lineage.corrected', question)
  expect(corrected).toMatchObject({
    against: ['mails@1'],
    cases: 2,
    kinds: 1,
    changes: [{ from: 'billing', to: 'sales', labels: 2, cases: 2 }],
  })
  expect(corrected.rows.map(({ key, personId, changes }) => [key, personId, changes])).toEqual([
    ['b', 'grace', [{ from: 'billing', to: 'sales' }]],
    ['a', 'ada', [{ from: 'billing', to: 'sales' }]],
  ])
  const page = await desk.call('lineage.corrected', { ...question, offset: 1, limit: 1 })
  expect([page.cases, page.rows.map(({ key }) => key)]).toEqual([2, ['a']])
  await say(made, 'a', 'billing')
  expect(await keys()).toEqual(['b'])
  // Taken back, the answer before it stands again.
  await undo(desk)
  expect(await keys()).toEqual(['b', 'a'])
})

test('a review that only judges, a later prediction or the same one, corrects no label', async () => {
  const made = await tickets()
  await using desk = made.desk
  freeze(made, 'mails')
  await importing(desk, { files: [nativeFile(desk, [ticket('a', 'sales')], header('2'), 'two.jsonl')] })
  const caseId = idIn(made, 'a')
  const { predictions } = await desk.call('review.open', { caseId })
  const later = predictions.find((one) => one.model.version === '2')
  await judge(desk, { caseId, predictionId: later!.id }, 'incorrect')
  // The correction of d is taken out again, and nothing said instead: only that the prediction is wrong.
  await reviewCase(desk, idIn(made, 'd'), (_, prediction) => ({
    annotations: prediction?.annotations ?? [],
    verdict: 'incorrect',
  }))
  expect(await desk.call('lineage.corrected', dataset('mails'))).toMatchObject({ cases: 0, rows: [] })
})

test('what counts as the answer of now follows the version’s own rule, and whether it takes imported truth', async () => {
  const made = await tickets()
  await using desk = made.desk
  const grace = { by: 'reviewer', reviewer: PersonId.parse('grace') } as const
  freeze(made, 'all')
  freeze(made, 'grace', { truth: { rule: grace } })
  freeze(made, 'no truth', { truth: { importedTruth: false } })
  const file = nativeFile(
    desk,
    [{ key: 'a', text: 'invoice a', source: 'mail', truth: { class: 'billing' } }],
    null,
    'truth.jsonl',
  )
  await importing(desk, { files: [file], role: 'truth', as: 'gold' })
  await say(made, 'a', 'sales')
  await say(made, 'b', 'sales', 'grace')
  const of = async (name: string) => (await desk.call('lineage.corrected', dataset(name))).rows.map(({ key }) => key)
  expect([await of('all'), await of('grace'), await of('no truth')]).toEqual([[], ['b'], ['a']])
})

test('of a model whose data is not known, corrections are counted from its training on; without a time nothing is said', async () => {
  const made = await tickets()
  await using desk = made.desk
  expect(await desk.call('lineage.corrected', model('router@1'))).toMatchObject({ since: null, cases: 0, against: [] })
  await desk.call('model.train', { model: 'router@1', on: 'elsewhere', elsewhere: true, at: new Date().toISOString() })
  await say(made, 'a', 'sales')
  const { cases, changes, against } = await desk.call('lineage.corrected', model('router@1'))
  expect({ cases, changes, against }).toEqual({
    cases: 1,
    changes: [{ from: 'billing', to: 'sales', labels: 1, cases: 1 }],
    against: [],
  })
})

test('a renamed label is no correction', async () => {
  const made = await tickets()
  await using desk = made.desk
  freeze(made, 'mails')
  const { taxonomy } = await desk.call('taxonomy.get', {})
  if (!taxonomy) throw new Error('no taxonomy')
  const draft = draftOf(taxonomy)
  const labels = draft.labels.map((one) => (one.name === 'billing' ? { ...one, name: 'invoices' } : one))
  await desk.call('taxonomy.publish', { draft: { ...draft, labels }, summary: 'invoices' })
  await desk.idle()
  await say(made, 'a', 'invoices')
  await say(made, 'b', 'sales')
  const { changes } = await desk.call('lineage.corrected', dataset('mails'))
  expect(changes).toEqual([{ from: 'invoices', to: 'sales', labels: 1, cases: 1 }])
  const { from, to, versions } = await desk.call('lineage.taxonomy', dataset('mails'))
  expect([from, to, versions.map(({ version, summary, changes: words }) => [version, summary, words])]).toEqual([
    1,
    2,
    [[2, 'invoices', ['Label “billing” is now called “invoices”.']]],
  ])
})

test('edge cases added are those marked now that the data does not hold, or that another version does', async () => {
  const made = await tickets()
  await using desk = made.desk
  const first = freeze(made, 'mails', { upTo: 2 })
  const mark = async (key: string, person: string) => {
    const caller = asPerson(person)
    const opened = await desk.call('review.open', { caseId: idIn(made, key) }, caller)
    const subject = { caseId: opened.case.id, predictionId: opened.predictionId }
    const changes = [
      { id: 'edgeCase' as const, before: false, after: true },
      { id: 'verdict' as const, before: null, after: 'correct' as const },
    ]
    await change(desk, subject, changes, caller)
    await submit(desk, subject, caller)
  }
  await mark('a', 'grace')
  await mark('c', 'grace')
  const now = await desk.call('lineage.edgeCases', dataset('mails@1'))
  expect(now).toMatchObject({ total: 1, rows: [{ key: 'c' }], where: 'edge:yes and not dataset:mails@1' })
  const counted = async (where: string | null) =>
    (await desk.call('queue.count', { scope: 'all', where: where ?? 'nothing' })).total
  expect(await counted(now.where)).toBe(now.total)
  freeze(made, 'mails', { parent: first })
  const then = await desk.call('lineage.edgeCases', { ...dataset('mails@1'), to: 'mails@2' })
  expect([then.total, then.rows.map(({ key }) => key), then.where]).toEqual([2, ['a', 'c'], null])
  const second = await desk.call('lineage.edgeCases', dataset('mails@2'))
  expect(second.total).toBe(0)
})

test('reviews of a model’s failures are counted by what went wrong; those that became data by the version', async () => {
  const made = await tickets()
  await using desk = made.desk
  freeze(made, 'mails')
  const failures = await desk.call('lineage.failures', model('router@1'))
  expect(failures).toMatchObject({
    reviews: 1,
    cases: 1,
    byModel: [{ model: 'router@1', reviews: 1 }],
    byError: [{ what: 'incorrect-classification', reviews: 1 }],
    byLabel: [{ from: 'billing', to: 'sales', reviews: 1 }],
    rows: [{ key: 'd', model: 'router@1', verdict: 'incorrect', errors: ['incorrect-classification'] }],
  })
  await say(made, 'a', 'sales')
  const again = await desk.call('lineage.failures', model('router@1'))
  const leadsTo = async (where: string | null) =>
    (await desk.call('queue.count', { scope: 'all', where: where ?? 'nothing' })).total
  expect([again.reviews, again.cases, await leadsTo(again.where)]).toEqual([2, 2, 2])
  expect(await leadsTo(again.byError[0]?.where ?? null)).toBe(2)
  // The version rests on what was said when it was frozen.
  const data = await desk.call('lineage.failures', dataset('mails'))
  expect([data.reviews, data.rows.map(({ key }) => key)]).toEqual([1, ['d']])
})

test('the graph joins sources, versions, models and taxonomies, and counts failures that became data', async () => {
  const made = await tickets()
  await using desk = made.desk
  const first = freeze(made, 'mails', { upTo: 2 })
  freeze(made, 'mails', { parent: first })
  await desk.call('model.train', { model: 'router@2', on: 'mails@2', at: AT })
  const { nodes, edges, left } = await desk.call('lineage.graph', {})
  expect(nodes.map(({ id }) => id)).toEqual([
    ...['model:router@2', 'model:router@1', 'dataset:mails@2', 'dataset:mails@1', 'taxonomy:1'],
  ])
  expect(edges.map(({ from, to, is, cases }) => `${from} ${is} ${to}${cases === null ? '' : ` ${cases}`}`)).toEqual([
    'taxonomy:1 defined dataset:mails@1',
    'dataset:mails@1 grew-into dataset:mails@2',
    'taxonomy:1 defined dataset:mails@2',
    'dataset:mails@2 trained model:router@2',
    'model:router@1 failed-into dataset:mails@2 1',
  ])
  expect(left).toEqual({})
})
