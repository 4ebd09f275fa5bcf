import { expect, test } from 'vitest'
import { openStore } from '../../electron/backend/store/open-store.ts'
import { DEFAULT_TRIGGERS } from '../../shared/model/trigger.ts'
import { temporaryDesk } from '../helpers/desk.ts'
import { importing, nativeFile } from '../helpers/importing.ts'
import { BLANK, storeCases } from '../helpers/stored-cases.ts'

const model = { name: 'shelf', version: '8' }

/** A desk with so many cases, scored 0, 0.01, 0.02 and so on, in two aisles. */
const deskWithCases = async (count: number) => {
  const desk = await temporaryDesk()
  const store = openStore(desk.path, { mode: 'beside', stateDir: desk.folder })
  storeCases(
    store,
    Array.from({ length: count }, (_, index) => ({
      ...BLANK,
      key: `s/${index}`,
      models: [model],
      annotations: [{ label: index % 2 === 0 ? 'person' : 'cart', score: index / 100, model }],
      meta: { aisle: [{ value: String(index % 2), number: index % 2 }] },
      words: ['wet', index % 10 === 0 ? 'floor' : 'door'],
    })),
  )
  store.close()
  return desk
}
const below = (threshold: number) => ({
  ...DEFAULT_TRIGGERS,
  lowConfidence: { on: true, below: threshold },
  randomAudit: { ...DEFAULT_TRIGGERS.randomAudit, on: false },
})

test('changed rules put the queue in order, however quickly they change', async () => {
  await using desk = await deskWithCases(60)
  for (const threshold of [0.1, 0.2, 0.3, 0.4]) await desk.call('project.settings', { triggers: below(threshold) })
  for (let more = true; more; ) {
    await desk.idle()
    more = (await desk.call('job.list', {})).jobs.some((job) => job.state === 'running')
  }
  expect(await desk.call('queue.count', {})).toEqual({ total: 40, waiting: 40 })
  const { jobs } = await desk.call('job.list', {})
  expect(jobs.map((job) => [job.kind, job.state])).toEqual(jobs.map(() => ['requeue', 'done']))
  expect(await desk.call('queue.preview', below(0.25))).toMatchObject({ total: 25, cases: 60 })
})

test('a declared metadata field can be filtered by, an undeclared one says how to declare it', async () => {
  await using desk = await deskWithCases(20)
  await expect(desk.call('queue.rows', { where: 'meta.aisle:1', scope: 'all' })).rejects.toThrow(
    /^bad-input: meta\.aisle is not declared for filtering\. None is declared yet\./,
  )
  await desk.call('project.settings', { metadataFields: ['aisle'] })
  await desk.idle()
  expect(await desk.call('queue.count', { where: 'meta.aisle>0', scope: 'all' })).toEqual({ total: 10, waiting: 10 })
  expect((await desk.call('queue.values', { field: 'meta.aisle' })).values).toEqual([
    { value: '0', count: 10 },
    { value: '1', count: 10 },
  ])
  await desk.call('project.settings', { metadataFields: [] })
  await desk.idle()
  await expect(desk.call('queue.count', { where: 'meta.aisle>0' })).rejects.toThrow(/not declared/)
})

test('a metadata field may have any name, one that JavaScript knows too', async () => {
  await using desk = await temporaryDesk()
  const meta = JSON.parse('{"constructor":"a","toString":2}')
  await importing(desk, { files: [nativeFile(desk, [{ key: 'k', text: 't', meta }])] })
  await desk.call('project.settings', { metadataFields: ['constructor', 'toString'] })
  await desk.idle()
  const where = 'meta.constructor:a meta.toString>1'
  expect(await desk.call('queue.count', { where, scope: 'all' })).toEqual({ total: 1, waiting: 1 })
})

test('values are offered most frequent first, and by their beginning', async () => {
  await using desk = await deskWithCases(21)
  const values = async (field: string, prefix = '') =>
    (await desk.call('queue.values', { field, prefix, limit: 3 })).values
  expect([
    await values('label'),
    await values('label', 'CA'),
    await values('model'),
    await values('key', 's/1'),
    await values('status', 'f'),
  ]).toEqual([
    [
      { value: 'person', count: 11 },
      { value: 'cart', count: 10 },
    ],
    [{ value: 'cart', count: 10 }],
    [{ value: 'shelf@8', count: 21 }],
    ['s/1', 's/10', 's/11'].map((value) => ({ value, count: null })),
    [{ value: 'flagged', count: null }],
  ])
  await expect(desk.call('queue.values', { field: 'colour' })).rejects.toThrow(/There is no field "colour"/)
})

test('parse answers the canonical text, or where an expression is wrong', async () => {
  await using desk = await temporaryDesk()
  expect(await desk.call('queue.parse', { where: 'LABEL:person   score<half' })).toEqual({
    ok: false,
    canonical: '',
    problem: { message: expect.stringMatching(/^"half" is not a number/), from: 21, to: 25 },
  })
  expect(await desk.call('queue.parse', { where: 'LABEL:person   score<.50' })).toEqual({
    ok: true,
    canonical: 'label:person and score<0.5',
    problem: null,
  })
})

test('the queue survives closing and opening the project', async () => {
  await using desk = await deskWithCases(30)
  await desk.call('project.settings', { triggers: below(0.1) })
  await desk.idle()
  const where = 'label:person and wet not floor'
  const before = await desk.call('queue.rows', { where })
  expect(before.rows.map((row) => row.key)).toEqual(['s/2', 's/4', 's/6', 's/8'])
  await desk.restart()
  expect(await desk.call('queue.rows', { where })).toEqual(before)
})
