import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ExportReport } from '../../shared/contract/exports.ts'
import { type Desk, temporaryDesk } from '../helpers/desk.ts'
import { importing, nativeFile } from '../helpers/importing.ts'
import { change, failure, judge, redo, submit, undo } from '../helpers/review-desk.ts'
import { seededId } from '../helpers/seed-cases.ts'
import { currentDraft, idsOf, labelOf, openedLabels, published, relabelled } from '../helpers/taxonomy-desk.ts'

const ticket = (key: string, label: string) => ({
  key,
  text: `${key} wants ${label}`,
  prediction: { class: label, objects: [{ id: 's', label: 'word', score: 0.8, span: [0, key.length] }] },
})

const tickets = async (desk: Desk, ...all: readonly (readonly [key: string, label: string])[]): Promise<void> => {
  const rows = all.map(([key, label]) => ticket(key, label))
  await importing(desk, { files: [nativeFile(desk, rows)], model: 'router@1' })
}

const subjectOf = async (desk: Desk, key: string) => {
  const caseId = seededId(key)
  const { predictionId } = await desk.call('review.open', { caseId })
  return { caseId, predictionId }
}

/** Relabels the class of a worksheet. */
const relabel = async (desk: Desk, key: string, label: string) => {
  const subject = await subjectOf(desk, key)
  const { worksheet } = await desk.call('review.open', subject)
  const before = worksheet.annotations.find(({ shape }) => shape.kind === 'case')
  if (!before) throw new Error('no class')
  return change(desk, subject, [{ id: `annotation:${before.id}`, before, after: { ...before, label } }])
}

const judged = async (desk: Desk, key: string, verdict: 'correct' | 'incorrect') =>
  judge(desk, await subjectOf(desk, key), verdict)

test('a renamed label has its new name in worksheets, reviews and predictions, and correct stays correct', async () => {
  await using desk = await temporaryDesk()
  await tickets(desk, ['one', 'card'], ['two', 'card'], ['three', 'fee'])
  await judged(desk, 'one', 'correct')
  const draft = await currentDraft(desk)
  // The old name goes to another label at once: ids decide, not names.
  await published(desk, relabelled(relabelled(draft, 'card', { name: 'debit card' }), 'fee', { name: 'card' }))
  const opened = await desk.call('review.open', { caseId: seededId('one') })
  const labels = (of: readonly { label: string }[] | undefined) => of?.map(({ label }) => label)
  expect([
    labels(opened.worksheet.annotations),
    labels(opened.reviews[0]?.annotations),
    labels(opened.predictions[0]?.annotations),
    opened.questions,
    opened.status,
    opened.worksheet.submittedAs === opened.reviews[0]?.id,
  ]).toEqual([['debit card', 'word'], ['debit card', 'word'], ['debit card', 'word'], [], 'reviewed', true])
  expect(await openedLabels(desk, seededId('three'))).toEqual(['card', 'word'])
  expect((await judged(desk, 'two', 'correct')).status).toBe('reviewed')
  const { reviews } = await desk.call('review.list', { caseId: seededId('two') })
  expect(reviews.map(({ errors, taxonomyVersion }) => [errors, taxonomyVersion])).toEqual([[[], 2]])
})

test('lists, filters and the rule of risk know a label by its new name whatever a model calls it', async () => {
  await using desk = await temporaryDesk()
  await tickets(desk, ['one', 'card'], ['two', 'fee'])
  await published(desk, relabelled(await currentDraft(desk), 'card', { name: 'debit card', risk: 'high' }))
  const found = async (where: string) =>
    (await desk.call('queue.rows', { where, scope: 'all', fresh: true })).rows.map(({ key }) => key)
  expect([
    await found('label:"debit card"'),
    await found('any(label:debit* and score>=0)'),
    await found('label:"debit card" and rule:high-risk-label'),
    await found('not label:"debit card"'),
    await found('label:fee'),
  ]).toEqual([['one'], [], ['one'], ['two'], ['two']])
})

test('what one model means by a name counts for its cases alone, in filters, lists and the rule of risk', async () => {
  await using desk = await temporaryDesk()
  const imported = (key: string, name: string, model: string) =>
    importing(desk, { files: [nativeFile(desk, [{ key, text: key, prediction: { class: name } }])], model })
  await imported('one', 'theft', 'router@1')
  await imported('two', 'odd', 'router@1')
  await imported('three', 'odd', 'other@1')
  await published(desk, relabelled(await currentDraft(desk), 'theft', { risk: 'high' }))
  const draft = await currentDraft(desk)
  const means = async (model: string, name: string, label: string) => {
    const [labelId] = idsOf(draft, label)
    await desk.call('taxonomy.map', { names: [{ model, name, labelId: labelId ?? null }] })
    await desk.idle()
  }
  const found = async (where: string) =>
    (await desk.call('queue.rows', { where, scope: 'all', fresh: true })).rows.map(({ key }) => key).sort()
  const rules = async () => [
    await found('label:theft'),
    await found('any(label:th* and model:other)'),
    await found('not label:theft'),
    await found('label:*'),
    await found('rule:high-risk-label'),
  ]
  await means('other', 'odd', 'theft')
  expect(await rules()).toEqual([['one', 'three'], ['three'], ['two'], ['one', 'three', 'two'], ['one', 'three']])
  await imported('four', 'odd', 'other@2')
  await imported('five', 'odd', 'router@1')
  const five = ['five', 'four', 'one', 'three', 'two']
  const [risky, ofOther] = [
    ['four', 'one', 'three'],
    ['four', 'three'],
  ]
  expect(await rules()).toEqual([risky, ofOther, ['five', 'two'], five, risky])
  // By “theft” the router means something odd: its cases are no longer found by a name that is theirs all the same.
  await means('router', 'theft', 'odd')
  expect(await rules()).toEqual([ofOther, ofOther, ['five', 'one', 'two'], five, ofOther])
  const { rows } = await desk.call('queue.rows', { scope: 'all' })
  expect(Object.fromEntries(rows.map(({ key, label }) => [key, label]))).toEqual({
    ...{ one: 'odd', two: 'odd', three: 'theft', four: 'theft', five: 'odd' },
  })
})

test('a file in the old words means the renamed label and makes no other', async () => {
  await using desk = await temporaryDesk()
  await tickets(desk, ['one', 'card'])
  await published(desk, relabelled(await currentDraft(desk), 'card', { name: 'debit card' }))
  const { taxonomy } = await importing(desk, { files: [nativeFile(desk, [ticket('two', 'card')])], model: 'router@2' })
  const truth = { key: 'three', text: 'three', truth: { objects: [{ id: 'c', label: 'card' }] } }
  await importing(desk, { files: [nativeFile(desk, [truth])], role: 'truth' })
  expect([taxonomy, await openedLabels(desk, seededId('two')), await openedLabels(desk, seededId('three'))]).toEqual([
    null,
    ['debit card', 'word'],
    ['debit card'],
  ])
})

test('undo and redo reach across a new version of the taxonomy', async () => {
  await using desk = await temporaryDesk()
  await tickets(desk, ['one', 'card'], ['two', 'fee'])
  await relabel(desk, 'one', 'fee')
  await published(desk, relabelled(await currentDraft(desk), 'fee', { name: 'charge' }))
  const labels = () => openedLabels(desk, seededId('one'))
  expect(await labels()).toEqual(['charge', 'word'])
  await undo(desk)
  expect(await labels()).toEqual(['card', 'word'])
  await redo(desk)
  expect(await labels()).toEqual(['charge', 'word'])
})

test('undo finds its way back through a version that was withdrawn', async () => {
  await using desk = await temporaryDesk()
  await tickets(desk, ['one', 'card'], ['two', 'fee'], ['three', 'loan'])
  await relabel(desk, 'one', 'fee')
  const draft = await currentDraft(desk)
  const merged = relabelled(draft, 'fee', { deprecated: true, replacedBy: idsOf(draft, 'loan') })
  const { version } = await published(desk, merged)
  // From here on the worksheet is written in the words of the version that will be withdrawn.
  await judged(desk, 'one', 'incorrect')
  await desk.call('taxonomy.withdraw', { version, why: 'fees are no loans' })
  const opened = await desk.call('review.open', { caseId: seededId('one') })
  expect([
    opened.worksheet.annotations[0]?.label,
    opened.questions.map(({ about, choices }) => [about, choices]),
  ]).toEqual(['loan', [['withdrawn', ['loan', 'fee']]]])
  for (let steps = 0; steps < 3; steps += 1) await undo(desk)
  expect(await openedLabels(desk, seededId('one'))).toEqual(['card', 'word'])
  expect((await desk.call('review.open', { caseId: seededId('one') })).questions).toEqual([])
})

test('what a split leaves to a person is asked, kept through undo, and answered without a false error', async () => {
  await using desk = await temporaryDesk()
  await tickets(desk, ['one', 'card'], ['two', 'card'], ['three', 'fee'], ['four', 'loan'])
  await judged(desk, 'one', 'correct')
  await judged(desk, 'two', 'incorrect')
  const draft = await currentDraft(desk)
  const replacedBy = idsOf(draft, 'fee', 'loan')
  const { counts } = await published(desk, relabelled(draft, 'card', { deprecated: true, replacedBy }))
  expect(counts).toEqual({ reviews: 2, unchanged: 0, rewritten: 0, again: 2 })
  const open = () => desk.call('review.open', { caseId: seededId('one') })
  const before = await open()
  expect([before.status, before.worksheet.verdict, before.worksheet.submittedAs, before.questions]).toEqual([
    'waiting',
    'correct',
    null,
    [{ annotationId: 'class', about: 'split', label: 'card', attribute: null, choices: ['fee', 'loan'], version: 2 }],
  ])
  expect(await failure(submit(desk, await subjectOf(desk, 'one')))).toMatchObject({
    code: 'bad-input',
    details: { hint: 'question-open' },
  })
  await relabel(desk, 'one', 'fee')
  await submit(desk, await subjectOf(desk, 'one'))
  const answered = await open()
  expect([
    answered.status,
    answered.questions,
    answered.reviews.map(({ errors, verdict }) => [verdict, errors]),
  ]).toEqual(['reviewed', [], [['correct', []]]])
  await undo(desk)
  expect([(await open()).status, (await open()).questions]).toEqual(['waiting', before.questions])
  await redo(desk)
  const { rows } = await desk.call('queue.rows', { where: 'outdated:yes', fresh: true })
  expect(rows.map(({ key }) => key)).toEqual(['two'])
})

test('a review by somebody else under the newer version settles what the case was asked', async () => {
  await using desk = await temporaryDesk()
  await tickets(desk, ['one', 'card'], ['two', 'fee'], ['three', 'loan'])
  const truth = { key: 'one', text: 'one wants card', truth: { objects: [{ id: 'c', label: 'card' }] } }
  await importing(desk, { files: [nativeFile(desk, [truth])], role: 'truth', as: 'grace' })
  const draft = await currentDraft(desk)
  await published(desk, relabelled(draft, 'card', { deprecated: true, replacedBy: idsOf(draft, 'fee', 'loan') }))
  const count = async () => (await desk.call('queue.count', { where: 'outdated:yes', scope: 'all', fresh: true })).total
  expect(await count()).toBe(1)
  await relabel(desk, 'one', 'loan')
  await judged(desk, 'one', 'correct')
  expect([await count(), (await desk.call('review.open', { caseId: seededId('one') })).status]).toEqual([0, 'reviewed'])
  await published(desk, relabelled(await currentDraft(desk), 'fee', { name: 'charge' }))
  expect(await count()).toBe(0)
})

test('a cause that is taken out of the taxonomy stays with the reviews that gave it', async () => {
  await using desk = await temporaryDesk()
  await tickets(desk, ['one', 'card'])
  const subject = await subjectOf(desk, 'one')
  await change(desk, subject, [{ id: 'causes', before: [], after: ['model-error'] }])
  await judge(desk, subject, 'incorrect')
  const draft = await currentDraft(desk)
  await published(desk, { ...draft, causes: draft.causes.filter(({ id }) => id !== 'model-error') })
  const { status } = await change(desk, subject, [
    { id: 'causes', before: ['model-error'], after: ['model-error', 'ambiguous-input'] },
  ])
  expect(status).toBe('reviewed')
  await submit(desk, subject)
  const refused = change(desk, subject, [{ id: 'causes', before: ['model-error', 'ambiguous-input'], after: ['no'] }])
  expect((await failure(refused)).code).toBe('bad-input')
})

test('a mapped name is read as its label, and mapping it is said in the record', async () => {
  await using desk = await temporaryDesk()
  await tickets(desk, ['one', 'card_arrival'], ['two', 'fee'])
  await published(desk, relabelled(await currentDraft(desk), 'fee', { definition: 'What it costs.' }))
  await importing(desk, {
    files: [nativeFile(desk, [ticket('three', 'Card Arrivals'), ticket('four', 'zebra')])],
    model: 'other@1',
  })
  const draft = await currentDraft(desk)
  const names = async () =>
    (await desk.call('taxonomy.mapping', {})).names.map(({ name, model, how, mappedFor, suggestions }) => ({
      ...{ name, model, how, mappedFor },
      suggestions: suggestions.map((one) => one.name),
    }))
  const same = { how: 'same', mappedFor: null, suggestions: [] }
  expect(await names()).toEqual([
    { name: 'Card Arrivals', model: 'other', how: 'new', mappedFor: null, suggestions: ['card_arrival'] },
    { name: 'zebra', model: 'other', how: 'new', mappedFor: null, suggestions: [] },
    { name: 'word', model: 'other', ...same },
    { name: 'word', model: 'router', ...same },
    { name: 'card_arrival', model: 'router', ...same },
    { name: 'fee', model: 'router', ...same },
  ])
  const [labelId] = idsOf(draft, 'card_arrival')
  const map = { model: 'other', name: 'Card Arrivals', labelId: labelId ?? null }
  expect(await desk.call('taxonomy.map', { names: [map] })).toEqual({ changed: 1 })
  expect(await desk.call('taxonomy.map', { names: [map] })).toEqual({ changed: 0 })
  expect(await openedLabels(desk, seededId('three'))).toEqual(['card_arrival', 'word'])
  expect((await names())[0]).toMatchObject({ name: 'zebra' })
  expect((await names()).find(({ name }) => name === 'Card Arrivals')).toMatchObject({
    how: 'mapped',
    mappedFor: 'other',
  })
  const gone = { ...map, labelId: labelOf(draft, 'zebra').id.replace(/.$/, 'f') }
  expect((await failure(desk.call('taxonomy.map', { names: [gone] } as never))).code).toBe('bad-input')
})

const filesOf = (folder: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name !== 'tool.json')
      .sort()
      .flatMap((name) => {
        try {
          return [[name, readFileSync(join(folder, name), 'hex')]]
        } catch {
          return []
        }
      }),
  )

test('a batch is the same, byte for byte, after five changes of the taxonomy', async () => {
  await using desk = await temporaryDesk()
  await tickets(desk, ['one', 'card'], ['two', 'card'], ['three', 'fee'], ['four', 'loan'])
  await judged(desk, 'one', 'correct')
  await judged(desk, 'two', 'incorrect')
  await relabel(desk, 'three', 'loan')
  await judged(desk, 'three', 'incorrect')
  await published(desk, relabelled(await currentDraft(desk), 'loan', { name: 'credit' }))
  await judged(desk, 'four', 'incorrect')
  const formats: readonly ExportReport['format'][] = ['native', 'csv', 'conll']
  const exported = async (options: object, to: string) => {
    const job = await desk.work('export.start', { to: join(desk.folder, to), ...options } as never)
    expect(job.error).toBeUndefined()
    return ExportReport.parse(job.result)
  }
  const before = []
  for (const format of formats) before.push(await exported({ format }, `before-${format}`))
  const native = readFileSync(join(desk.folder, 'before-native', 'reviews.jsonl'), 'utf8')
  expect(native).toContain('"label":"credit"')
  const draft = await currentDraft(desk)
  const replacedBy = idsOf(draft, 'fee', 'credit')
  await published(desk, relabelled(draft, 'card', { deprecated: true, replacedBy }))
  await published(desk, relabelled(await currentDraft(desk), 'fee', { name: 'charge' }))
  await published(
    desk,
    relabelled(await currentDraft(desk), 'credit', { deprecated: true, replacedBy: idsOf(draft, 'fee') }),
  )
  const { version } = await published(desk, relabelled(await currentDraft(desk), 'charge', { name: 'cost' }))
  await desk.call('taxonomy.withdraw', { version, why: 'the name was better' })
  await desk.idle()
  for (const [at, format] of formats.entries()) {
    await exported({ format, again: before[at]?.batchId }, `after-${format}`)
    expect(filesOf(join(desk.folder, `after-${format}`))).toEqual(filesOf(join(desk.folder, `before-${format}`)))
  }
  const now = await exported({ format: 'native' }, 'now')
  expect(now.counts).toMatchObject({ undecided: 2 })
  expect(readFileSync(join(desk.folder, 'now', 'reviews.jsonl'), 'utf8')).toContain('"label":"charge"')
})
