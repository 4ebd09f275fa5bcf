import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { downloadsFolder } from '../../electron/backend/files/downloads.ts'
import { backUpDaily, listBackups } from '../../electron/backend/store/backups.ts'
import { checkRecord } from '../../electron/backend/store/record-check.ts'
import type { Store } from '../../electron/backend/store/store.ts'
import type { CaseId } from '../../shared/model/ids.ts'
import { LabelExample } from '../../shared/model/taxonomy.ts'
import { built, itemsOf } from '../helpers/datasets.ts'
import { asPerson, type Desk, temporaryDesk } from '../helpers/desk.ts'
import { importing, nativeFile } from '../helpers/importing.ts'
import { beside, change } from '../helpers/review-desk.ts'
import { reviewCase } from '../helpers/reviewer.ts'
import { currentDraft, labelOf, published, relabelled } from '../helpers/taxonomy-desk.ts'

const KEY = 'zq-key-7741'
/** Each stands in another part of the case, and in no other case. */
const MARKS = [
  KEY,
  'zqtext',
  'zqmeta',
  'zqdeep',
  'zqgroup',
  'zqsource',
  'zqattr',
  'zqflag',
  'zqoutcome',
  'zqnote',
  'zqwhy',
  'zqsheet',
]
/** Every way in which a filter can name the case. */
const NAMING = `key:${KEY} or key:zq-key* or source:zqsource or group:zqgroup or meta.who:zqmeta or "the zqtext of it" or key:other-1`
const LEFT =
  'key:"(erased)" or key:"(erased)"* or source:"(erased)" or group:"(erased)" or meta.who:"(erased)" or "(erased)" or key:other-1'

/** The marks found in the files below a folder, as "FILE: MARK"; full-text search keeps words in lower case. */
const holding = (folder: string): string[] =>
  (existsSync(folder) ? readdirSync(folder, { recursive: true, withFileTypes: true }) : [])
    .filter((entry) => entry.isFile())
    .flatMap((entry) => {
      const bytes = readFileSync(join(entry.parentPath, entry.name)).toString('latin1').toLowerCase()
      return MARKS.filter((mark) => bytes.includes(mark)).map((mark) => `${entry.name}: ${mark}`)
    })

const idsOf = async (desk: Desk): Promise<Readonly<Record<string, CaseId>>> =>
  Object.fromEntries((await desk.call('queue.rows', { scope: 'all' })).rows.map(({ key, caseId }) => [key, caseId]))

const wrong = { objects: [{ label: 'cat', span: [0, 5], attributes: { seen: 'zqattr' } }] }

/** A case that says all marks, two that say none, and every kind of thing a project can make from them. */
const markedDesk = async (): Promise<Desk> => {
  const desk = await temporaryDesk()
  await desk.call('project.settings', { metadataFields: ['who'] })
  await desk.idle()
  const one = {
    ...{ key: KEY, text: 'Here is the zqtext of it, with words', source: 'zqsource', group: 'zqgroup' },
    ...{ meta: { who: 'zqmeta', inner: { most: 'zqdeep' } }, flag: { why: 'zqflag', severity: 'high' } },
    ...{ outcome: { value: 'zqoutcome' }, prediction: wrong },
  }
  const other = (key: string, text: string) => ({
    ...{ key, text, source: 'shop', group: key, meta: { who: 'somebody' } },
    prediction: { objects: [{ label: 'cat', span: [0, 5] }] },
  })
  const rows = [one, other('other-1', 'Other words of another text'), other('other-2', 'Third text of the three')]
  // Set aside: another text under a known key.
  const file = nativeFile(desk, [...rows, { ...one, text: 'zqtext changed' }], undefined, `${KEY}.jsonl`)
  await importing(desk, { files: [file] })
  await desk.idle()
  const ids = await idsOf(desk)
  for (const [key, caseId] of Object.entries(ids))
    await reviewCase(desk, caseId, { annotations: [], note: key === KEY ? 'a zqnote' : 'nothing in it' })
  const second = await reviewCase(desk, ids[KEY]!, { verdict: 'correct', note: 'no, zqnote' }, 'bob')
  await desk.call('truth.decide', { caseId: ids[KEY]!, reviewId: second.reviewId, why: 'zqwhy' })
  const unsent = { id: 'note', before: '', after: 'zqsheet' } as const
  await change(desk, { caseId: ids[KEY]!, predictionId: null }, [unsent], asPerson('eve'))
  return desk
}

const example = (more: Partial<LabelExample>): LabelExample => LabelExample.parse({ is: 'positive', ...more })

/** Everything that can hold words of the case beside the case. */
const usedEverywhere = async (desk: Desk): Promise<void> => {
  const { [KEY]: caseId } = await idsOf(desk)
  const draft = await currentDraft(desk)
  const own = example({ text: 'zqtext', caseId: caseId! })
  const older = example({ text: 'the zqtext of it, with words' })
  const others = example({ text: 'purring', note: 'by hand' })
  await published(desk, relabelled(draft, 'cat', { examples: [own, older, others] }))
  await published(desk, relabelled(draft, 'cat', { examples: [others], definition: 'A small one.' }))
  await desk.call('taxonomy.saveDraft', { draft: relabelled(draft, 'cat', { examples: [own, others] }), base: 3 })
  await desk.call('view.save', { name: `All of ${KEY}`, where: NAMING, scope: 'all' })
  await desk.call('view.save', { name: 'Others', where: 'key:other-1', scope: 'all' })
  const { jobId } = await desk.call('plan.make', {
    name: `Plan of ${KEY}`,
    options: { where: NAMING, what: 'errors', slice: 'meta.who', perCell: 5 },
  })
  await desk.idle()
  expect((await desk.call('job.get', { jobId })).state).toBe('done')
  await built(desk, { name: 'frozen', where: NAMING, golden: `key:${KEY}`, note: `without ${KEY}?` })
  await built(desk, { name: 'plain', where: 'key:other-1,other-2' })
  const contract = {
    name: 'theirs',
    schema: { properties: { key: { pattern: '^other' } } },
    broken: 'leave-out',
  } as const
  const to = join(desk.folder, `batch of ${KEY}`)
  await desk.work('export.start', { format: 'native', where: NAMING, to })
  await desk.work('export.start', { format: 'native', where: NAMING, contract })
  await desk.work('export.start', { format: 'yolo-detect', where: NAMING })
  await desk.work('dataset.export', { dataset: 'frozen@1' })
  await desk.call('model.train', { model: 'm@2', on: 'frozen@1', at: '2026-06-02T00:00:00Z', note: `no ${KEY}` })
}

/**
 * What each table can hold of a case, and what erasing does about it. A new table has to be thought of here; then see to it
 * that the case above gets into it.
 */
const TABLES: Readonly<Record<string, 'rows go' | 'mentions go' | 'kept: ids and hashes' | 'never of one case'>> = {
  adjudications: 'rows go',
  assets: 'rows go',
  batch_items: 'rows go',
  case_assets: 'rows go',
  case_contents: 'rows go',
  case_fields: 'rows go',
  case_fingerprints: 'rows go',
  case_search: 'rows go',
  cases: 'rows go',
  commands: 'rows go',
  dataset_items: 'rows go',
  groups: 'rows go',
  outcomes: 'rows go',
  prediction_annotations: 'rows go',
  predictions: 'rows go',
  queue_entries: 'rows go',
  queue_reasons: 'rows go',
  relabel_cases: 'rows go',
  review_findings: 'rows go',
  reviews: 'rows go',
  sources: 'rows go',
  taxonomy_questions: 'rows go',
  withdrawals: 'rows go',
  worksheets: 'rows go',
  batches: 'mentions go',
  dataset_versions: 'mentions go',
  imports: 'mentions go',
  log_entries: 'mentions go',
  model_trainings: 'mentions go',
  rejects: 'mentions go',
  relabel_plans: 'mentions go',
  saved_views: 'mentions go',
  taxonomy_drafts: 'mentions go',
  taxonomy_versions: 'mentions go',
  log_checkpoints: 'kept: ids and hashes',
  cause_names: 'never of one case',
  code_lists: 'never of one case',
  code_search: 'never of one case',
  codes: 'never of one case',
  label_mappings: 'never of one case',
  labels: 'never of one case',
  meta: 'never of one case',
  models: 'never of one case',
  settings: 'never of one case',
}

/** The tables that hold rows of cases, and those of them in which this one has a row. */
const rowsOf = (store: Store, row: number) => {
  const tables = store
    .prepare<string>("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    .pluck()
    .all()
    .filter((name) => !/^(case|code)_search_/.test(name))
  expect(tables.sort()).toEqual(Object.keys(TABLES).sort())
  const ofCases = tables.filter((table) =>
    store.prepare("SELECT 1 FROM pragma_table_info(?) WHERE name = 'case_id'").get(table),
  )
  expect(ofCases.filter((table) => TABLES[table] !== 'rows go')).toEqual([])
  return {
    ofCases,
    holding: ofCases.filter((table) => store.prepare(`SELECT 1 FROM ${table} WHERE case_id = ?`).get(row)),
  }
}

const erasing = { key: KEY, reason: 'asked for' }

/** What is told of a case that stays. */
const toldOf = async (desk: Desk, key: string) => {
  const caseId = (await idsOf(desk))[key]!
  const { reasons: _, ...opened } = await desk.call('review.open', { caseId })
  return [opened, await desk.call('truth.get', { caseId })]
}

test('nothing of an erased case is left in what was made of it: examples, plans, versions, batches, views, reports', async () => {
  await using desk = await markedDesk()
  await usedEverywhere(desk)
  const store = beside(desk)
  // The first was made before the case came.
  await backUpDaily(store, Date.now() + 2 * 24 * 60 * 60 * 1000)
  const { head } = await desk.call('record.head', {})
  const before = await toldOf(desk, 'other-1')
  const row = store.prepare<number>('SELECT case_id FROM case_contents WHERE key = ?').pluck().get(KEY)!
  const { ofCases, holding: stoodIn } = rowsOf(store, row)
  // All but these, so that none of them is empty by chance.
  expect(ofCases.filter((table) => !stoodIn.includes(table))).toEqual(['case_assets', 'taxonomy_questions'])
  const plain = (await itemsOf(desk, 'plain@1')).map(({ key, hash }) => [key, hash])
  expect(new Set(holding(desk.path).map((found) => found.split(': ')[1]))).toEqual(new Set(MARKS))
  expect(readdirSync(downloadsFolder(store)).length).toBeGreaterThan(1)

  const report = await desk.call('record.erase', erasing)
  await desk.idle()
  expect(report.backups).toEqual([{ file: join('backups', listBackups(desk.path)[0]!.file), what: 'erased' }])
  expect([holding(desk.path), holding(downloadsFolder(store)), readdirSync(downloadsFolder(store))]).toEqual([
    [],
    [],
    [],
  ])
  expect([checkRecord(store, head).problems, checkRecord(store, null).problems]).toEqual([[], []])
  expect(rowsOf(store, row).holding).toEqual([])
  store.close()
  expect(await toldOf(desk, 'other-1')).toEqual(before)
  expect((await itemsOf(desk, 'plain@1')).map(({ key, hash }) => [key, hash])).toEqual(plain)
})

test('after an erasure everything opens and reads, and says what became of it', async () => {
  await using desk = await markedDesk()
  await usedEverywhere(desk)
  // Read before: what the desk keeps in memory of versions must not be what is published anew.
  await desk.call('taxonomy.versions', {})
  await desk.call('record.erase', erasing)
  await desk.idle()
  const look = async () => {
    const { versions } = await desk.call('taxonomy.versions', {})
    const examples = await Promise.all(
      [1, 2, 3].map(async (version) => {
        const { taxonomy } = await desk.call('taxonomy.get', { version })
        return taxonomy && labelOf(taxonomy, 'cat').examples.map(({ text }) => text)
      }),
    )
    const { draft } = await desk.call('taxonomy.draft', {})
    const { views } = await desk.call('view.list', {})
    const { plans } = await desk.call('plan.list', {})
    const plan = await desk.call('plan.get', { id: plans[0]!.id })
    const frozen = await desk.call('dataset.get', { dataset: 'frozen@1' })
    const { batches } = await desk.call('export.list', {})
    const { imports } = await desk.call('import.list', {})
    const { models } = await desk.call('model.list', {})
    return {
      versions: versions.map(({ version }) => version),
      examples,
      drafted: draft && labelOf(draft, 'cat').examples.map(({ text }) => text),
      views: views.map(({ name, where }) => [name, where]),
      plan: [
        plan.name,
        plan.options.where,
        plan.cells.map(({ slice }) => slice).sort(),
        plan.cases.map(({ key }) => key),
      ],
      asked: (await desk.call('queue.rows', { where: plan.where })).rows.map(({ key }) => key).sort(),
      frozen: [frozen.options.where, frozen.options.golden, frozen.options.note],
      sources: frozen.coverage.bySource,
      batches: batches.map(({ where }) => where),
      broken: batches.flatMap(({ contract }) => contract?.broken ?? []),
      imported: imports.map(({ files, rejects }) => [
        files,
        rejects.map(({ file, message, excerpt }) => [file, message, excerpt]),
      ]),
      notes: models.flatMap(({ trainings }) => trainings.map(({ note }) => note)),
    }
  }
  const told = await look()
  expect(told).toEqual({
    versions: [3, 2, 1],
    examples: [[], ['purring'], ['purring']],
    drafted: ['purring'],
    views: [
      ['All of (erased)', LEFT],
      ['Others', 'key:other-1'],
    ],
    plan: ['Plan of (erased)', LEFT, ['(erased)', 'somebody'], ['other-1']],
    asked: ['other-1'],
    frozen: [LEFT, 'key:"(erased)"', 'without (erased)?'],
    sources: [
      { source: 'shop', cases: 1, of: 2 },
      { source: '(erased)', cases: 1, of: 1 },
    ],
    batches: [LEFT, LEFT, LEFT],
    broken: [],
    imported: [[['(erased).jsonl'], [['(erased).jsonl', '(erased)', '']]]],
    notes: ['no (erased)'],
  })
  await desk.restart()
  expect(await look()).toEqual(told)
  const check = await desk.work('dataset.verify', { dataset: 'frozen@1' })
  expect(check.result).toMatchObject({ ok: false, items: 1, erased: 1, changed: 0 })
  const again = await desk.work('dataset.export', { dataset: 'frozen@1' })
  expect([again.state, again.error?.message]).toEqual([
    'failed',
    expect.stringContaining('1 cases of frozen@1 were erased'),
  ])
  expect((await desk.call('record.verify', {})).ok).toBe(true)
})

test('withdrawing a version after an erasure brings no example of the case back', async () => {
  await using desk = await markedDesk()
  const { [KEY]: caseId } = await idsOf(desk)
  const draft = await currentDraft(desk)
  const kept = example({ text: 'purring' })
  await published(desk, relabelled(draft, 'cat', { examples: [kept, example({ text: 'zqtext', caseId: caseId! })] }))
  await published(desk, relabelled(draft, 'cat', { definition: 'A small one.' }))
  await desk.call('taxonomy.versions', {})
  await desk.call('record.erase', erasing)
  await desk.idle()
  await desk.call('taxonomy.withdraw', { version: 3, why: 'as before' })
  await desk.idle()
  expect(labelOf(await currentDraft(desk), 'cat').examples).toEqual([kept])
})

test('a case that is called as things of the desk are takes none of them along: everything reads as before', async () => {
  await using desk = await temporaryDesk()
  const keys = ['native', 'correct', 'train', 'other']
  const said = { class: 'cat', scores: { cat: 0.4 } }
  const rows = keys.map((key) => ({
    key,
    text: `a text of its own, ${key.length} long: ${key}`,
    source: 'shop',
    prediction: said,
  }))
  await importing(desk, { files: [nativeFile(desk, rows)] })
  await desk.idle()
  for (const caseId of Object.values(await idsOf(desk))) await reviewCase(desk, caseId, { verdict: 'correct' })
  await built(desk, { name: 'train' })
  await desk.work('export.start', {
    format: 'native',
    losses: 'convert',
    verdicts: ['correct'],
    to: join(desk.folder, 'out'),
  })
  for (const key of keys.slice(0, -1)) {
    await desk.call('record.erase', { key, reason: 'asked for' })
    await desk.idle()
  }
  const { batches } = await desk.call('export.list', {})
  const { versions } = await desk.call('dataset.list', {})
  const { imports } = await desk.call('import.list', {})
  expect([
    batches.map(({ format, counts }) => [format, counts.cases]),
    versions.map(({ name, options }) => [name, options.splits.map((split) => split.name)]),
    imports.map(({ formats }) => formats),
    Object.keys(await idsOf(desk)),
  ]).toEqual([[['native', 4]], [['train', ['train', 'validation', 'test']]], [['native']], ['other']])
})
