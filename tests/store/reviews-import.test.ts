import { writeFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { newActId } from '../../electron/backend/files/sha256.ts'
import { caseRowId, readCase } from '../../electron/backend/store/cases.ts'
import { readPredictions } from '../../electron/backend/store/predictions.ts'
import { activeReviews, insertTruth } from '../../electron/backend/store/reviews.ts'
import { nativeHeader, nativeLine, nativeRecords } from '../../shared/domain/formats/native-write.ts'
import { BatchId, ImportId, PersonId } from '../../shared/model/ids.ts'
import type { Change, Subject } from '../../shared/model/review.ts'
import { asPerson, type Desk } from '../helpers/desk.ts'
import { box, relation, span } from '../helpers/objects.ts'
import { beside, change, commandId, judge, reviewDesk, submit } from '../helpers/review-desk.ts'
import { type SeedCase, seededId, seededPrediction } from '../helpers/seed-cases.ts'
import { currentDraft, published } from '../helpers/taxonomy-desk.ts'

const TEXT = 'Take 😀 aspirin 100 mg\r\nat night'
const drug = span('o1', 'drug', TEXT.indexOf('aspirin'), 'aspirin')
const inText = (annotation: typeof drug) => {
  if (annotation.shape.kind !== 'span') return annotation
  // One character before it takes two UTF-16 units.
  const ranges = annotation.shape.ranges.map((range) => ({
    ...range,
    startCodePoint: range.startUtf16 - 1,
    endCodePoint: range.endUtf16 - 1,
  }))
  return { ...annotation, shape: { ...annotation.shape, ranges } }
}
const dose = inText(span('o2', 'dose', TEXT.indexOf('100 mg'), '100 mg'))
const seeds: SeedCase[] = [
  {
    key: 'note',
    text: TEXT,
    predictions: [{ model: 'm', annotations: [inText(drug), dose], relations: [relation('r1', 'has', 'o1', 'o2')] }],
  },
  { key: 'shelf', predictions: [{ model: 'm', annotations: [box('o1', 'dog', [0.1, 0.2, 10, 10], { score: 0.9 })] }] },
  {
    key: 'two',
    predictions: ['m', 'rival'].map((model) => ({ model, annotations: [box('o1', 'dog', [0, 0, 5, 5])] })),
  },
  { key: 'bare', predictions: [] },
]
const subject = (key: string, model = 'm'): Subject => ({
  caseId: seededId(key),
  predictionId: seededPrediction(key, model),
})
const plain = (value: unknown) => JSON.parse(JSON.stringify(value))
const batch = BatchId.parse(newActId())

/** What an export of every active review writes. */
function exported(desk: Desk): string {
  const store = beside(desk)
  const lines = seeds.flatMap(({ key }) => {
    const row = caseRowId(store, seededId(key)) ?? 0
    const [one, predictions] = [readCase(store, row), readPredictions(store, row)]
    return activeReviews(store, row).flatMap((review) => {
      const bare = { status: 'single', review, reviews: [review], why: [] } as const
      const answered = review.verdict !== 'unsafe'
      return nativeRecords({ case: one, predictions, ...bare, answered }, batch)
    })
  })
  store.close()
  return [nativeHeader({ name: 'labels', version: 1 }, batch), ...lines].map(nativeLine).join('')
}

const take = async (desk: Desk, text: string, as = 'ada') => {
  const path = `${desk.folder}/reviews.jsonl`
  writeFileSync(path, text)
  return desk.call('review.import', { file: { from: 'path', path }, as: PersonId.parse(as) })
}
const rows = (...records: unknown[]) => records.map((record) => `${JSON.stringify(record)}\n`).join('')
const reasons = ({ setAside }: Awaited<ReturnType<typeof take>>) =>
  setAside.map(({ line, reason }) => `${line} ${reason}`)

/** Reviews of every kind: corrected spans and relations, a bare verdict, *correct*, and truth. */
async function reviewAll(desk: Desk): Promise<void> {
  const { worksheet } = await desk.call('review.open', subject('note'))
  const [first, second] = worksheet.annotations
  const changes: Change[] = [
    {
      id: 'annotation:o1',
      before: plain(first),
      after: plain({ ...first, label: 'medicine', attributes: { negated: true } }),
    },
    { id: 'relation:r1', before: plain(worksheet.relations[0]), after: null },
    { id: 'annotation:o2', before: plain(second), after: null },
    { id: 'annotation:n1', before: null, after: plain({ ...dose, id: 'n1' }) },
    { id: 'relation:n2', before: null, after: plain(relation('n2', 'treats', 'n1', 'o1')) },
    { id: 'verdict', before: null, after: 'partially-correct' },
    { id: 'causes', before: [], after: ['label-lacks-context'] },
    { id: 'note', before: '', after: 'a "note"\n😀' },
    { id: 'edgeCase', before: false, after: true },
  ]
  await change(desk, subject('note'), changes)
  await submit(desk, subject('note'))
  await judge(desk, subject('shelf'), 'unsafe')
  await judge(desk, subject('two'), 'correct')
  const bare = { caseId: seededId('bare'), predictionId: null }
  await change(desk, bare, [{ id: 'annotation:n', before: null, after: plain(box('n', 'dog', [1, 2, 3, 4])) }])
  await submit(desk, bare)
}

test('what an export wrote is known, changes nothing, and leaves no trace in the record', async () => {
  await using desk = await reviewDesk(seeds)
  await reviewAll(desk)
  const entries = async () => (await desk.call('record.verify', {})).desks
  const [before, lines] = [await entries(), exported(desk)]
  expect(await take(desk, lines)).toEqual({ taken: 0, known: 4, setAside: [] })
  expect(await take(desk, lines, 'somebody else')).toEqual({ taken: 0, known: 4, setAside: [] })
  expect(await entries()).toEqual(before)
})

test('another desk takes the same reviews in once, and says of them what the first one says', async () => {
  await using desk = await reviewDesk(seeds)
  await using other = await reviewDesk(seeds)
  await reviewAll(desk)
  const lines = exported(desk)
  expect(await take(other, lines)).toEqual({ taken: 4, known: 0, setAside: [] })
  expect(await take(other, lines)).toEqual({ taken: 0, known: 4, setAside: [] })
  const said = async (on: Desk) =>
    Promise.all(
      seeds.map(async ({ key }) => {
        const { reviews } = await on.call('review.list', { caseId: seededId(key) })
        return reviews.map(({ origin: _, ...review }) => review)
      }),
    )
  expect(await said(other)).toEqual(await said(desk))
  expect((await other.call('review.open', subject('note'))).status).toEqual('reviewed')
  expect((await other.call('review.open', subject('note'))).worksheet.note).toEqual('a "note"\n😀')
  expect((await other.call('record.verify', {})).ok).toBe(true)
})

test('a script needs ten lines: a key, who, and a verdict; objects only where something was wrong', async () => {
  await using desk = await reviewDesk(seeds)
  const lines = rows(
    { key: 'note', review: { by: 'judge', verdict: 'correct' } },
    {
      key: 'shelf',
      review: { by: 'judge', id: 'r-17', verdict: 'incorrect', causes: ['model-error'] },
      truth: { objects: [] },
    },
    {
      key: 'two',
      review: { by: 'judge', of: 'rival@1', verdict: 'incomplete', at: '2026-06-02T12:00:00+02:00' },
      truth: {
        objects: [
          { id: 'o1', from: 'o1', label: 'dog', box: [0, 0, 5, 5] },
          { label: 'cow', box: [9, 9, 5, 5] },
        ],
      },
    },
    { key: 'bare', review: { by: 'judge' }, truth: { class: 'dog' } },
  )
  expect(await take(desk, lines, 'judge')).toEqual({ taken: 4, known: 0, setAside: [] })
  expect(await take(desk, lines, 'judge')).toEqual({ taken: 0, known: 4, setAside: [] })
  const of = async (key: string) =>
    (await desk.call('review.open', { caseId: seededId(key) }, asPerson('judge'))).reviews
  const reviews = (await Promise.all(seeds.map(({ key }) => of(key)))).flat()
  const facts = reviews.map(({ personId, verdict, errors, origin, annotations }) => [
    personId,
    verdict,
    errors,
    origin,
    annotations.length,
  ])
  expect(facts).toEqual([
    ['judge', 'correct', [], 'file', 2],
    ['judge', 'incorrect', ['spurious', 'high-confidence-wrong'], 'file', 0],
    ['judge', 'incomplete', ['missing-entity'], 'file', 2],
    ['judge', null, [], 'truth', 1],
  ])
  expect([reviews[2]?.at, reviews[2]?.predictionId]).toEqual([
    '2026-06-02T10:00:00.000Z',
    seededPrediction('two', 'rival'),
  ])
  const { taxonomy } = await desk.call('taxonomy.get', {})
  expect([taxonomy?.version, taxonomy?.labels.map(({ name }) => name)]).toEqual([2, ['drug', 'dose', 'dog', 'cow']])
})

test('what cannot be taken is set aside with its line and reason, and nothing else is lost', async () => {
  await using desk = await reviewDesk(seeds)
  const review = { by: 'ada', verdict: 'incorrect' }
  const lines = [
    rows({ key: 'nowhere', review }),
    rows({ key: 'shelf', review: { ...review, of: 'nobody' } }),
    rows({ key: 'two', review }),
    rows({ key: 'bare', review }),
    rows({ key: 'shelf', review: { by: 'ada', verdict: 'correct' }, truth: { objects: [] } }),
    rows({ key: 'note', review, truth: { objects: [{ label: 'drug', span: [7, 999] }] } }),
    rows({ key: 'note', review, truth: { objects: [{ label: 'drug', span: [7, 14], quote: 'ibuprofen' }] } }),
    rows({ key: 'note', text: 'another text', review, truth: { objects: [{ label: 'drug', span: [0, 4] }] } }),
    rows({ key: 'shelf', review: { by: 'ada', verdict: 'splendid' } }),
    rows({ key: 'shelf', review: { by: 'ada', of: 'm@1' } }),
    rows({ key: 'bare', review: { by: 'ada' } }),
    rows({ key: 'shelf', review: { ...review, at: '2999-01-01T00:00:00Z' } }),
    rows({ key: 'shelf', review: { ...review, at: 'yesterday' } }),
    rows({ key: 'shelf', review: { ...review, causes: ['bad luck'] } }),
    rows({ key: 'shelf', review: { ...review, causes: ['model-error', 'model-error'] } }),
    rows({ key: 'shelf' }),
    rows({ review }),
    '{"key":\n',
    '\n',
    rows({ key: 'shelf', review: { ...review, note: 'taken' } }),
    rows({ key: 'shelf', review: { by: 'grace', verdict: 'unsafe' } }),
    rows({
      key: 'note',
      review,
      truth: {
        objects: [
          { id: 'x', label: 'a' },
          { id: 'x', label: 'b' },
        ],
      },
    }),
  ].join('')
  const answer = await take(desk, lines)
  expect([answer.taken, answer.known, reasons(answer)]).toEqual([
    1,
    0,
    [
      '1 unknown-case',
      '2 unknown-prediction',
      '3 ambiguous-prediction',
      '4 unknown-prediction',
      '5 edited-not-correct',
      '6 bad-span',
      '7 quote-mismatch',
      '8 other-text',
      '9 unknown-verdict',
      '10 no-verdict',
      '11 no-verdict',
      '12 bad-time',
      '13 bad-time',
      '14 unknown-cause',
      '15 cause-twice',
      '16 no-review',
      '17 no-key',
      '18 not-json',
      '21 two-reviewers',
      '22 duplicate-object-id',
    ],
  ])
  expect(answer.setAside.filter(({ message, remedy }) => message === '' || remedy === '')).toEqual([])
})

test('whatever a file holds, every line of it is taken, known, or set aside', async () => {
  await using desk = await reviewDesk(seeds)
  const junk = fc.oneof(
    fc.json(),
    fc.string({ unit: 'binary' }).map((text) => JSON.stringify(text)),
    fc
      .record(
        {
          key: fc.oneof(fc.constantFrom('note', 'shelf', 'two', 'bare'), fc.jsonValue()),
          review: fc.oneof(
            fc.record(
              {
                by: fc.oneof(fc.constant('ada'), fc.jsonValue()),
                verdict: fc.oneof(fc.constantFrom('correct', 'unsafe'), fc.jsonValue()),
                of: fc.oneof(fc.constant('m@1'), fc.jsonValue()),
                id: fc.oneof(fc.constantFrom('__proto__', 'x'), fc.jsonValue()),
                note: fc.string({ unit: 'binary' }),
              },
              { requiredKeys: ['by'] },
            ),
            fc.jsonValue(),
          ),
          truth: fc.oneof(
            fc.record({
              objects: fc.array(fc.record({ label: fc.string(), span: fc.tuple(fc.integer(), fc.integer()) })),
            }),
            fc.jsonValue(),
          ),
        },
        { requiredKeys: ['key', 'review'] },
      )
      .map((record) => JSON.stringify(record)),
  )
  const right = JSON.stringify({ key: 'note', review: { by: 'ada', of: 'm@1', verdict: 'unsafe', id: 'right' } })
  const lines = [...fc.sample(junk, 400), right]
    .map((line) => line.replaceAll(/[\r\n]/g, ' '))
    .filter((line) => line.trim() !== '')
  const { taken, known, setAside } = await take(desk, `${lines.join('\n')}\n`)
  expect(taken).toBeGreaterThan(0)
  expect(taken + known + setAside.length).toEqual(lines.length)
  expect((await desk.call('record.verify', {})).ok).toBe(true)
})

test('a known id that says something else is a conflict; an older review does not displace a newer one', async () => {
  await using desk = await reviewDesk(seeds)
  await judge(desk, subject('shelf'), 'unsafe')
  const [mine] = (await desk.call('review.open', subject('shelf'))).reviews
  const line = (review: object) => rows({ key: 'shelf', review: { by: 'ada', ...review } })
  expect(reasons(await take(desk, line({ id: mine?.id, verdict: 'incorrect' })))).toEqual(['1 conflict'])
  const older = { id: newActId(), verdict: 'incorrect', at: '2020-01-01T00:00:00Z' }
  expect((await take(desk, line(older))).taken).toEqual(1)
  const active = async () => (await desk.call('review.open', subject('shelf'))).reviews.map(({ verdict }) => verdict)
  expect(await active()).toEqual(['unsafe'])
  expect((await take(desk, line({ verdict: 'irrelevant' }))).taken).toEqual(1)
  expect(await active()).toEqual(['irrelevant'])
  const { undo } = await desk.call('review.history', {})
  if (!undo) throw new Error('the submission can be undone')
  await desk.call('review.undo', { commandId: commandId(), expects: undo.commandId })
  expect(await active()).toEqual(['irrelevant'])
})

test('one key in two feeds means the case whose prediction is named', async () => {
  await using desk = await reviewDesk()
  for (const feed of ['', 'north']) {
    const path = `${desk.folder}/cases-${feed}.jsonl`
    const record = {
      key: 'k',
      text: `from ${feed}`,
      prediction: { id: `p-${feed}`, model: { name: 'm' }, class: 'busy' },
    }
    writeFileSync(path, rows({ secondLook: 1 }, record))
    const job = await desk.work('import.start', { files: [{ from: 'path', path }], feed })
    expect(job.state).toEqual('done')
  }
  const verdict = { by: 'ada', verdict: 'incorrect' }
  const answer = await take(
    desk,
    rows({ key: 'k', review: verdict }, { key: 'k', review: { ...verdict, of: 'p-north' } }),
  )
  expect([answer.taken, reasons(answer)]).toEqual([1, ['1 ambiguous-prediction']])
  const { rows: reviewed } = await desk.call('queue.rows', { scope: 'all', where: 'status:reviewed' })
  expect(reviewed.map(({ title }) => title)).toEqual(['from north'])
  const named = rows(
    { key: 'k', feed: '', review: verdict },
    { key: 'k', feed: 'north', review: { ...verdict, verdict: 'unsafe' } },
    { key: 'k', feed: 'south', review: verdict },
  )
  const again = await take(desk, named)
  expect([again.taken, reasons(again)]).toEqual([2, ['3 unknown-case']])
  const { rows: both } = await desk.call('queue.rows', { scope: 'all', where: 'verdict:*' })
  expect(both.map(({ title, verdict }) => [title, verdict])).toEqual([
    ['from ', 'incorrect'],
    ['from north', 'unsafe'],
  ])
})

test('where files were joined, each line is read under the header above it', async () => {
  await using desk = await reviewDesk([
    { key: 'smile', text: '😀 aspirin', predictions: [{ model: 'm', annotations: [] }] },
  ])
  const line = (span: [number, number]) => ({
    key: 'smile',
    review: { by: 'ada', verdict: 'incomplete' },
    truth: { objects: [{ label: 'drug', span, quote: 'aspirin' }] },
  })
  const joined = rows(
    { secondLook: 1 },
    line([2, 9]),
    { secondLook: 1, offsets: 'utf16' },
    { ...line([3, 10]), review: { by: 'ada', verdict: 'incomplete', note: 'again' } },
    { secondLook: 2 },
    line([2, 9]),
  )
  const answer = await take(desk, joined)
  expect([answer.taken, reasons(answer)]).toEqual([2, ['5 bad-header', '6 bad-header']])
})

test('a browser cannot name a file, and a file that is not there is said to be so', async () => {
  await using desk = await reviewDesk(seeds)
  const input = { file: { from: 'path', path: '/nowhere/reviews.jsonl' }, as: PersonId.parse('ada') } as const
  await expect(desk.call('review.import', input, asPerson('ada', 'web', false))).rejects.toThrow(/^not-allowed:/)
  await expect(desk.call('review.import', input)).rejects.toThrow(/^bad-file:/)
})

test('imported truth has an id from its content, so that taking it in twice changes nothing', async () => {
  await using desk = await reviewDesk(seeds)
  const store = beside(desk)
  const importId = ImportId.parse(store.prepare<{ id: string }>('SELECT id FROM imports').get()?.id)
  const caseId = seededId('shelf')
  const caseRow = caseRowId(store, caseId) ?? 0
  const truth = (x: number) => ({
    caseRow,
    caseId,
    personId: PersonId.parse('grace'),
    annotations: [box('o1', 'dog', [x, 0, 10, 10])],
    relations: [],
    taxonomyVersion: 1,
    importId,
  })
  const taken = [truth(0), truth(0), truth(1), truth(0)].map((each) => store.write((write) => insertTruth(write, each)))
  expect(taken).toEqual(['added', 'known', 'added', 'known'])
  const active = activeReviews(store, caseRow)
  expect(
    active.map(({ verdict, origin, predictionId, annotations }) => ({ verdict, origin, predictionId, annotations })),
  ).toEqual([{ verdict: null, origin: 'truth', predictionId: null, annotations: truth(1).annotations }])
  expect(store.prepare('SELECT status, verdict FROM cases WHERE id = ?').get(caseRow)).toEqual({
    status: 4,
    verdict: null,
  })
  store.close()
})

test('a verdict that the taxonomy wants a cause for is not taken without one, unless it was filed before that', async () => {
  await using desk = await reviewDesk(seeds)
  const draft = await currentDraft(desk)
  await published(desk, { ...draft, causesRequiredFor: ['incorrect'] })
  const review = (more: object) => ({ key: 'shelf', review: { by: 'ada', verdict: 'incorrect', ...more } })
  const answers: unknown[] = []
  for (const row of [review({}), review({ taxonomy: 'labels@1' }), review({ causes: ['model-error'] })]) {
    const answer = await take(desk, rows(row))
    answers.push([answer.taken, reasons(answer)])
  }
  expect(answers).toEqual([
    [0, ['1 cause-required']],
    [1, []],
    [1, []],
  ])
})
