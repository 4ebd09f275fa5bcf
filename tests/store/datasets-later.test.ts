import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { DatasetCheck } from '../../shared/contract/datasets.ts'
import { itemLine } from '../../shared/domain/dataset-item.ts'
import { draftOf } from '../../shared/domain/taxonomy/draft-of.ts'
import { Annotation } from '../../shared/model/annotation.ts'
import { CaseId, PersonId } from '../../shared/model/ids.ts'
import type { Label, TaxonomyDraft } from '../../shared/model/taxonomy.ts'
import { built, itemsOf } from '../helpers/datasets.ts'
import { type Desk, temporaryDesk } from '../helpers/desk.ts'
import { importing, nativeFile } from '../helpers/importing.ts'
import { beside, change, judge } from '../helpers/review-desk.ts'
import { reviewCase } from '../helpers/reviewer.ts'

const LABELS = ['refund', 'delivery', 'thanks']
const rowOf = (nr: number) => ({
  ...{ key: `t${nr}`, text: createHash('md5').update(`${nr}`).digest('hex'), truth: { class: LABELS[nr % 3] } },
})

const filled = async (count: number): Promise<Desk> => {
  const desk = await temporaryDesk()
  const file = nativeFile(
    desk,
    Array.from({ length: count }, (_, nr) => rowOf(nr)),
  )
  await importing(desk, { files: [file], role: 'truth', as: 'gold' })
  await desk.idle()
  return desk
}

const publish = async (desk: Desk, change: (label: Label, draft: TaxonomyDraft) => Label, summary: string) => {
  const { taxonomy } = await desk.call('taxonomy.get', {})
  const draft = draftOf(taxonomy!)
  await desk.call('taxonomy.publish', {
    draft: { ...draft, labels: draft.labels.map((label) => change(label, draft)) },
    summary,
  })
  await desk.idle()
}

const idOf = ({ labels }: TaxonomyDraft, name: string): Label['id'] => labels.find((label) => label.name === name)!.id

const verified = async (desk: Desk, dataset: string) =>
  DatasetCheck.parse((await desk.work('dataset.verify', { dataset })).result)

const linesOf = async (desk: Desk, dataset: string, folder: string): Promise<string> => {
  const to = join(desk.folder, folder)
  expect((await desk.work('dataset.export', { dataset, to })).state).toBe('done')
  return readFileSync(join(to, 'items.jsonl'), 'utf8')
}

test('a version is what it was after its taxonomy has changed; the next one is told in the new words, and why', async () => {
  await using desk = await filled(30)
  const splits = [
    { name: 'train', share: 0.5 },
    { name: 'test', share: 0.5 },
  ]
  await built(desk, { name: 'x', splits })
  const before = await linesOf(desk, 'x@1', 'before')
  await publish(
    desk,
    (label, draft) =>
      label.name === 'refund'
        ? { ...label, name: 'money back' }
        : label.name === 'delivery'
          ? { ...label, deprecated: true, replacedBy: [idOf(draft, 'thanks')] }
          : label,
    'plainer words',
  )
  expect(await verified(desk, 'x@1')).toMatchObject({ ok: true, items: 30 })
  expect(await linesOf(desk, 'x@1', 'after')).toBe(before)

  const second = await built(desk, { name: 'x', splits })
  expect(second).toMatchObject({ taxonomyVersion: 2, counts: { cases: 30, resplit: 0 } })
  const diff = await desk.call('dataset.diff', { from: 'x@1', to: 'x@2' })
  expect(diff).toMatchObject({ added: 0, removed: 0, relabelled: 10, moved: 0, same: 20 })
  expect(diff.labels).toEqual([
    { label: 'delivery', before: 10, after: 0 },
    { label: 'money back', before: 10, after: 10 },
    { label: 'thanks', before: 10, after: 20 },
  ])
  expect(diff.taxonomy.map(({ words }) => words).join(' ')).toContain('money back')
  const { rows } = await desk.call('dataset.changes', { from: 'x@1', to: 'x@2', kind: 'relabelled', limit: 1 })
  expect(rows).toMatchObject([
    { before: { labels: { delivery: 1 } }, after: { labels: { thanks: 1 } }, why: { by: ['taxonomy'] } },
  ])
  expect(await verified(desk, 'x@2')).toMatchObject({ ok: true })
})

test('cases that a new taxonomy asks about first stay out, and are counted so', async () => {
  await using desk = await filled(9)
  await publish(
    desk,
    (label, draft) =>
      label.name === 'refund'
        ? { ...label, deprecated: true, replacedBy: [idOf(draft, 'delivery'), idOf(draft, 'thanks')] }
        : label,
    'refund is split',
  )
  const { counts } = await built(desk, { name: 'x' })
  expect(counts).toMatchObject({ cases: 6, leftOut: { outdated: 3, undecided: 0, unanswered: 0, uncorrected: 0 } })
})

test('a batch from a split has what was frozen, whatever was said since, and says which version it is from', async () => {
  await using desk = await filled(20)
  const version = await built(desk, { name: 'x' })
  const items = await itemsOf(desk, 'x@1')
  const train = items.filter(({ split }) => split === 'train')
  // The truth imported later replaces the earlier one of the same person.
  const later = Array.from({ length: 20 }, (_, nr) => ({ ...rowOf(nr), truth: { class: 'other' } }))
  await importing(desk, { files: [nativeFile(desk, later, undefined, 'later.jsonl')], role: 'truth', as: 'gold' })
  await desk.idle()
  const to = join(desk.folder, 'train')
  const dataset = { id: version.id, split: 'train' }
  const preview = await desk.call('export.preview', { format: 'csv', dataset })
  expect(preview.counts).toMatchObject({ cases: train.length, undecided: 0 })
  expect((await desk.work('export.start', { format: 'native', dataset, to })).state).toBe('done')
  const lines = readFileSync(join(to, 'reviews.jsonl'), 'utf8').trim().split('\n').slice(1)
  expect(
    lines
      .map((line) => JSON.parse(line))
      .map(({ key, truth }) => [key, truth.objects.map(({ label }: { label: string }) => label)]),
  ).toEqual(train.map(({ key, labels }) => [key, labels]))
  const manifest = JSON.parse(readFileSync(join(to, 'manifest.json'), 'utf8'))
  expect(manifest.dataset).toEqual({ id: version.id, name: 'x@1', root: version.root, split: 'train' })
  // The second version holds none of these answers: what the first batch told is taken back.
  const second = await built(desk, { name: 'x', where: 'key:t1' })
  const since = { format: 'native' as const, dataset: { id: second.id }, since: 'last' as const }
  expect((await desk.call('export.preview', since)).counts).toMatchObject({
    cases: 1,
    withdrawn: train.filter(({ key }) => key !== 't1').length,
  })
  const { rows } = await desk.call('queue.rows', { scope: 'all', where: 'dataset:x@1/test', limit: 500 })
  expect(rows.map(({ key }) => key)).toEqual(items.filter(({ split }) => split === 'test').map(({ key }) => key))
})

test('a building that was cut off leaves nothing, and the next one takes its number', async () => {
  await using desk = await filled(12)
  const store = beside(desk)
  store.write(({ db }) =>
    db.exec(
      `INSERT INTO dataset_versions (uid, name, number, clock, person_id, desk_id, log_sequence, taxonomy_version, state,
         options, report, root) VALUES ('cut', 'x', 1, '', 'ada', 'd', 0, 1, 'writing', '{}', '', x'');
       INSERT INTO dataset_items (dataset_id, case_id, split, flags, review_ids, status, labels, answer_hash, hash)
         SELECT 1, id, 0, 0, '', 0, ',', x'', x'' FROM cases`,
    ),
  )
  expect(await desk.call('dataset.list', {})).toEqual({ versions: [] })
  expect((await desk.call('queue.count', { scope: 'all', where: 'dataset:x' })).total).toBe(0)
  const { jobId } = await desk.call('dataset.build', { name: 'x' })
  await desk.call('job.cancel', { jobId })
  await desk.idle()
  const stopped = await desk.call('job.get', { jobId })
  const version = stopped.state === 'done' ? stopped.result : await built(desk, { name: 'x' })
  expect(version).toMatchObject({ number: 1, counts: { cases: 12 } })
  const left = store.prepare<number>("SELECT count(*) FROM dataset_versions WHERE state <> 'frozen'").pluck().get()
  store.close()
  expect([left, (await desk.call('dataset.list', {})).versions.length]).toEqual([0, 1])
})

test('edge cases and golden cases are marked, and can be looked at alone', async () => {
  await using desk = await temporaryDesk()
  const rows = Array.from({ length: 6 }, (_, nr) => ({
    ...rowOf(nr),
    truth: undefined,
    prediction: { class: 'refund' },
  }))
  await importing(desk, { files: [nativeFile(desk, rows)] })
  await desk.idle()
  const listed = await desk.call('queue.rows', { scope: 'all', limit: 20 })
  for (const { key, caseId } of listed.rows) {
    const { predictionId } = await desk.call('review.open', { caseId })
    const subject = { caseId, predictionId }
    if (key === 't2') await change(desk, subject, [{ id: 'edgeCase', before: false, after: true }])
    await judge(desk, subject, 'correct')
  }
  const { counts } = await built(desk, { name: 'x', golden: 'key:t4,t5' })
  const flagged = async (flag: 'edge-case' | 'golden') =>
    (await desk.call('dataset.items', { dataset: 'x@1', flag })).rows.map(({ key }) => key)
  const marked = [counts.edgeCases, counts.golden, await flagged('edge-case'), await flagged('golden')]
  expect(marked).toEqual([1, 2, ['t2'], ['t4', 't5']])
})

test('erasing a case takes its item, fingerprint and decision along, and its key out of the options', async () => {
  await using desk = await filled(8)
  const named = { ...rowOf(8), key: 'patient-0042' }
  await importing(desk, { files: [nativeFile(desk, [named], undefined, 'named.jsonl')], role: 'truth', as: 'gold' })
  await desk.idle()
  const { rows } = await desk.call('queue.rows', { scope: 'all', limit: 20 })
  const { caseId } = rows.find(({ key }) => key === 't3')!
  const annotations = [Annotation.parse({ id: 'class', label: 'other', shape: { kind: 'case' } })]
  const { reviewId } = await reviewCase(desk, caseId, { annotations }, 'bob')
  await desk.call('truth.decide', { caseId, reviewId, why: 'seen' })
  await built(desk, { name: 'x', golden: 'key:t3,t4', where: 'not key:patient-0042', note: 'kept' })
  const report = await desk.call('record.erase', { key: 't3', reason: 'asked for' })
  expect(Object.fromEntries(report.rows.map((row) => [row.table, row.rows]))).toMatchObject({
    ...{ adjudications: 1, dataset_items: 1, case_fingerprints: 1 },
  })
  await desk.idle()
  expect((await itemsOf(desk, 'x@1')).map(({ key }) => key)).not.toContain('t3')
  await desk.call('record.erase', { key: 'patient-0042', reason: 'asked for' })
  await desk.idle()
  const { options } = await desk.call('dataset.get', { dataset: 'x@1' })
  expect(options).toMatchObject({
    ...{ name: 'x', where: 'not key:"(erased)"', golden: 'key:"(erased)",t4', note: 'kept' },
  })
  const { entries } = await desk.call('record.entries', { kind: 'dataset' })
  const entry = await desk.call('record.entry', { deskId: entries[0]!.deskId, sequence: entries[0]!.sequence })
  expect([entry.payload, (await desk.call('record.verify', {})).ok]).toEqual([null, true])
})

test('an item’s line stays as it is for good: frozen hashes follow from it', () => {
  const line = itemLine({
    case: {
      ...{ id: CaseId.parse('0'.repeat(32)), key: 'k', feed: 'f', kind: 'text', content: { text: 'Hi' } },
      ...{ source: 's', group: 'g', time: '2026-06-02T10:11:12.000Z' },
    },
    ...{ contentHash: '1'.repeat(32), split: 'train', edgeCase: true, golden: true },
    truth: {
      ...{ status: 'consensus', reviewIds: ['b', 'a'], relations: [] },
      annotations: [
        Annotation.parse({
          ...{ id: 'o1', label: 'greeting', attributes: { polite: true } },
          shape: {
            kind: 'span',
            ranges: [{ startUtf16: 0, endUtf16: 2, startCodePoint: 0, endCodePoint: 2, quote: 'Hi' }],
          },
        }),
      ],
    },
  })
  expect(line).toBe(
    `{"case":"${'0'.repeat(32)}","content":"${'1'.repeat(32)}","feed":"f","flags":["edge-case","golden"],"group":"g","key":"k","kind":"text","source":"s","split":"train","time":"2026-06-02T10:11:12.000Z","truth":{"objects":[{"attributes":{"polite":true},"id":"o1","label":"greeting","quote":"Hi","span":[0,2],"spanUtf16":[0,2]}],"reviews":["b","a"],"status":"consensus"}}`,
  )
})

test('an answer that was given long ago elsewhere, and taken in since, is why a later version says otherwise', async () => {
  await using desk = await temporaryDesk()
  const row = { key: 't0', text: 'where is my parcel', prediction: { class: 'delivery' } }
  await importing(desk, { files: [nativeFile(desk, [row])] })
  await desk.idle()
  const said = async (label: string, at: string) => {
    const review = { of: 'm@1', by: 'ada', at, verdict: 'incorrect', causes: ['model-error'] }
    const file = nativeFile(desk, [{ ...row, review, truth: { class: label } }], null, `${label}.jsonl`)
    return desk.call('review.import', { file, as: PersonId.parse('ada') })
  }
  await said('refund', '2020-01-01T00:00:00Z')
  await built(desk, { name: 'x' })
  expect(await said('thanks', '2020-02-01T00:00:00Z')).toMatchObject({ taken: 1 })
  await built(desk, { name: 'x' })
  const { rows } = await desk.call('dataset.changes', { from: 'x@1', to: 'x@2', kind: 'relabelled' })
  expect(rows).toMatchObject([{ key: 't0', after: { labels: { thanks: 1 } }, why: { by: ['reviewed'] } }])
})
