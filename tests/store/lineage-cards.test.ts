import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Annotation } from '../../shared/model/annotation.ts'
import { croissantProblems } from '../helpers/croissant-rules.ts'
import { cyclonedxProblems } from '../helpers/cyclonedx-schema.ts'
import { built } from '../helpers/datasets.ts'
import { type Desk, temporaryDesk } from '../helpers/desk.ts'
import { importing, nativeFile } from '../helpers/importing.ts'
import { failure } from '../helpers/review-desk.ts'
import { reviewCase } from '../helpers/reviewer.ts'

const WORDS = ['lorry', 'invoice', 'garden', 'window', 'ticket', 'camera', 'engine', 'bottle', 'market', 'pencil']

/** Twelve tickets of two sources, reviewed: of a label that could be markup, one of them wrong. */
const ticketDesk = async (): Promise<Desk> => {
  const desk = await temporaryDesk()
  const rows = Array.from({ length: 12 }, (_, nr) => ({
    key: `t${nr}`,
    text: `${WORDS.map((word, at) => `${word}${(nr + 1) * (at + 3)}`).join(' ')}`,
    source: nr % 2 === 0 ? 'mail' : '<b>chat</b>',
    time: `2026-05-${String(nr + 1).padStart(2, '0')}T10:00:00Z`,
    prediction: { class: nr % 3 === 0 ? '<script>alert(1)</script>' : 'refund', scores: {} },
  }))
  await importing(desk, { files: [nativeFile(desk, rows, { secondLook: 1, model: { name: 'router', version: '3' } })] })
  await desk.idle()
  const found = await desk.call('queue.rows', { scope: 'all' })
  for (const { key, caseId } of found.rows)
    await reviewCase(desk, caseId, (_, prediction) => {
      const predicted = prediction?.annotations ?? []
      const annotations = predicted.map(({ score: _score, ...one }): Annotation => ({ ...one, label: 'delivery' }))
      return key === 't1' ? { annotations, verdict: 'incorrect' } : { verdict: 'correct' }
    })
  return desk
}

const card = (desk: Desk, as: 'html' | 'markdown' | 'croissant' | 'cyclonedx', more: object = {}) =>
  desk.call('dataset.card', { dataset: 'tickets', as, ...more })

test('a version’s cards are valid by the published rules, and name its files, models and parent', async () => {
  await using desk = await ticketDesk()
  await built(desk, { name: 'tickets', where: 'source:mail', note: 'the first *lot*' })
  const version = await built(desk, { name: 'tickets' })
  await desk.call('model.train', { model: 'router@4', on: 'tickets@2', at: '2026-06-01T10:00:00Z', note: 'nightly' })

  const croissant = JSON.parse((await card(desk, 'croissant')).text)
  expect(croissantProblems(croissant)).toEqual([])
  expect(croissant).toMatchObject({
    name: 'tickets@2',
    version: '2.0.0',
    'prov:wasDerivedFrom': [
      { '@id': `urn:uuid:${version.parent}` },
      { 'prov:label': '<b>chat</b>' },
      { 'prov:label': 'mail' },
    ],
    'prov:wasAttributedTo': [{ 'prov:label': 'ada' }],
    'rai:dataCollectionTimeframe': ['2026-05-01T10:00:00.000Z', '2026-05-12T10:00:00.000Z'],
  })
  for (const member of ['@context', 'license', 'url', 'creator', 'datePublished', 'distribution', 'conformsTo'])
    expect(croissantProblems({ ...croissant, [member]: undefined })).not.toEqual([])
  expect(croissantProblems({ ...croissant, distribution: croissant.distribution.slice(1) })).not.toEqual([])
  const stated = { license: 'https://creativecommons.org/licenses/by/4.0/', url: 'https://example.org/tickets' }
  const owned = JSON.parse((await card(desk, 'croissant', stated)).text)
  expect([croissantProblems(owned), owned.license, owned.url]).toEqual([[], stated.license, stated.url])

  const bom = JSON.parse((await card(desk, 'cyclonedx')).text)
  const taxonomy = `taxonomy:${version.taxonomyVersion}`
  expect(cyclonedxProblems(bom)).toEqual([])
  expect(cyclonedxProblems({ ...bom, specVersion: 1.6 })).not.toEqual([])
  expect(bom.components.map((one: { 'bom-ref': string }) => one['bom-ref'])).toEqual([
    ...['model:router@4', 'dataset:tickets@1', taxonomy],
  ])
  expect(bom.dependencies).toEqual([
    { ref: 'model:router@4', dependsOn: ['dataset:tickets@2'] },
    { ref: 'dataset:tickets@2', dependsOn: ['dataset:tickets@1', taxonomy] },
    { ref: 'dataset:tickets@1', dependsOn: [] },
    { ref: taxonomy, dependsOn: [] },
  ])
})

test('an export carries the cards beside its files, and what they say of the files is true', async () => {
  await using desk = await ticketDesk()
  const { id } = await built(desk, { name: 'tickets' })
  const folder = join(desk.folder, 'out')
  const job = await desk.work('dataset.export', { dataset: 'tickets@1', to: folder })
  expect([job.state, job.error]).toEqual(['done', undefined])
  expect(readdirSync(folder).sort()).toEqual([
    ...[
      'bom.cdx.json',
      'croissant.json',
      'data-card.html',
      'data-card.md',
      'items.jsonl',
      'manifest.json',
      'tool.json',
    ],
  ])
  const read = (name: string) => readFileSync(join(folder, name))
  const sha = (name: string) => createHash('sha256').update(read(name)).digest('hex')
  const croissant = JSON.parse(read('croissant.json').toString())
  const bom = JSON.parse(read('bom.cdx.json').toString())
  expect([croissantProblems(croissant), cyclonedxProblems(bom)]).toEqual([[], []])
  expect(
    croissant.distribution.map((file: { name: string; sha256: string; contentSize: string }) => [
      file.name,
      file.sha256,
      file.contentSize,
    ]),
  ).toEqual(['items.jsonl', 'manifest.json'].map((name) => [name, sha(name), `${read(name).byteLength} B`]))
  expect(bom.metadata.component.hashes).toEqual([{ alg: 'SHA-256', content: sha('items.jsonl') }])
  // The same hash without an export.
  expect(JSON.parse((await card(desk, 'croissant')).text).distribution[0].sha256).toBe(sha('items.jsonl'))
  // Every column that a field names stands in every line.
  const items = croissant.recordSet.find((set: { name: string }) => set.name === 'items')
  const columns = items.field.map((field: { source: { extract: { column: string } } }) => field.source.extract.column)
  const lines = read('items.jsonl')
    .toString()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(lines.length).toBe(12)
  for (const line of lines) expect(columns.filter((column: string) => !(column in line))).toEqual([])
  // A batch of the version leads back to it.
  await desk.work('export.start', { format: 'native', dataset: { id }, to: join(desk.folder, 'batch') })
  const { edges } = await desk.call('lineage.graph', {})
  expect(edges.filter(({ is }) => is === 'left-in')).toMatchObject([{ from: 'dataset:tickets@1', cases: 12 }])
})

test('a data card says in words and tables what the version is; what stands in names is never markup', async () => {
  await using desk = await ticketDesk()
  const version = await built(desk, { name: 'tickets', note: 'see <img src=x onerror=alert(2)> [here](javascript:1)' })
  const html = await card(desk, 'html')
  const markdown = await card(desk, 'markdown')
  expect([html.name, html.mime, markdown.name]).toEqual(['data-card.html', 'text/html', 'data-card.md'])
  for (const { text } of [html, markdown])
    for (const said of [version.root, 'router@3', 'incorrect-classification', 'refund', 'Known limits', 'ada'])
      expect(text.replaceAll('\\', '')).toContain(said)
  expect(html.text.match(/<(script|img|b|iframe|link|a)\b/g)).toBeNull()
  expect(html.text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
  expect(markdown.text).toContain('\\<script\\>alert\\(1\\)\\</script\\>')
  expect(markdown.text).not.toMatch(/(^|[^\\])<(script|img|b)/)
  expect(markdown.text).not.toContain('](')
})

test('a card blames uneven shares on groups, near-duplicates or earlier splits only where there are some', async () => {
  await using desk = await ticketDesk()
  const unevenIn = async () => (await card(desk, 'markdown')).text.match(/differs? from the whole by .*: (.*)\./)?.[1]
  const splits = [
    { name: 'train', share: 0.6 },
    { name: 'test', share: 0.4 },
  ]
  await built(desk, { name: 'tickets', splits })
  const few = await unevenIn()
  await built(desk, { name: 'tickets', splits, groupBy: 'source', parent: null })
  const grouped = await unevenIn()
  await built(desk, { name: 'tickets', splits })
  expect([few, grouped, await unevenIn()]).toEqual([
    'there are too few cases to part them more evenly',
    'groups stay together',
    'cases keep the split they had in the version before',
  ])
})

test('a version that holds an erased case has its data card still, and says that its files cannot be made', async () => {
  await using desk = await ticketDesk()
  await built(desk, { name: 'tickets' })
  await desk.call('record.erase', { key: 't5', reason: 'asked for' })
  await desk.idle()
  expect((await card(desk, 'html')).text).toContain('tickets@1')
  expect(await failure(card(desk, 'croissant'))).toMatchObject({ code: 'conflict' })
  expect(await failure(desk.call('dataset.card', { dataset: 'other', as: 'html' }))).toMatchObject({
    code: 'not-found',
  })
})
