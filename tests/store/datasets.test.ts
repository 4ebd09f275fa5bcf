import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { DatasetCheck, DatasetFiles } from '../../shared/contract/datasets.ts'
import { Annotation } from '../../shared/model/annotation.ts'
import type { CaseId } from '../../shared/model/ids.ts'
import { built, itemsOf, previewed } from '../helpers/datasets.ts'
import { type Desk, temporaryDesk } from '../helpers/desk.ts'
import { importing, nativeFile } from '../helpers/importing.ts'
import { beside, failure } from '../helpers/review-desk.ts'
import { reviewCase } from '../helpers/reviewer.ts'

const classed = (label: string): readonly Annotation[] => [
  Annotation.parse({ id: 'class', label, shape: { kind: 'case' } }),
]

/** Sentences that are not near each other, and the same for the same number. */
const sentence = (nr: number): string =>
  Array.from({ length: 12 }, (_, at) => createHash('md5').update(`${nr} ${at}`).digest('hex').slice(0, 5)).join(' ')

type Row = { readonly key: string; readonly text: string; readonly [more: string]: unknown }

/** Texts with their truth by "gold". */
const deskWithTruth = async (rows: readonly Row[]): Promise<Desk> => {
  const desk = await temporaryDesk()
  const file = nativeFile(desk, rows)
  await importing(desk, { files: [file], role: 'truth', as: 'gold' })
  await desk.idle()
  return desk
}

const idsOf = async (desk: Desk): Promise<Readonly<Record<string, CaseId>>> => {
  const { rows } = await desk.call('queue.rows', { scope: 'all', limit: 500 })
  return Object.fromEntries(rows.map(({ key, caseId }) => [key, caseId]))
}

const LABELS = ['refund', 'delivery', 'thanks']
const rowOf = (nr: number): Row => ({
  ...{ key: `t${nr}`, text: sentence(nr), group: `store ${nr % 20}` },
  truth: { class: LABELS[nr % 3] },
})

test('a version is frozen with splits by group, counts that add up, and hashes that anybody can check', async () => {
  const rows = [
    ...Array.from({ length: 198 }, (_, nr) => rowOf(nr)),
    // Near-duplicates of texts of other groups.
    { ...rowOf(0), key: 'copy', text: `${sentence(0)}!`, group: 'store 7' },
    { ...rowOf(1), key: 'alone', text: sentence(500), group: 'store 1' },
  ]
  await using desk = await deskWithTruth(rows)
  const version = await built(desk, { name: 'tickets', golden: 'group:"store 3"', note: 'the first' })
  expect(version).toMatchObject({ name: 'tickets', number: 1, parent: null, taxonomyVersion: 1, personId: 'ada' })
  const { counts } = version
  expect(counts.bySplit.map(({ cases }) => cases).reduce((a, b) => a + b)).toBe(200)
  expect(counts).toMatchObject({
    ...{ cases: 200, nearDuplicates: 1, notCompared: 0, golden: 10, edgeCases: 0 },
    byStatus: { single: 200, consensus: 0, adjudicated: 0 },
    leftOut: { unanswered: 0, undecided: 0, uncorrected: 0, outdated: 0 },
  })

  const items = await itemsOf(desk, 'tickets@1')
  const splitOf = new Map(items.map(({ key, split }) => [key, split]))
  const groups = Map.groupBy(rows, ({ group }) => group)
  for (const members of groups.values()) expect(new Set(members.map(({ key }) => splitOf.get(key))).size).toBe(1)
  expect(splitOf.get('copy')).toBe(splitOf.get('t0'))
  expect(splitOf.get('t0')).toBe(splitOf.get('t7'))

  const folder = join(desk.folder, 'out')
  const job = await desk.work('dataset.export', { dataset: 'tickets@1', to: folder })
  expect(DatasetFiles.parse(job.result).path).toBe(folder)
  const lines = readFileSync(join(folder, 'items.jsonl'), 'utf8').trim().split('\n')
  const sha = (bytes: string | Buffer) => createHash('sha256').update(bytes).digest()
  expect(lines.map((line) => sha(line).toString('hex'))).toEqual(items.map(({ hash }) => hash))
  // RFC 6962 by the letter, beside the desk's own way.
  const leaves = lines
    .map((line) => ({ id: String(JSON.parse(line).case), leaf: sha(Buffer.concat([Buffer.of(0), sha(line)])) }))
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map(({ leaf }) => leaf)
  const root = (part: readonly Buffer[]): Buffer => {
    if (part.length === 1) return part[0]!
    const k = 2 ** Math.floor(Math.log2(part.length - 1))
    return sha(Buffer.concat([Buffer.of(1), root(part.slice(0, k)), root(part.slice(k))]))
  }
  const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'))
  expect([version.root, manifest.root]).toEqual([root(leaves).toString('hex'), version.root])
  // The manifest names every item's hash, from which alone the root follows.
  const named: { case: string; sha256: string }[] = manifest.items
  expect(named.map(({ sha256 }) => sha256).sort()).toEqual(items.map(({ hash }) => hash).sort())
  const leafOf = ({ sha256 }: { sha256: string }) => sha(Buffer.concat([Buffer.of(0), Buffer.from(sha256, 'hex')]))
  expect(root(named.map(leafOf)).toString('hex')).toBe(version.root)
  expect(JSON.parse(lines[0]!)).toMatchObject({
    ...{ key: 't0', kind: 'text', group: 'store 0' },
    truth: { status: 'single', objects: [{ label: 'refund' }] },
  })
  const { entries } = await desk.call('record.entries', { kind: 'dataset' })
  expect(entries).toHaveLength(1)
  const written = await desk.call('record.entries', { kind: 'export' })
  expect(written.entries.map(({ summary }) => summary)).toEqual([
    {
      ...{ dataset: version.id, cases: 200, root: version.root },
      manifest: sha(readFileSync(join(folder, 'manifest.json'))).toString('hex'),
    },
  ])
})

test('the same options give the same splits, in whatever order the cases came in; the preview says what building makes', async () => {
  const rows = Array.from({ length: 120 }, (_, nr) => rowOf(nr))
  await using one = await deskWithTruth(rows)
  await using other = await deskWithTruth(rows.toReversed())
  const preview = await previewed(one, { name: 'x', seed: 7 })
  const version = await built(one, { name: 'x', seed: 7 })
  const reversed = await built(other, { name: 'x', seed: 7 })
  expect({ counts: version.counts, coverage: version.coverage }).toEqual({
    ...{ counts: preview.counts, coverage: preview.coverage },
  })
  const splits = async (desk: Desk) =>
    Object.fromEntries((await itemsOf(desk, 'x@1')).map(({ key, split }) => [key, split]))
  expect(await splits(other)).toEqual(await splits(one))
  expect(reversed.root).toBe(version.root)
  const again = await built(one, { name: 'x', seed: 8, parent: null })
  expect(again).toMatchObject({ number: 2, parent: null })
  expect(again.root).not.toBe(version.root)
})

test('only agreed answers go in, and what stays out is counted by why', async () => {
  await using desk = await temporaryDesk()
  const rows = Array.from({ length: 6 }, (_, nr) => ({
    ...{ key: `t${nr}`, text: sentence(nr), prediction: { class: 'delivery', scores: { delivery: 0.5 } } },
  }))
  await importing(desk, { files: [nativeFile(desk, rows)] })
  await desk.idle()
  const ids = await idsOf(desk)
  expect(await failure(buildFailure(desk))).toMatchObject({ code: 'bad-input' })
  await reviewCase(desk, ids.t0!, { verdict: 'correct' })
  await reviewCase(desk, ids.t1!, { annotations: classed('refund') })
  await reviewCase(desk, ids.t1!, { annotations: classed('refund') }, 'bob')
  await reviewCase(desk, ids.t2!, { annotations: classed('refund') })
  const bob = await reviewCase(desk, ids.t2!, { annotations: classed('thanks') }, 'bob')
  await reviewCase(desk, ids.t3!, { verdict: 'incorrect' })
  const first = await built(desk, { name: 'x', splits: [{ name: 'all', share: 1 }] })
  expect(first.counts).toMatchObject({
    ...{ cases: 2, leftOut: { unanswered: 2, undecided: 1, uncorrected: 1, outdated: 0 }, worstShare: null },
    byStatus: { single: 1, consensus: 1, adjudicated: 0 },
    byVerdict: { correct: 1, incorrect: 1 },
    bySplit: [{ name: 'all', cases: 2, labels: { delivery: 1, refund: 1 } }],
  })
  expect(first.coverage).toMatchObject({ casesInProject: 6, byKind: [{ kind: 'text', cases: 2, of: 6 }] })

  await desk.call('truth.decide', { caseId: ids.t2!, reviewId: bob.reviewId, why: 'said so' })
  await reviewCase(desk, ids.t0!, { annotations: classed('refund') })
  const second = await built(desk, { name: 'x', where: 'key:t0,t2,t3', splits: [{ name: 'all', share: 1 }] })
  expect(second).toMatchObject({ number: 2, parent: first.id })
  const diff = await desk.call('dataset.diff', { from: 'x@1', to: 'x@2' })
  expect(diff).toMatchObject({ added: 1, removed: 1, relabelled: 1, moved: 0, same: 0 })
  expect(diff.labels).toEqual([
    { label: 'delivery', before: 1, after: 0 },
    { label: 'refund', before: 1, after: 1 },
    { label: 'thanks', before: 0, after: 1 },
  ])
  const changes = async (kind: 'added' | 'removed' | 'relabelled' | 'moved') =>
    desk.call('dataset.changes', { from: 'x@1', to: first.id === second.parent ? 'x@2' : '', kind })
  expect(await changes('relabelled')).toMatchObject({
    total: 1,
    rows: [
      {
        ...{ key: 't0', before: { labels: { delivery: 1 }, people: ['ada'] }, after: { labels: { refund: 1 } } },
        why: { by: ['reviewed'], verdict: 'incorrect' },
      },
    ],
  })
  expect(await changes('added')).toMatchObject({
    total: 1,
    rows: [
      { key: 't2', before: null, after: { status: 'adjudicated' }, why: { by: ['adjudicated'], decision: 'said so' } },
    ],
  })
  expect(await changes('removed')).toMatchObject({ total: 1, rows: [{ key: 't1', after: null }] })
  expect(await desk.call('dataset.items', { dataset: 'x@2', label: 'thanks' })).toMatchObject({
    total: 1,
    rows: [{ key: 't2', status: 'adjudicated', labels: ['thanks'] }],
  })
})

const buildFailure = async (desk: Desk, more: object = {}) => {
  const job = await desk.work('dataset.build', { name: 'x', ...more })
  throw Object.assign(new Error(job.state), { failure: job.error })
}

test('metadata that none of the cases has groups nothing, and is refused', async () => {
  await using desk = await deskWithTruth([{ ...rowOf(1), meta: { shop: 'north' } }, rowOf(2)])
  const refused = await failure(buildFailure(desk, { groupBy: 'meta.shpo' }))
  expect(refused).toMatchObject({
    code: 'bad-input',
    message: expect.stringContaining('None of the 2 cases has meta.shpo'),
  })
  expect(
    (await built(desk, { name: 'x', groupBy: 'meta.shop' })).counts.bySplit.reduce((n, { groups }) => n + groups, 0),
  ).toBe(1)
})

test('what comes later keeps the splits of the parent, but for sets that now belong together', async () => {
  const rows = Array.from({ length: 100 }, (_, nr) => ({ ...rowOf(nr), group: `own ${nr}` }))
  await using desk = await deskWithTruth(rows)
  await built(desk, { name: 'x' })
  const before = new Map((await itemsOf(desk, 'x@1')).map(({ key, split }) => [key, split]))
  const train = rows.find(({ key }) => before.get(key) === 'train')!
  const tested = rows.find(({ key }) => before.get(key) === 'test')!
  // A text that is near one of each: nothing may stand between training and test.
  const more = [
    { ...rowOf(900), key: 'bridge-1', text: `${train.text} x`, group: 'bridge' },
    { ...rowOf(901), key: 'bridge-2', text: `${tested.text} x`, group: 'bridge' },
    ...Array.from({ length: 50 }, (_, nr) => ({ ...rowOf(200 + nr), group: `own ${200 + nr}` })),
  ]
  await importing(desk, { files: [nativeFile(desk, more, undefined, 'more.jsonl')], role: 'truth', as: 'gold' })
  const version = await built(desk, { name: 'x' })
  expect(version.counts).toMatchObject({ cases: 152, splitConflicts: 1, resplit: 1 })
  const after = new Map((await itemsOf(desk, 'x@2')).map(({ key, split }) => [key, split]))
  expect([tested.key, train.key, 'bridge-1', 'bridge-2'].map((key) => after.get(key))).toEqual(Array(4).fill('train'))
  const others = rows.filter(({ key }) => key !== tested.key)
  expect(others.map(({ key }) => after.get(key))).toEqual(others.map(({ key }) => before.get(key)))
  expect(await desk.call('dataset.diff', { from: 'x@1', to: 'x@2' })).toMatchObject({ added: 52, moved: 1 })
})

test('a version that no longer is what was frozen says so; an erased case is told apart from a changed one', async () => {
  await using desk = await deskWithTruth(Array.from({ length: 30 }, (_, nr) => rowOf(nr)))
  await built(desk, { name: 'x', groupBy: '' })
  const check = async () => DatasetCheck.parse((await desk.work('dataset.verify', { dataset: 'x@1' })).result)
  expect(await check()).toMatchObject({ ok: true, items: 30, erased: 0, changed: 0 })
  await desk.call('record.erase', { key: 't5', reason: 'asked for' })
  await desk.idle()
  expect(await check()).toMatchObject({ ok: false, items: 29, erased: 1, changed: 0 })
  const store = beside(desk)
  store.write(({ db }) => {
    db.exec(`UPDATE reviews SET body = replace(body, 'refund', 'return') WHERE case_id = 1`)
    db.exec(`UPDATE dataset_items SET split = (split + 1) % 3 WHERE case_id = 2`)
  })
  store.close()
  const found = await check()
  expect({ ...found, examples: found.examples.map(({ key }) => key) }).toMatchObject({
    ok: false,
    examples: ['t0', 't1'],
  })
  const job = await desk.work('dataset.export', { dataset: 'x@1', to: join(desk.folder, 'out') })
  expect(job.error?.code).toBe('conflict')
})

test('options that cannot be followed are refused before any work', async () => {
  await using desk = await temporaryDesk()
  const code = async (options: object) => (await failure(desk.call('dataset.build', { name: 'x', ...options }))).code
  expect(await code({ splits: [{ name: 'a', share: 0.5 }] })).toBe('bad-input')
  expect(
    await code({
      splits: [
        { name: 'a', share: 0.5 },
        { name: 'a', share: 0.5 },
      ],
    }),
  ).toBe('bad-input')
  expect(await code({ where: 'label:(' })).toBe('bad-input')
  expect(await code({ golden: 'nonsense<3' })).toBe('bad-input')
  expect(await code({ name: '../x' })).toBe('bad-input')
  expect(await code({ parent: '01900000-0000-7000-8000-000000000000' })).toBe('not-found')
  expect(await code({ groupBy: 'colour' })).toBe('bad-input')
})
