import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ExportReport } from '../../shared/contract/exports.ts'
import type { Input } from '../../shared/contract/table.ts'
import type { Annotation } from '../../shared/model/annotation.ts'
import { AnnotationId } from '../../shared/model/ids.ts'
import { asPerson, type Desk, temporaryDesk } from '../helpers/desk.ts'
import { type Answer, commandId, reviewCase } from '../helpers/reviewer.ts'
import { seededId } from '../helpers/seed-cases.ts'

const TEXTS = ['Refund me, please', "'=1+2", '=1+1', 'Thanks', 'Broken on arrival', 'Ça va 👍']

/** A desk with six texts, each predicted as "delivery". */
const deskWithTexts = async (): Promise<Desk> => {
  const desk = await temporaryDesk()
  await importTexts(desk)
  return desk
}

const importTexts = async (desk: Desk): Promise<void> => {
  const file = join(desk.folder, 'texts.jsonl')
  const records = TEXTS.map((text, index) => ({
    key: `t${index + 1}`,
    kind: 'text',
    text,
    source: 'mail',
    meta: { nr: index },
    prediction: { class: 'delivery', scores: { delivery: 0.4 + index / 10, refund: 0.1 } },
  }))
  const header = { secondLook: 1, model: { name: 'router', version: '2' } }
  writeFileSync(file, [header, ...records].map((line) => `${JSON.stringify(line)}\n`).join(''))
  const job = await desk.work('import.start', { files: [{ from: 'path', path: file }] })
  expect(job).toMatchObject({ state: 'done' })
}

const whole = (label: string): readonly Annotation[] => [
  {
    id: AnnotationId.parse('class'),
    label,
    shape: { kind: 'case' },
    attributes: {},
    fromObjectId: AnnotationId.parse('class'),
  },
]

const review = (desk: Desk, key: string, answer: Answer, person?: string) =>
  reviewCase(desk, seededId(key), answer, person)

let exports = 0
const exported = async (
  desk: Desk,
  options: Omit<Input<'export.start'>, 'to'>,
): Promise<ExportReport & { path: string }> => {
  exports += 1
  const to = join(desk.folder, `batch-${exports}`)
  const job = await desk.work('export.start', { ...options, to })
  expect(job.error).toBeUndefined()
  return { ...ExportReport.parse(job.result), path: to }
}

const failed = async (desk: Desk, options: Input<'export.start'>): Promise<unknown> => {
  const job = await desk.work('export.start', options)
  return job.error?.code
}

const lines = (path: string, file = 'reviews.jsonl'): Record<string, unknown>[] =>
  readFileSync(join(path, file), 'utf8')
    .trimEnd()
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line))

const keys = (path: string): unknown[] =>
  lines(path)
    .slice(1)
    .map(({ key }) => key)

/** Every file but the one that names the tool's version, by its bytes. */
const bytesOf = (path: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(path, { recursive: true, encoding: 'utf8' })
      .filter((name) => name !== 'tool.json' && name.includes('.'))
      .sort()
      .map((name) => [name, readFileSync(join(path, name), 'base64')]),
  )

test('a batch holds the reviewed cases in the order of their source, with a manifest of counts and hashes', async () => {
  await using desk = await deskWithTexts()
  await review(desk, 't5', { annotations: whole('refund') })
  await review(desk, 't1', { annotations: whole('refund') })
  await review(desk, 't2', { verdict: 'correct' })
  await review(desk, 't4', { verdict: 'incorrect' })
  const report = await exported(desk, { format: 'native' })

  expect(keys(report.path)).toEqual(['t1', 't2', 't4', 't5'])
  expect(readdirSync(report.path).sort()).toEqual(['manifest.json', 'reviews.jsonl', 'tool.json'])
  const manifest = JSON.parse(readFileSync(join(report.path, 'manifest.json'), 'utf8'))
  const sha256 = (name: string) =>
    createHash('sha256')
      .update(readFileSync(join(report.path, name)))
      .digest('hex')
  expect(manifest).toMatchObject({
    batch: report.batchId,
    format: 'native',
    taxonomy: { name: 'labels' },
    counts: { cases: 4, annotations: 3, byVerdict: { correct: 1, incorrect: 3 }, undecided: 0, withdrawn: 0 },
    filters: { where: '', verdicts: [], truth: true, reviewer: null, since: null },
    files: [{ name: 'reviews.jsonl', sha256: sha256('reviews.jsonl') }],
  })
  expect(report.files.map(({ name, sha256: hash }) => [name, hash])).toEqual([
    ['reviews.jsonl', sha256('reviews.jsonl')],
    ['manifest.json', sha256('manifest.json')],
  ])
  expect(report.verified).toEqual({ items: expect.any(Number), differences: [] })
  expect(report.verified.items).toBeGreaterThan(4)
  expect((await desk.call('export.list', {})).batches.map(({ batchId }) => batchId)).toEqual([report.batchId])
  expect((await desk.call('record.verify', {})).ok).toBe(true)
})

test('a batch is made again byte for byte, whatever was reviewed, withdrawn, imported or requeued since', async () => {
  await using desk = await deskWithTexts()
  const first = await review(desk, 't1', { annotations: whole('refund') })
  await review(desk, 't2', { verdict: 'correct' }, 'bob')
  for (const format of ['native', 'csv'] as const) {
    const before = await exported(desk, { format, where: 'verdict:correct or verdict:incorrect' })
    await review(desk, 't1', { annotations: whole('thanks') })
    await review(desk, 't2', { annotations: whole('refund') }, 'bob')
    await review(desk, 't3', { verdict: 'unsafe' })
    const history = await desk.call('review.history', {})
    if (history.undo) await desk.call('review.undo', { commandId: commandId(), expects: history.undo.commandId })
    await desk.call('project.settings', { triggers: { ...(await settings(desk)).triggers, flagged: { on: false } } })
    await desk.idle()
    const again = await exported(desk, { format, again: before.batchId })
    expect(bytesOf(again.path)).toEqual(bytesOf(before.path))
    expect(again.batchId).toBe(before.batchId)
  }
  expect((await desk.call('export.list', {})).batches).toHaveLength(2)
  expect(first.reviewId).toBeTruthy()
})

const settings = async (desk: Desk) => (await desk.call('project.overview', {})).project.settings

test('since an earlier batch: only what is new, changed or withdrawn', async () => {
  await using desk = await deskWithTexts()
  await review(desk, 't1', { annotations: whole('refund') })
  await review(desk, 't2', { verdict: 'correct' })
  const second = await review(desk, 't3', { verdict: 'correct' })
  const all = await exported(desk, { format: 'native' })
  expect(keys(all.path)).toEqual(['t1', 't2', 't3'])

  await desk.call('review.undo', { commandId: commandId(), expects: second.submit })
  await review(desk, 't1', { annotations: whole('thanks') })
  await review(desk, 't6', { verdict: 'correct' })
  const next = await exported(desk, { format: 'native', since: 'last' })
  expect(keys(next.path)).toEqual(['t1', 't6'])
  expect(lines(next.path, 'withdrawn.jsonl')).toEqual([
    { key: 't3', case: seededId('t3'), reviews: [second.reviewId], batch: next.batchId },
  ])
  expect(next.counts).toMatchObject({ cases: 2, withdrawn: 1 })
  expect(next.since).toBe(all.batchId)

  const nothing = await exported(desk, { format: 'native', since: 'last' })
  expect([keys(nothing.path), nothing.counts.withdrawn]).toEqual([[], 0])
  await review(desk, 't3', { verdict: 'correct' })
  const back = await exported(desk, { format: 'native', since: nothing.batchId })
  expect([keys(back.path), back.counts.withdrawn]).toEqual([['t3'], 0])
  const again = await exported(desk, { format: 'native', again: next.batchId })
  expect(bytesOf(again.path)).toEqual(bytesOf(next.path))
})

test('a case that somebody contradicts is withdrawn, and comes back when it is decided', async () => {
  await using desk = await deskWithTexts()
  await review(desk, 't1', { annotations: whole('refund') })
  await exported(desk, { format: 'native' })
  const other = await review(desk, 't1', { annotations: whole('thanks') }, 'bob')
  const contradicted = await exported(desk, { format: 'native', since: 'last' })
  expect(contradicted.counts).toMatchObject({ cases: 0, undecided: 1, withdrawn: 1 })
  await desk.call('review.undo', { commandId: commandId(), expects: other.submit }, asPerson('bob'))
  const decided = await exported(desk, { format: 'native', since: 'last' })
  expect([keys(decided.path), decided.counts.withdrawn]).toEqual([['t1'], 0])
})

test('a filter that leaves a case out does not withdraw what an earlier batch said of it', async () => {
  await using desk = await deskWithTexts()
  await review(desk, 't1', { verdict: 'correct' })
  await review(desk, 't2', { annotations: whole('refund') })
  await exported(desk, { format: 'native' })
  const narrow = await exported(desk, { format: 'native', since: 'last', verdicts: ['incorrect'] })
  expect([keys(narrow.path), narrow.counts.withdrawn]).toEqual([[], 0])
})

test('verdicts, filter, imported truth and reviewer choose what goes in; who differ are left out and counted', async () => {
  await using desk = await deskWithTexts()
  await review(desk, 't1', { annotations: whole('refund') })
  await review(desk, 't1', { annotations: whole('thanks') }, 'bob')
  await review(desk, 't2', { annotations: whole('refund') })
  await review(desk, 't2', { annotations: whole('refund') }, 'bob')
  await review(desk, 't3', { verdict: 'correct' }, 'bob')
  await review(desk, 't4', { verdict: 'unsafe' }, 'bob')
  const preview = (options: Omit<Input<'export.preview'>, 'format'>) =>
    desk.call('export.preview', { format: 'native', ...options })

  expect((await preview({})).counts).toEqual({
    cases: 3,
    annotations: 2,
    byVerdict: { correct: 1, incorrect: 1, unsafe: 1 },
    undecided: 1,
    withdrawn: 0,
    skipped: 0,
    broken: 0,
  })
  expect((await preview({ reviewer: 'bob' })).counts).toMatchObject({ cases: 4, undecided: 0 })
  expect((await preview({ verdicts: ['unsafe'] })).counts).toMatchObject({ cases: 1, undecided: 1 })
  expect((await preview({ where: 'verdict:correct' })).counts).toMatchObject({ cases: 1, undecided: 0 })
  const chosen = await exported(desk, { format: 'native', reviewer: 'bob' })
  expect(
    lines(chosen.path)
      .slice(1)
      .map(({ key, truth, review: said }) => [key, truth, said]),
  ).toMatchObject([
    ['t1', { status: 'single', objects: [{ label: 'thanks' }] }, { by: 'bob' }],
    ['t2', { status: 'consensus', objects: [{ label: 'refund' }] }, { by: 'ada' }],
    ['t2', { status: 'consensus', objects: [{ label: 'refund' }] }, { by: 'bob' }],
    ['t3', { status: 'single', objects: [{ label: 'delivery' }] }, { by: 'bob' }],
    ['t4', { status: 'undecided' }, { by: 'bob' }],
  ])
})

test('the preview says what a format will lose, and the batch then says the same', async () => {
  await using desk = await deskWithTexts()
  await review(desk, 't1', { annotations: whole('refund'), note: 'see t2' })
  await review(desk, 't2', { verdict: 'incorrect' })
  for (const format of ['conll', 'coco', 'csv', 'native'] as const) {
    const { counts, losses } = await desk.call('export.preview', { format })
    const report = await exported(desk, { format })
    expect({ format, counts: report.counts, losses: report.losses }).toEqual({ format, counts, losses })
  }
  const { losses } = await desk.call('export.preview', { format: 'conll' })
  expect(losses.map(({ what, count, example }) => [what, count, example])).toContainEqual(['notes', 1, 't1'])
})

test('a native batch read into a fresh project gives equal reviews; taking it in again changes nothing', async () => {
  await using desk = await deskWithTexts()
  await review(desk, 't1', { annotations: whole('refund'), note: 'paid twice' })
  await review(desk, 't2', { verdict: 'correct' })
  await review(desk, 't3', { verdict: 'incorrect' })
  await review(desk, 't6', { annotations: [] })
  const { path } = await exported(desk, { format: 'native' })

  await using other = await temporaryDesk()
  await importTexts(other)
  const file = { from: 'path', path: join(path, 'reviews.jsonl') } as const
  expect(await other.call('review.import', { file, as: 'ada' })).toEqual({ taken: 4, known: 0, setAside: [] })
  for (const key of ['t1', 't2', 't3', 't4', 't6']) {
    const { reviews } = await desk.call('review.list', { caseId: seededId(key) })
    const read = await other.call('review.list', { caseId: seededId(key) })
    const asFromFile = reviews.map((one) => ({ ...one, origin: 'file' }))
    expect(read.reviews).toEqual(asFromFile)
  }
  expect(await other.call('review.import', { file, as: 'ada' })).toEqual({ taken: 0, known: 4, setAside: [] })
  const sequence = async () => (await desk.call('record.verify', {})).desks
  const before = await sequence()
  expect(await desk.call('review.import', { file, as: 'ada' })).toMatchObject({ taken: 0, known: 4 })
  const job = await desk.work('import.start', { files: [file] })
  expect(job.result).toMatchObject({
    counts: { casesAdded: 0, predictionsAdded: 0, truthsAdded: 0, conflicts: 0, setAside: 0 },
  })
  expect(await sequence()).toEqual(before)
})

test('a formula in a text cannot run from the CSV', async () => {
  await using desk = await deskWithTexts()
  await review(desk, 't3', { annotations: whole('=cmd|calc') })
  const { path } = await exported(desk, { format: 'csv' })
  const [, row] = readFileSync(join(path, 'reviews.csv'), 'utf8').split('\r\n')
  expect(row).toContain("t3,text,'=1+1,,'=cmd|calc,")
})

test('the CSV imported elsewhere has the texts as they were, formulas and all', async () => {
  await using desk = await deskWithTexts()
  for (const key of ['t1', 't2', 't3', 't6']) await review(desk, key, { annotations: whole('refund') })
  const { path } = await exported(desk, { format: 'csv' })
  await using other = await temporaryDesk()
  const files = [{ from: 'path', path: join(path, 'reviews.csv') }] as const
  const columns = { key: 'key', text: 'text', label: 'label', meta: [] }
  expect(
    (await other.work('import.start', { files: [...files], role: 'truth', as: 'ada', columns })).result,
  ).toMatchObject({
    counts: { truthsAdded: 4, setAside: 0 },
  })
  const read = await Promise.all(
    ['t1', 't2', 't3', 't6'].map((key) => other.call('review.open', { caseId: seededId(key) })),
  )
  expect(read.map(({ case: { content }, reviews }) => [content.text, reviews[0]?.annotations[0]?.label])).toEqual([
    ['Refund me, please', 'refund'],
    ["'=1+2", 'refund'],
    ['=1+1', 'refund'],
    ['Ça va 👍', 'refund'],
  ])
})

test('a folder that holds something is refused, and so is one inside the project; an empty one is taken', async () => {
  await using desk = await deskWithTexts()
  await review(desk, 't1', { verdict: 'correct' })
  const full = join(desk.folder, 'full')
  mkdirSync(full)
  writeFileSync(join(full, 'mine.txt'), 'keep')
  await expect(desk.call('export.start', { format: 'native', to: full })).rejects.toThrow('already-exists')
  expect(readdirSync(full)).toEqual(['mine.txt'])
  await expect(desk.call('export.start', { format: 'native', to: join(desk.path, 'out') })).rejects.toThrow('bad-input')
  const empty = join(desk.folder, 'empty')
  mkdirSync(empty)
  expect((await desk.work('export.start', { format: 'native', to: empty })).state).toBe('done')
  expect(readdirSync(empty)).toContain('manifest.json')
})

test.skipIf(process.platform !== 'linux')(
  'a place where no folder can be made is refused at once (Linux: /proc)',
  async () => {
    await using desk = await deskWithTexts()
    await review(desk, 't1', { verdict: 'correct' })
    const { state, error } = await desk.work('export.start', { format: 'native', to: '/proc/nowhere/batch' })
    expect([state, error?.code]).toEqual(['failed', 'bad-file'])
  },
)

test('what cannot be exported says so before anything is written', async () => {
  await using desk = await deskWithTexts()
  const to = join(desk.folder, 'never')
  const start = (options: Partial<Input<'export.start'>>) =>
    desk.call('export.start', { format: 'native', to, ...options })
  await expect(start({ since: 'last' })).rejects.toThrow('not-found')
  await expect(start({ again: '01900000-0000-7000-8000-000000000000' })).rejects.toThrow('not-found')
  await expect(start({ where: 'verdict:' })).rejects.toThrow('bad-input')
  const { batchId } = await exported(desk, { format: 'csv' })
  await expect(start({ again: batchId })).rejects.toThrow('bad-input')
  expect(readdirSync(desk.folder)).not.toContain('never')
})

test('an export that fails leaves neither a folder nor a batch', async () => {
  await using desk = await deskWithTexts()
  await review(desk, 't1', { verdict: 'correct' })
  const blocked = join(desk.folder, 'file')
  writeFileSync(blocked, 'a file where a folder should be')
  expect(await failed(desk, { format: 'native', to: join(blocked, 'batch') })).toBe('bad-file')
  expect((await desk.call('export.list', {})).batches).toEqual([])
  expect(readdirSync(desk.folder).filter((name) => name.includes('unfinished'))).toEqual([])
})
