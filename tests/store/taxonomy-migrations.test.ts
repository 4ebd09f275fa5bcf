import { expect, test } from 'vitest'
import { draftOf } from '../../shared/domain/taxonomy/draft-of.ts'
import { type Label, type Taxonomy, TaxonomyDraft } from '../../shared/model/taxonomy.ts'
import { BUILT_IN_CAUSES } from '../../shared/model/verdict.ts'
import { type Desk, temporaryDesk } from '../helpers/desk.ts'
import { importing, nativeFile } from '../helpers/importing.ts'
import { failure } from '../helpers/review-desk.ts'

const said = (key: string, label: string, meta: object = {}) => ({
  key,
  text: `${key} says ${label}`,
  meta,
  prediction: { class: label, objects: [] },
})

const truth = (key: string, label: string, meta: object = {}) => ({
  key,
  text: `${key} says ${label}`,
  meta,
  truth: { objects: [{ id: 'c', label }] },
})

const current = async (desk: Desk): Promise<Taxonomy> => {
  const { taxonomy } = await desk.call('taxonomy.get', {})
  if (!taxonomy) throw new Error('no taxonomy')
  return taxonomy
}

const relabelled = (draft: TaxonomyDraft, name: string, more: Partial<Label>): TaxonomyDraft => ({
  ...draft,
  labels: draft.labels.map((label) => (label.name === name ? { ...label, ...more } : label)),
})

const idOf = ({ labels }: TaxonomyDraft, name: string): Label['id'] => {
  const found = labels.find((label) => label.name === name)
  if (!found) throw new Error(name)
  return found.id
}

/** Four reviewed cases: two of `card`, one of `fee`, one of `loan`. */
const fourTruths = async (desk: Desk): Promise<void> => {
  const rows = [
    truth('a', 'card', { region: 'eu' }),
    truth('b', 'card'),
    truth('c', 'fee'),
    truth('d', 'loan'),
    truth('e', 'debit'),
  ]
  await importing(desk, { files: [nativeFile(desk, rows)], role: 'truth' })
}

test('a draft is kept as it is, valid or not, and a version ends it', async () => {
  await using desk = await temporaryDesk()
  await importing(desk, { files: [nativeFile(desk, [said('a', 'card'), said('b', 'fee')])] })
  const before = await current(desk)
  const draft = relabelled(draftOf(before), 'fee', { name: 'card' })
  const { savedAt } = await desk.call('taxonomy.saveDraft', { draft, base: before.version })
  await desk.restart()
  expect(await desk.call('taxonomy.draft', {})).toEqual({ draft, base: 1, savedAt, personId: 'ada' })
  const problems = [{ list: 'labels', id: idOf(draftOf(before), 'fee'), message: 'Two labels are called "card".' }]
  for (const refused of [
    desk.call('taxonomy.dryRun', { next: { draft } }),
    desk.call('taxonomy.publish', { draft, summary: 'two cards' }),
  ])
    expect(await failure(refused)).toMatchObject({ code: 'bad-input', details: { problems } })
  const right = relabelled(draftOf(before), 'fee', { name: 'charge' })
  await desk.call('taxonomy.publish', { draft: right, summary: 'fee is a charge' })
  expect(await desk.call('taxonomy.draft', {})).toMatchObject({ draft, base: 1 })
  await desk.call('taxonomy.saveDraft', { draft: relabelled(right, 'card', { risk: 'high' }), base: 2 })
  await desk.call('taxonomy.publish', { draft: relabelled(right, 'card', { risk: 'high' }), summary: 'risk', base: 2 })
  expect((await desk.call('taxonomy.draft', {})).draft).toBeNull()
})

test('what was begun from an older version than the newest is not published, so that nobody’s version is undone unseen', async () => {
  await using desk = await temporaryDesk()
  const first = TaxonomyDraft.parse({ name: 'labels', labels: [], causes: BUILT_IN_CAUSES })
  const refused = (draft: TaxonomyDraft, base: number | null) =>
    failure(desk.call('taxonomy.publish', { draft, summary: 'mine', base }))
  expect(await refused(first, 3)).toMatchObject({ code: 'conflict', details: { base: 3, newest: null } })
  expect(await desk.call('taxonomy.publish', { draft: first, summary: 'first', base: null })).toMatchObject({
    version: 1,
  })
  await desk.idle()
  expect(await refused(first, null)).toMatchObject({ code: 'conflict', details: { base: null, newest: 1 } })
  // An import meets two labels and publishes version 2, which knows them.
  await importing(desk, { files: [nativeFile(desk, [said('a', 'card'), said('b', 'fee')])] })
  expect(await refused({ ...first, guideline: 'Look twice.' }, 1)).toEqual({
    code: 'conflict',
    details: { base: 1, newest: 2 },
    message: expect.stringMatching(/from version 1, and version 2 is the newest .* diff PROJECT 1 2\).*--base 2/),
  })
  const draft = { ...draftOf(await current(desk)), guideline: 'Look twice.' }
  expect(await desk.call('taxonomy.publish', { draft, summary: 'mine', base: 2 })).toMatchObject({ version: 3 })
  expect((await current(desk)).labels.map(({ name }) => name)).toEqual(['card', 'fee'])
})

test('a dry run says what publishing would do, and publishing does it: only what a person must decide returns', async () => {
  await using desk = await temporaryDesk()
  await fourTruths(desk)
  const before = await current(desk)
  const id = (name: string) => idOf(before, name)
  let draft = relabelled(draftOf(before), 'fee', { name: 'charge' })
  draft = relabelled(draft, 'debit', { deprecated: true, replacedBy: [id('loan')] })
  draft = relabelled(draft, 'card', {
    deprecated: true,
    replacedBy: [id('fee'), id('loan')],
    replaceRules: [{ when: { of: 'metadata', name: 'region', is: ['eu'] }, to: id('loan') }],
  })
  const dry = await desk.call('taxonomy.dryRun', { next: { draft } })
  const counts = { reviews: 5, unchanged: 1, rewritten: 3, again: 1 }
  expect([dry.counts, dry.total, dry.cases.map(({ key, questions }) => [key, questions])]).toEqual([
    counts,
    1,
    [
      [
        'b',
        [
          {
            annotationId: 'c',
            about: 'split',
            label: 'card',
            attribute: null,
            choices: ['charge', 'loan'],
            version: 2,
          },
        ],
      ],
    ],
  ])
  expect(dry.steps.map(({ step, rewritten, again }) => [step.kind, rewritten, again])).toEqual([
    ['replace', 1, 1],
    ['rename', 1, 0],
    ['replace', 1, 0],
  ])
  expect((await desk.call('queue.count', { where: 'outdated:yes', scope: 'all' })).total).toBe(0)
  expect(await desk.call('taxonomy.publish', { draft, summary: 'cards are split' })).toEqual({ version: 2, counts })
  const listed = async () =>
    (await desk.call('queue.rows', { where: 'outdated:yes', fresh: true })).rows.map(({ key, status, reasons }) => [
      key,
      status,
      reasons.map(({ rule, detail }) => [rule, detail]),
    ])
  const expected = [['b', 'waiting', [['outdated-taxonomy', 'card']]]]
  expect(await listed()).toEqual(expected)
  await desk.idle()
  expect(await listed()).toEqual(expected)
})

test('withdrawing the newest version gives the reading back; others say which comes first', async () => {
  await using desk = await temporaryDesk()
  await fourTruths(desk)
  const before = await current(desk)
  const id = (name: string) => idOf(before, name)
  const split = relabelled(draftOf(before), 'card', { deprecated: true, replacedBy: [id('fee'), id('loan')] })
  await desk.call('taxonomy.publish', { draft: split, summary: 'split' })
  await desk.idle()
  const renamed = relabelled(split, 'fee', { name: 'charge' })
  await desk.call('taxonomy.publish', { draft: renamed, summary: 'rename' })
  await desk.idle()
  await importing(desk, { files: [nativeFile(desk, [said('n', 'novel'), said('o', 'fee')])] })
  expect((await current(desk)).labels.map(({ name }) => name)).toEqual(['card', 'charge', 'loan', 'debit', 'novel'])
  await expect(desk.call('taxonomy.withdraw', { version: 2, why: 'x' })).rejects.toThrow(/Withdraw that one first/)
  await expect(desk.call('taxonomy.withdraw', { version: 4, why: 'x' })).rejects.toThrow(/nobody decided it/)
  await desk.call('taxonomy.withdraw', { version: 3, why: 'too soon' })
  const restored = await current(desk)
  expect([restored.version, restored.withdraws, restored.labels.map(({ name }) => name)]).toEqual([
    5,
    3,
    ['card', 'fee', 'loan', 'debit', 'novel'],
  ])
  expect((await desk.call('queue.count', { where: 'outdated:yes', scope: 'all', fresh: true })).total).toBe(2)
  await desk.idle()
  await desk.call('taxonomy.withdraw', { version: 2, why: 'again' })
  expect((await desk.call('queue.count', { where: 'outdated:yes', scope: 'all', fresh: true })).total).toBe(0)
  await expect(desk.call('taxonomy.withdraw', { version: 1, why: 'x' })).rejects.toThrow(/nobody decided it/)
})
