import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { newActId } from '../../electron/backend/files/sha256.ts'
import { backUpDaily, listBackups } from '../../electron/backend/store/backups.ts'
import { openStore } from '../../electron/backend/store/open-store.ts'
import { lockJobs } from '../../electron/backend/store/project-lock.ts'
import { type OperationName, TABLE } from '../../shared/contract/table.ts'
import type { CaseId } from '../../shared/model/ids.ts'
import { built } from '../helpers/datasets.ts'
import { asPerson, type Desk, temporaryDesk } from '../helpers/desk.ts'
import { fileWith, importing, nativeFile } from '../helpers/importing.ts'
import { beside, commandId, redo, undo } from '../helpers/review-desk.ts'
import { reviewCase } from '../helpers/reviewer.ts'
import { currentDraft, labelOf, published, relabelled } from '../helpers/taxonomy-desk.ts'

type Told = { readonly kind: string; readonly by: string; readonly facts: object; readonly contents: unknown }

/** The entries that came since the record was read last, oldest first. */
const createReader = async (desk: Desk) => {
  let read = (await desk.call('record.entries', {})).total
  return async (): Promise<readonly Told[]> => {
    await desk.idle()
    const { total, entries } = await desk.call('record.entries', { limit: 50 })
    const fresh = entries.slice(0, total - read).reverse()
    read = total
    return Promise.all(
      fresh.map(async ({ deskId, sequence, kind, personId, summary }) => {
        const { payload } = await desk.call('record.entry', { deskId, sequence })
        return { kind, by: String(personId), facts: summary, contents: payload }
      }),
    )
  }
}

const idsOf = async (desk: Desk): Promise<Readonly<Record<string, CaseId>>> =>
  Object.fromEntries((await desk.call('queue.rows', { scope: 'all' })).rows.map(({ key, caseId }) => [key, caseId]))

const said = { class: 'cat', scores: { cat: 0.4 } }
const rows = ['one', 'two', 'three', 'four'].map((key) => ({ key, text: `the text of ${key}`, prediction: said }))
const header = { secondLook: 1, model: { name: 'm', version: '1', trainedOn: 'ds-7' } }

const filledDesk = async (): Promise<Desk> => {
  const desk = await temporaryDesk()
  await importing(desk, { files: [nativeFile(desk, rows, header)] })
  await desk.idle()
  return desk
}

/** Commands that decide nothing about the data, and why each needs no entry of its own. */
const NO_DECISIONS: Readonly<Partial<Record<OperationName, string>>> = {
  'dataset.preview': 'reads',
  'dataset.verify': 'reads',
  'failures.find': 'works out what reviews say',
  'image.tile': 'makes tiles of a picture',
  'job.cancel': 'the job tells what it did',
  'plan.preview': 'reads',
  'project.open': 'opens',
  'project.close': 'closes',
  'record.check': 'reads',
  'review.change': 'work that is not filed yet',
  'review.looked': 'goes into the review',
  'taxonomy.saveDraft': 'work that is not published yet',
  'view.save': 'a list for the eye',
  'view.delete': 'a list for the eye',
}

/** The tests in which each deciding command is held to its entry: here, or where that is said. */
const DECISIONS: readonly OperationName[] = [
  'codes.import',
  'dataset.build',
  'dataset.export',
  'export.start',
  'import.start',
  'model.train',
  'plan.close',
  'plan.make',
  'project.create',
  'project.restore',
  'project.settings',
  'record.erase',
  'record.head',
  'review.bulkApply',
  'review.import',
  'review.redo',
  'review.submit',
  'review.undo',
  'taxonomy.map',
  'taxonomy.publish',
  'taxonomy.risk',
  'taxonomy.withdraw',
  'truth.decide',
  'truth.withdraw',
]

test('every command either leaves an entry or is known to decide nothing', () => {
  const commands = Object.entries(TABLE).flatMap(([name, { kind }]) => (kind === 'command' ? [name] : []))
  expect(commands.sort()).toEqual([...DECISIONS, ...Object.keys(NO_DECISIONS)].sort())
})

test('a project and an import say what was taken as what, for whom, and what a model is claimed to be trained on', async () => {
  await using desk = await temporaryDesk()
  const { entries } = await desk.call('record.entries', {})
  expect(entries.map(({ kind, personId }) => [kind, personId])).toEqual([['project', 'ada']])
  const news = await createReader(desk)
  await importing(desk, { files: [nativeFile(desk, rows, header)], feed: 'north' })
  const first = await news()
  expect(first.map(({ kind, by }) => [kind, by])).toEqual([
    ['model', 'ada'],
    ['taxonomy', 'ada'],
    ['import', 'ada'],
  ])
  expect(first[0]?.facts).toMatchObject({ name: 'm@1', dataset: 'ds-7', at: null })
  expect(first[2]).toMatchObject({
    facts: { state: 'done', role: 'prediction', as: null, counts: { casesAdded: 4, predictionsAdded: 4 } },
    contents: { files: ['rows.jsonl'], formats: ['native'], feed: 'north', link: false, labelsAdded: ['cat'] },
  })
  const truth = nativeFile(desk, [rows[0]!], undefined, 'truth.jsonl')
  await importing(desk, { files: [truth], feed: 'north', role: 'truth', as: 'gold' })
  expect(await news()).toMatchObject([{ kind: 'import', by: 'ada', facts: { role: 'truth', as: 'gold' } }])
  await importing(desk, { files: [truth], feed: 'north', role: 'truth', as: 'gold' })
  expect(await news()).toEqual([])
})

test('an import that was killed is in the record as soon as a desk opens the project', async () => {
  await using desk = await filledDesk()
  await desk.call('project.close', {})
  const state = `${desk.folder}/state`
  const store = openStore(desk.path, { mode: 'beside', stateDir: state })
  // As its process would leave it: begun, with what came in, and no word of how it ended.
  const options = { role: 'truth', as: 'gold', feed: '', link: false }
  store.write((write) =>
    write
      .prepare(
        `INSERT INTO imports (id, clock, person_id, state, options, report)
         SELECT id || 'x', ?, 'bob', 'running', ?, report FROM imports`,
      )
      .run(write.clock, JSON.stringify(options)),
  )
  store.close()
  const total = async () => (await desk.call('record.entries', { kind: 'import' })).total
  // While another process imports, what says that it runs does.
  const atWork = lockJobs(desk.path)
  await desk.call('project.open', { path: desk.path })
  expect(await total()).toBe(1)
  await desk.call('project.close', {})
  atWork?.release()
  await desk.call('project.open', { path: desk.path })
  const { entries } = await desk.call('record.entries', { kind: 'import' })
  expect(entries.map(({ personId, summary }) => [personId, summary.state, summary.as])).toEqual([
    ['bob', 'failed', 'gold'],
    ['ada', 'done', null],
  ])
  await desk.restart()
  expect(await total()).toBe(2)
})

test('reviews say what they are and supersede; taking one back says which stands then', async () => {
  await using desk = await filledDesk()
  const news = await createReader(desk)
  const ids = await idsOf(desk)
  const first = await reviewCase(desk, ids.one!, { verdict: 'correct', note: 'sure' })
  const second = await reviewCase(desk, ids.one!, { verdict: 'incorrect', annotations: [] })
  const facts = { case: ids.one, verdict: 'correct', supersedes: null, taxonomy: 1 }
  expect(await news()).toMatchObject([
    { kind: 'review', by: 'ada', facts, contents: { id: first.reviewId, note: 'sure', verdict: 'correct' } },
    {
      kind: 'review',
      facts: { verdict: 'incorrect', supersedes: first.reviewId },
      contents: { id: second.reviewId, annotations: [] },
    },
  ])
  await undo(desk)
  expect(await news()).toMatchObject([
    { kind: 'withdrawal', by: 'ada', facts: { review: second.reviewId, stands: first.reviewId } },
  ])
  await redo(desk)
  expect(await news()).toMatchObject([{ kind: 'review', facts: { verdict: 'incorrect', supersedes: first.reviewId } }])
  const source = { caseId: ids.two!, predictionId: (await desk.call('review.open', { caseId: ids.two! })).predictionId }
  const verdict = { id: 'verdict', before: null, after: 'correct' } as const
  const change = { commandId: commandId(), subject: source, baseRevision: 0, changes: [verdict], label: 'c' }
  const { revision } = await desk.call('review.change', change)
  const caseIds = [ids.three!, ids.four!]
  await desk.call('review.bulkApply', { commandId: commandId(), source, baseRevision: revision, caseIds, activeMs: 1 })
  expect(await news()).toMatchObject([
    { kind: 'review', facts: { origin: 'bulk', count: 3 }, contents: { reviews: [{}, {}, {}] } },
  ])
  await undo(desk)
  expect(await news()).toMatchObject([{ kind: 'withdrawal', facts: { count: 3, stands: [null, null, null] } }])
})

test('reviews from a file say who brought them and whose they are', async () => {
  await using desk = await filledDesk()
  const ids = await idsOf(desk)
  const { reviewId } = await reviewCase(desk, ids.one!, { verdict: 'correct' })
  await desk.work('export.start', { format: 'native', to: join(desk.folder, 'batch') })
  const written = readFileSync(join(desk.folder, 'batch', 'reviews.jsonl'), 'utf8')
  const file = fileWith(desk, 'theirs.jsonl', written.replaceAll(reviewId, newActId()))
  const news = await createReader(desk)
  await desk.call('review.import', { file, as: asPerson('eve').personId })
  expect(await news()).toMatchObject([
    { kind: 'review', by: 'ada', facts: { origin: 'file', as: 'eve' }, contents: { reviews: [{ caseId: ids.one }] } },
  ])
})

test('what the queue is made by says what it was before, what it is now, and why', async () => {
  await using desk = await filledDesk()
  const news = await createReader(desk)
  const { project } = await desk.call('project.overview', {})
  const { settings } = project
  const triggers = { ...settings.triggers, lowConfidence: { on: true, below: 0.7 } }
  await desk.call('project.settings', { triggers, why: 'too few were seen' })
  expect(await news()).toEqual([
    {
      ...{ kind: 'settings', by: 'ada', facts: { changed: ['triggers'] } },
      contents: { before: settings, after: { ...settings, triggers }, why: 'too few were seen' },
    },
  ])
  await desk.call('project.settings', { triggers, why: 'again' })
  expect(await news()).toEqual([])
})

test('the taxonomy’s entries say which version was before, the whole that is now, and why', async () => {
  await using desk = await filledDesk()
  const news = await createReader(desk)
  const draft = await currentDraft(desk)
  await published(desk, relabelled(draft, 'cat', { definition: 'Purrs.' }), 'told apart')
  const { id } = labelOf(draft, 'cat')
  await desk.call('taxonomy.risk', { labelId: id, risk: 'high' })
  await desk.idle()
  await desk.call('taxonomy.withdraw', { version: 3, why: 'too early' })
  await desk.idle()
  await desk.call('taxonomy.map', { names: [{ model: '', name: 'kitty', labelId: id }], why: 'the same' })
  await desk.idle()
  await desk.call('taxonomy.map', { names: [{ model: '', name: 'kitty', labelId: null }] })
  await desk.idle()
  await desk.work('codes.import', {
    list: 'icd',
    version: '1',
    file: fileWith(desk, 'codes.csv', 'code,name\nA,One\n'),
  })
  expect(await news()).toMatchObject([
    { kind: 'taxonomy', facts: { version: 2 }, contents: { before: 1, why: 'told apart', after: { version: 2 } } },
    { facts: { version: 3 }, contents: { before: 2, why: 'cat: high risk', after: { labels: [{ risk: 'high' }] } } },
    { facts: { version: 4, withdraws: 3 }, contents: { before: 3, why: 'too early' } },
    { contents: { why: 'the same', mapped: [{ name: 'kitty', before: null, labelId: id }] } },
    { contents: { why: '', mapped: [{ name: 'kitty', before: id, labelId: null }] } },
    { by: 'ada', facts: { sha256: expect.stringMatching(/^[0-9a-f]{64}$/) }, contents: { list: 'icd', entries: 1 } },
  ])
})

test('a decision between answers, and taking it back, say between which, what stood before, and why', async () => {
  await using desk = await filledDesk()
  const { one } = await idsOf(desk)
  const first = await reviewCase(desk, one!, { verdict: 'correct' })
  const second = await reviewCase(desk, one!, { annotations: [] }, 'bob')
  const news = await createReader(desk)
  const carol = asPerson('carol')
  const decide = (reviewId: typeof first.reviewId, why: string) =>
    desk.call('truth.decide', { caseId: one!, reviewId, why }, carol)
  const decided = await decide(first.reviewId, 'plain to see')
  const again = await decide(second.reviewId, 'looked again')
  await desk.call('truth.withdraw', { caseId: one!, why: 'undecided after all' }, carol)
  const between = [first.reviewId, second.reviewId].sort()
  expect(await news()).toMatchObject([
    {
      ...{ kind: 'truth', by: 'carol', facts: { is: 'decided', between, replaces: null, review: first.reviewId } },
      contents: { why: 'plain to see' },
    },
    { facts: { replaces: decided.adjudication.id, review: second.reviewId }, contents: { why: 'looked again' } },
    {
      facts: { is: 'withdrawn', adjudication: again.adjudication.id, review: second.reviewId },
      contents: { why: 'undecided after all' },
    },
  ])
})

test('what is frozen, trained, planned and given away is an entry each time, also where a batch is written again', async () => {
  await using desk = await filledDesk()
  for (const caseId of Object.values(await idsOf(desk))) await reviewCase(desk, caseId, { annotations: [] })
  const news = await createReader(desk)
  const frozen = await built(desk, { name: 'shop', note: 'for the spring' })
  await desk.work('dataset.export', { dataset: 'shop@1', to: join(desk.folder, 'version') })
  await desk.call('model.train', { model: 'm@2', on: 'shop@1', at: '2026-06-02T00:00:00Z', note: 'all of it' })
  await desk.call('plan.make', { name: 'spring', options: { what: 'errors' } })
  await desk.idle()
  const { plans } = await desk.call('plan.list', {})
  await desk.call('plan.close', { id: plans[0]!.id })
  const [to, again] = [join(desk.folder, 'batch'), join(desk.folder, 'again')]
  const dataset = { id: frozen.id, split: 'train' }
  const contract = { name: 'theirs', schema: { required: ['key'] } }
  await desk.work('export.start', { format: 'native', dataset, contract, to })
  const { batches } = await desk.call('export.list', {})
  const { batchId, files } = batches[0]!
  await desk.work('export.start', { format: 'native', again: batchId, to: again })
  const manifest = files.find(({ name }) => name === 'manifest.json')?.sha256
  expect(await news()).toMatchObject([
    { kind: 'dataset', facts: { root: frozen.root, parent: null }, contents: { options: { note: 'for the spring' } } },
    { kind: 'export', facts: { dataset: frozen.id, root: frozen.root }, contents: { name: 'shop@1' } },
    { kind: 'model', facts: { name: 'm@2', datasetId: frozen.id }, contents: { note: 'all of it' } },
    { kind: 'plan', facts: { act: 'made' }, contents: { name: 'spring', cases: [expect.any(String)] } },
    { kind: 'plan', facts: { act: 'closed', plan: plans[0]!.id } },
    {
      ...{ kind: 'export', by: 'ada', facts: { batch: batchId, manifest } },
      contents: { to, dataset, contract: { name: 'theirs', broken: 'stop' }, where: '' },
    },
    { kind: 'export', by: 'ada', facts: { batch: batchId, again: true, manifest }, contents: { to: again } },
  ])
})

test('putting a backup back says who did, which, and what became of the database before it', async () => {
  await using desk = await filledDesk()
  const store = beside(desk)
  await backUpDaily(store, Date.now() + 2 * 24 * 60 * 60 * 1000)
  store.close()
  const [backup] = listBackups(desk.path)
  await desk.call('project.restore', { path: desk.path, backup: backup!.file }, asPerson('bob'))
  const { entries } = await desk.call('record.entries', { kind: 'restore' })
  expect(entries.map(({ personId, summary }) => [personId, summary])).toEqual([
    ['bob', { backup: backup!.file, aside: 'project.db.damaged-1' }],
  ])
})

test('half a character, as a text cut within an emoji ends in, keeps no decision from its entry', async () => {
  await using desk = await filledDesk()
  const half = 'cut \ud83d'
  const whole = 'cut \ufffd'
  const { one } = await idsOf(desk)
  await reviewCase(desk, one!, { annotations: [] })
  const news = await createReader(desk)
  const draft = await currentDraft(desk)
  await desk.call('project.settings', { metadataFields: [half], why: half })
  await desk.idle()
  await published(desk, relabelled(draft, 'cat', { definition: half }), half)
  await desk.call('plan.make', { name: half, options: { what: 'errors' } })
  await desk.idle()
  await desk.work('export.start', { format: 'native', where: `"${half}" or key:one`, to: join(desk.folder, 'batch') })
  const row = { key: 'five', text: 'the text of five', prediction: said }
  await importing(desk, { files: [nativeFile(desk, [row], undefined, 'five.jsonl')], feed: half })
  await desk.work('codes.import', { list: half, version: '1', file: fileWith(desk, 'codes.csv', 'code,name\nA,One\n') })
  expect(await news()).toMatchObject([
    { kind: 'settings', contents: { after: { metadataFields: [whole] }, why: whole } },
    { kind: 'taxonomy', contents: { why: whole, after: { labels: [{ definition: whole }] } } },
    { kind: 'plan', contents: { name: whole } },
    { kind: 'export', contents: { where: `"${whole}" or key:one` } },
    { kind: 'import', contents: { feed: whole } },
    { kind: 'taxonomy', contents: { list: whole } },
  ])
  expect((await desk.call('record.verify', {})).ok).toBe(true)
})

test('every entry says when, in one order of time, and the record of all of it is whole', async () => {
  await using desk = await filledDesk()
  const { one } = await idsOf(desk)
  const before = new Date().toISOString()
  await reviewCase(desk, one!, { verdict: 'correct' })
  await desk.call('record.head', {})
  const { entries } = await desk.call('record.entries', {})
  expect(entries.map(({ kind }) => kind)).toEqual(['key', 'review', 'import', 'taxonomy', 'model', 'project'])
  expect(entries.map(({ at }) => at)).toEqual(
    entries
      .map(({ at }) => at)
      .sort()
      .reverse(),
  )
  expect(entries.filter(({ at }) => at >= before).map(({ kind }) => kind)).toEqual(['key', 'review'])
  const store = beside(desk)
  expect(store.prepare('SELECT 1 FROM log_entries WHERE payload IS NULL').get()).toBeUndefined()
  store.close()
  expect((await desk.call('record.verify', {})).problems).toEqual([])
})
