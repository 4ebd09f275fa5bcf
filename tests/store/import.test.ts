import { existsSync, readdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import type { OpenCase } from '../../shared/contract/reviews.ts'
import { asPerson, type Desk, temporaryDesk } from '../helpers/desk.ts'
import { fileWith, importing, NOTHING, nativeFile } from '../helpers/importing.ts'

const openAll = async (desk: Desk): Promise<OpenCase[]> => {
  const { rows } = await desk.call('queue.rows', { scope: 'all' })
  const opened: OpenCase[] = []
  for (const row of rows) opened.push(await desk.call('review.open', { caseId: row.caseId }))
  return opened.sort((a, b) => (a.case.key < b.case.key ? -1 : 1))
}
const entries = async (desk: Desk): Promise<number> =>
  (await desk.call('record.verify', {})).desks.reduce((sum, each) => sum + each.entries, 0)

test('a native record comes back as it was written, with unknown keys under its metadata', async () => {
  await using desk = await temporaryDesk()
  const row = {
    key: 's7/1',
    text: '👩‍👩‍👧 a\r\nb\ufeff',
    time: '2026-06-02T10:11:12+02:00',
    source: 'cam2',
    group: 'store7',
    meta: { aisle: 4 },
    shelf: 'b',
    inclusion: 0.01,
    flag: { why: 'alarm', severity: 'high' },
    prediction: {
      id: 'r9',
      class: 'busy',
      scores: { busy: 0.6, calm: 0.4 },
      latencyMs: 38,
      objects: [{ id: 'o1', label: 'family', score: 0.41, span: [0, 5], quote: '👩‍👩‍👧' }],
    },
    decision: { action: 'accepted', threshold: 0.35 },
    outcome: { value: 'no theft', time: '2026-06-03T00:00:00Z' },
  }
  const report = await importing(desk, { files: [nativeFile(desk, [row])] })
  expect(report.warnings).toEqual(['The unknown key "shelf" was kept under meta.'])
  expect(report.taxonomy).toEqual({ version: 1, labelsAdded: ['busy', 'family'] })
  const [opened] = await openAll(desk)
  expect(opened?.case).toEqual({
    id: opened?.case.id,
    key: 's7/1',
    feed: '',
    kind: 'text',
    content: { text: row.text },
    time: '2026-06-02T08:11:12.000Z',
    source: 'cam2',
    group: 'store7',
    meta: { aisle: 4, shelf: 'b' },
    inclusion: 0.01,
    flag: row.flag,
    outcome: row.outcome,
  })
  expect(opened?.predictions).toEqual([
    {
      id: opened?.predictionId,
      caseId: opened?.case.id,
      model: { name: 'm', version: '1' },
      sourceId: 'r9',
      annotations: [
        { id: 'class', label: 'busy', shape: { kind: 'case' }, score: 0.6, attributes: {} },
        {
          id: 'o1',
          label: 'family',
          shape: {
            kind: 'span',
            ranges: [{ startUtf16: 0, endUtf16: 8, startCodePoint: 0, endCodePoint: 5, quote: '👩‍👩‍👧' }],
          },
          score: 0.41,
          attributes: {},
        },
      ],
      relations: [],
      scores: row.prediction.scores,
      latencyMs: 38,
      decision: row.decision,
    },
  ])
})

test('importing twice changes nothing and appends no entry to the record', async () => {
  await using desk = await temporaryDesk()
  const rows = Array.from({ length: 30 }, (_, at) => ({
    key: `k${at}`,
    text: `text ${at}`,
    prediction: { class: at % 2 ? 'a' : 'b' },
  }))
  const file = nativeFile(desk, rows)
  await importing(desk, { files: [file] })
  const before = [await entries(desk), await openAll(desk)]
  const again = await importing(desk, { files: [file] })
  expect(again.counts).toEqual({ ...NOTHING, rows: 30, casesKnown: 30, predictionsKnown: 30 })
  expect(again.taxonomy).toBe(null)
  expect([await entries(desk), await openAll(desk)]).toEqual(before)
})

test('changed content under a known key is a conflict, and what was there is kept', async () => {
  await using desk = await temporaryDesk()
  await importing(desk, {
    files: [nativeFile(desk, [{ key: 'k', text: 'old', prediction: { class: 'a' }, outcome: { value: 'yes' } }])],
  })
  const before = await openAll(desk)
  const changed = nativeFile(
    desk,
    [
      { key: 'k', text: 'new', prediction: { class: 'a' } },
      { key: 'k', prediction: { class: 'b' }, review: { id: 'x', by: 'ada' } },
      { key: 'k', prediction: { class: 'a' }, review: { id: 'y', by: 'ada' }, outcome: { value: 'no' } },
    ],
    undefined,
    'changed.jsonl',
  )
  const report = await importing(desk, { files: [changed] })
  expect(report.rejects.map(({ line, reason }) => [line, reason])).toEqual([
    [2, 'conflict'],
    [3, 'conflict-prediction'],
    [4, 'conflict-outcome'],
  ])
  expect(report.counts).toEqual({ ...NOTHING, rows: 3, casesKnown: 2, predictionsKnown: 1, conflicts: 3 })
  expect(await openAll(desk)).toEqual(before)
})

test("another model's predictions join the same cases, and the next taxonomy version knows its labels", async () => {
  await using desk = await temporaryDesk()
  await importing(desk, { files: [nativeFile(desk, [{ key: 'k', text: 'x', prediction: { class: 'a' } }])] })
  const report = await importing(desk, {
    files: [nativeFile(desk, [{ key: 'k', prediction: { class: 'b' } }], null, 'second.jsonl')],
    model: 'other@2',
  })
  expect(report.counts).toEqual({ ...NOTHING, rows: 1, casesKnown: 1, predictionsAdded: 1 })
  expect(report.taxonomy).toEqual({ version: 2, labelsAdded: ['b'] })
  const [opened] = await openAll(desk)
  expect(opened?.predictions.map(({ model, annotations }) => [model, annotations[0]?.label])).toEqual([
    [{ name: 'm', version: '1' }, 'a'],
    [{ name: 'other', version: '2' }, 'b'],
  ])
})

test('truth comes in as a review without a verdict, outcomes join by key', async () => {
  await using desk = await temporaryDesk()
  await importing(desk, { files: [nativeFile(desk, [{ key: 'k', text: 'abc', prediction: { class: 'a' } }])] })
  const truth = nativeFile(desk, [{ key: 'k', text: 'abc', truth: { class: 'b' } }], undefined, 'truth.jsonl')
  expect((await importing(desk, { files: [truth], role: 'truth', as: 'Gold' })).counts).toEqual({
    ...NOTHING,
    rows: 1,
    casesKnown: 1,
    truthsAdded: 1,
  })
  const outcomes = fileWith(desk, 'late.csv', 'key,outcome\nk,refunded\nnobody,kept\n')
  const late = await importing(desk, { files: [outcomes], role: 'outcome' })
  expect([late.counts, late.rejects.map(({ line, reason }) => [line, reason])]).toEqual([
    { ...NOTHING, rows: 2, casesKnown: 1, outcomesAdded: 1, setAside: 1 },
    [[3, 'unknown-key']],
  ])
  const [opened] = await openAll(desk)
  expect(opened?.case.outcome).toEqual({ value: 'refunded' })
  expect(
    opened?.reviews.map(({ personId, verdict, predictionId, annotations }) => [
      personId,
      verdict,
      predictionId,
      annotations[0]?.label,
    ]),
  ).toEqual([['Gold', null, null, 'b']])
})

test('an image is stored once by its hash; EXIF decides how it is looked at', async () => {
  await using desk = await temporaryDesk()
  const turned = await sharp({ create: { width: 60, height: 40, channels: 3, background: '#123' } })
    .jpeg()
    .withMetadata({ orientation: 6 })
    .toBuffer()
  fileWith(desk, 'images/turned.jpg', turned)
  const object = { label: 'cat', box: [10, 5, 20, 30] }
  await importing(desk, {
    files: [
      nativeFile(desk, [
        { key: 'a-oriented', image: 'turned.jpg', size: [40, 60], prediction: { objects: [object] } },
        { key: 'b-as-stored', image: 'turned.jpg', size: [60, 40], prediction: { objects: [object] } },
      ]),
    ],
    images: [{ from: 'path', path: join(desk.folder, 'images') }],
  })
  const opened = await openAll(desk)
  expect(
    opened.map(({ case: one, predictions }) => [
      one.content.image?.width,
      one.content.image?.height,
      predictions[0]?.annotations[0]?.shape,
    ]),
  ).toEqual([
    [40, 60, { kind: 'box', x: 10, y: 5, w: 20, h: 30 }],
    // A quarter turn to the right: x' = 40 - y - h, y' = x.
    [40, 60, { kind: 'box', x: 5, y: 10, w: 30, h: 20 }],
  ])
  const sha = opened[0]?.case.content.image?.sha256 ?? ''
  expect(readdirSync(join(desk.path, 'assets', sha.slice(0, 2)))).toEqual([sha])
  expect(await desk.backend.asset(sha)).toEqual({
    path: join(desk.path, 'assets', sha.slice(0, 2), sha),
    mime: 'image/jpeg',
    bytes: turned.length,
  })
  expect(await desk.backend.asset('00'.repeat(32))).toBe(null)
})

test('linked images stay where they are, and are served only from folders that this machine approved', async () => {
  await using desk = await temporaryDesk()
  const image = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#123' } })
    .png()
    .toBuffer()
  fileWith(desk, 'photos/a.png', image)
  const report = await importing(desk, { files: [{ from: 'path', path: join(desk.folder, 'photos') }], link: true })
  expect(report.counts).toEqual({ ...NOTHING, rows: 1, casesAdded: 1, assetsAdded: 1 })
  const [opened] = await openAll(desk)
  const sha = opened?.case.content.image?.sha256 ?? ''
  expect([opened?.case.key, existsSync(join(desk.path, 'assets', sha.slice(0, 2)))]).toEqual(['a.png', false])
  expect((await desk.backend.asset(sha))?.path).toBe(join(desk.folder, 'photos/a.png'))
  fileWith(desk, 'state/linked-roots.json', '{"roots":[]}')
  expect(await desk.backend.asset(sha)).toBe(null)
})

test('a system whose tokens differ is reported and attached to no case', async () => {
  await using desk = await temporaryDesk()
  const gold = fileWith(
    desk,
    'first.conll',
    'Ann\tB-per\nsaw\tO\n\t\nBob\tB-per\nran\tO\n\nAnn\tB-per\nsaw\tO\n\nEve\tB-per\n',
  )
  const system = fileWith(
    desk,
    'second.conll',
    'Ann O\r\nsaw O\r\n\r\nBob O\r\nran! O\r\n\r\nAnn B-per\r\nsaw O\r\n\r\nEve O\r\n',
  )
  const report = await importing(desk, { files: [gold, system] })
  expect(report.counts).toEqual({ ...NOTHING, rows: 8, casesAdded: 4, casesKnown: 3, predictionsAdded: 7, setAside: 1 })
  expect(report.rejects.map(({ file, line, reason }) => [file, line, reason])).toEqual([
    ['second.conll', 4, 'tokens-differ'],
  ])
  const opened = await openAll(desk)
  expect(
    opened
      .map(({ case: one, predictions }) => [
        one.content.text,
        ...predictions.map(({ model, annotations }) => [model.name, annotations.length]),
      ])
      .sort(),
  ).toEqual([
    ['Ann saw', ['first', 1], ['second', 0]],
    ['Ann saw', ['first', 1], ['second', 1]],
    ['Bob ran', ['first', 1]],
    ['Eve', ['first', 1], ['second', 0]],
  ])
})

test('a cancelled import keeps what came in, says so, and running it again completes it', async () => {
  await using desk = await temporaryDesk()
  const rows = Array.from({ length: 30_000 }, (_, at) => ({
    key: `k${at}`,
    text: `text ${at}`,
    prediction: { class: `c${at % 7}` },
  }))
  const file = nativeFile(desk, rows)
  const { promise, resolve } = Promise.withResolvers<void>()
  const stop = desk.backend.subscribe((event) => {
    if (event.type !== 'job.changed' || event.job.state !== 'running' || event.job.done === 0) return
    desk.call('job.cancel', { jobId: event.job.id }).then(() => resolve())
  })
  const { jobId } = await desk.call('import.start', { files: [file] })
  await promise
  stop()
  await desk.idle()
  const job = await desk.call('job.get', { jobId })
  expect(job.state).toBe('cancelled')
  const [cut] = (await desk.call('import.list', {})).imports
  const kept = (await desk.call('project.stats', {})).cases
  expect([cut?.state, cut?.counts.casesAdded, cut?.taxonomy?.version]).toEqual(['cancelled', kept, 1])
  expect(kept).toBeGreaterThan(0)
  const report = await importing(desk, { files: [file] })
  expect([report.counts.casesAdded + kept, report.counts.casesKnown]).toEqual([30_000, kept])
  expect((await desk.call('record.verify', {})).ok).toBe(true)
  expect((await desk.call('project.stats', {})).predictions).toBe(30_000)
})

test('CSV: quoted cells over several lines, rows of another width, and a folder of texts', async () => {
  await using desk = await temporaryDesk()
  const csv = '\ufefftext;label;score;team\r\n"two\r\nlines; here";a;0.5;x\r\nshort;b\r\nlast one here;c;;y\r\n'
  const report = await importing(desk, { files: [fileWith(desk, 'rows.csv', csv)], model: 'm@1' })
  expect([report.counts, report.rejects.map(({ line, reason }) => [line, reason])]).toEqual([
    { ...NOTHING, rows: 3, casesAdded: 2, predictionsAdded: 2, setAside: 1 },
    [[4, 'bad-row']],
  ])
  fileWith(desk, 'notes/a.txt', '\ufeffdear all\r\n')
  fileWith(desk, 'notes/sub/b.txt', new Uint8Array([0x61, 0xff]))
  const texts = await importing(desk, { files: [{ from: 'path', path: join(desk.folder, 'notes') }] })
  expect([texts.counts, texts.rejects.map(({ file, reason }) => [file, reason])]).toEqual([
    { ...NOTHING, rows: 2, casesAdded: 1, setAside: 1 },
    [['sub/b.txt', 'invalid-utf-8']],
  ])
  const opened = await openAll(desk)
  expect(
    opened
      .map(({ case: one, predictions }) => [one.content.text, one.meta, predictions[0]?.annotations[0]?.score])
      .sort(),
  ).toEqual([
    ['dear all\r\n', {}, undefined],
    ['last one here', { team: 'y' }, undefined],
    ['two\r\nlines; here', { team: 'x' }, 0.5],
  ])
})

test('a folder is what lies in it: links that lead out or in circles, and hidden files, are no part of it', async () => {
  await using desk = await temporaryDesk()
  for (const name of ['in/a.txt', 'in/deep/b.txt', 'in/.hidden/c.txt', 'in/.d.txt', 'out/e.txt'])
    fileWith(desk, name, `text of ${name}`)
  const folder = join(desk.folder, 'in')
  symlinkSync(folder, join(folder, 'circle'))
  symlinkSync(join(desk.folder, 'out'), join(folder, 'away'))
  symlinkSync(join(desk.folder, 'out/e.txt'), join(folder, 'e.txt'))
  const { counts } = await importing(desk, { files: [{ from: 'path', path: folder }], format: 'texts' })
  expect(counts).toEqual({ ...NOTHING, rows: 2, casesAdded: 2 })
  expect((await openAll(desk)).map(({ case: one }) => one.key)).toEqual(['a.txt', 'deep/b.txt'])
})

test('CSV: a quote where none belongs is part of the text; one that never closes is reported with all it took', async () => {
  await using desk = await temporaryDesk()
  const rows = [
    '1,hello',
    '2,"un"closed',
    '3,third',
    '4,fourth "q" row',
    '5,"""good"", quoted\n""x"""',
    '6,"open here',
    '7,taken',
    '8,"taken too"',
    '9,last',
  ]
  const csv = fileWith(desk, 'rows.csv', ['key,text', ...rows, ''].join('\r\n'))
  const columns = { key: 'key', text: 'text', meta: [] }
  const { counts, rejects } = await importing(desk, { files: [csv], columns })
  expect(counts).toEqual({ ...NOTHING, rows: 7, casesAdded: 6, setAside: 1 })
  expect(rejects.map(({ line, reason, excerpt }) => [line, reason, excerpt.trim().split('\r\n')])).toEqual([
    [8, 'open-quote', ['6,"open here', '7,taken', '8,"taken too"']],
  ])
  expect((await openAll(desk)).map(({ case: one }) => one.content.text)).toEqual([
    'hello',
    '"un"closed',
    'third',
    'fourth "q" row',
    '"good", quoted\n"x"',
    'last',
  ])
})

test('a browser can name no files and link nothing', async () => {
  await using desk = await temporaryDesk()
  const browser = asPerson('ada', 'web', false)
  const file = nativeFile(desk, [])
  await expect(desk.call('import.start', { files: [file] }, browser)).rejects.toThrow(/^not-allowed/)
  const { uploadId } = await desk.backend.upload(
    'a.jsonl',
    (async function* () {
      yield Buffer.from('{"key":"k","text":"x"}\n')
    })(),
  )
  await expect(
    desk.call('import.start', { files: [{ from: 'upload', uploadId }], link: true }, browser),
  ).rejects.toThrow(/^not-allowed/)
  const preview = await desk.call('import.preview', { files: [{ from: 'upload', uploadId }] }, browser)
  expect([preview.format, preview.files.map(({ rows }) => rows), preview.sample]).toEqual([
    'native',
    [1],
    [{ key: 'k', summary: 'x' }],
  ])
})
