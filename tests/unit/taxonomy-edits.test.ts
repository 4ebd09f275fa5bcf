import fc from 'fast-check'
import { expect, test } from 'vitest'
import { beginHistory, editDraft, redoDraft, restDraft, undoDraft } from '../../shared/domain/taxonomy/draft-history.ts'
import {
  addLabel,
  deleteLabel,
  deprecateLabel,
  isBelow,
  moveLabel,
  restoreLabel,
  setLabel,
  setRules,
  stepLabel,
} from '../../shared/domain/taxonomy/label-edits.ts'
import { labelTree } from '../../shared/domain/taxonomy/label-tree.ts'
import { addCause, removeItem, renameAttribute, stepItem } from '../../shared/domain/taxonomy/list-edits.ts'
import { taxonomyProblems } from '../../shared/domain/taxonomy/problems.ts'
import { rebaseDraft } from '../../shared/domain/taxonomy/rebase-draft.ts'
import { LabelId } from '../../shared/model/ids.ts'
import { TaxonomyDraft } from '../../shared/model/taxonomy.ts'
import { BUILT_IN_CAUSES } from '../../shared/model/verdict.ts'

const id = (text: string): LabelId =>
  LabelId.parse(`l_${Buffer.from(text).toString('hex').padEnd(16, '0').slice(0, 16)}`)
const label = (name: string, more: object = {}) => ({
  id: id(name),
  name,
  hue: 0,
  tone: 0,
  dash: 0,
  shapes: ['box'],
  ...more,
})
const START = TaxonomyDraft.parse({
  name: 'animals',
  labels: [
    label('animal'),
    label('cat', { parent: id('animal'), key: '1' }),
    label('dog', { parent: id('animal') }),
    label('puppy', { parent: id('dog') }),
    label('sign', { shapes: ['case'], key: '1' }),
  ],
  attributes: [
    { name: 'age', kind: 'choice', values: ['young', 'old'], labels: [id('cat'), id('dog')] },
    { name: 'asleep', kind: 'boolean', when: { attribute: 'age', is: ['young'] } },
  ],
  relationTypes: [{ name: 'chases', from: [id('dog')], to: [id('cat')] }],
  causes: [...BUILT_IN_CAUSES],
  constraints: [
    { kind: 'exclusive', labels: [id('cat'), id('dog')] },
    { kind: 'at-most-one', label: id('sign') },
  ],
})

const tree = (draft: TaxonomyDraft): readonly string[] =>
  labelTree(draft.labels).map(({ label: { name }, depth }) => `${'  '.repeat(depth)}${name}`)

const NAMES = ['animal', 'cat', 'dog', 'puppy', 'sign', 'new'] as const
const anyId = fc.constantFrom(...NAMES).map(id)
const orNone = fc.option(anyId)
const anyEdit = fc.oneof(
  fc.tuple(anyId, fc.string({ minLength: 1, maxLength: 5 })).map(
    ([one, name]) =>
      (draft: TaxonomyDraft) =>
        setLabel(draft, one, { name }),
  ),
  fc.tuple(anyId, fc.constantFrom('1', '2', undefined)).map(
    ([one, key]) =>
      (draft: TaxonomyDraft) =>
        setLabel(draft, one, { key }),
  ),
  fc.tuple(anyId, orNone, orNone).map(
    ([one, parent, before]) =>
      (draft: TaxonomyDraft) =>
        moveLabel(draft, one, { parent, before }),
  ),
  fc.tuple(anyId, fc.constantFrom('up', 'down', 'in', 'out')).map(
    ([one, step]) =>
      (draft: TaxonomyDraft) =>
        stepLabel(draft, one, step),
  ),
  fc.tuple(anyId, fc.array(anyId, { maxLength: 3 })).map(
    ([one, by]) =>
      (draft: TaxonomyDraft) =>
        deprecateLabel(
          draft,
          one,
          by.filter((other) => draft.labels.some((known) => known.id === other)),
        ),
  ),
  anyId.map((one) => (draft: TaxonomyDraft) => restoreLabel(draft, one)),
  anyId.map((one) => (draft: TaxonomyDraft) => deleteLabel(draft, one)),
  orNone.map(
    (parent) => (draft: TaxonomyDraft) =>
      draft.labels.some((known) => known.id === id('new'))
        ? draft
        : addLabel(draft, {
            id: id('new'),
            name: 'cat',
            parent: draft.labels.some((known) => known.id === parent) ? parent : null,
          }),
  ),
  fc.constant((draft: TaxonomyDraft) => renameAttribute(draft, 0, 'years')),
  fc.constant((draft: TaxonomyDraft) => stepItem(draft, 'attributes', 0, 1)),
  fc.constant((draft: TaxonomyDraft) => addCause(draft, 'Odd light')),
)
const edits = fc.array(anyEdit, { maxLength: 25 })

test('undoing everything gives the draft that was begun with, redoing everything the one it had come to', () => {
  fc.assert(
    fc.property(edits, (list) => {
      let history = list.reduce((now, edit) => editDraft(now, edit(now.now)), beginHistory(START))
      const { now: end, past } = history
      for (const _ of past) history = undoDraft(history)
      expect(history.now).toBe(START)
      for (const _ of past) history = redoDraft(history)
      expect(history.now).toBe(end)
    }),
  )
})

test('whatever is edited, no label names one that is gone, none stands below itself, and no two have one id', () => {
  fc.assert(
    fc.property(edits, (list) => {
      const end = list.reduce((draft, edit) => edit(draft), START)
      const about = /no label with the id|below itself|Two labels have the id|the id "/
      expect(taxonomyProblems(end).filter((problem) => about.test(JSON.stringify(problem)))).toEqual([])
      expect(labelTree(end.labels)).toHaveLength(end.labels.length)
      expect(end.labels.filter((one) => isBelow(end, one.id, one.id))).toEqual([])
      expect(TaxonomyDraft.parse(end)).toEqual(end)
    }),
  )
})

test('what is typed into one field is one step; leaving the field ends it; an edit that changes nothing is none', () => {
  const typed = ['c', 'ca', 'cats'].reduce(
    (history, name) => editDraft(history, setLabel(history.now, id('cat'), { name }), 'name cat'),
    beginHistory(START),
  )
  expect(typed.past).toEqual([START])
  const again = editDraft(restDraft(typed), setLabel(typed.now, id('cat'), { name: 'feline' }), 'name cat')
  expect(again.past).toEqual([START, typed.now])
  expect(editDraft(again, again.now)).toBe(again)
})

test('a label moves among its siblings, under the one above it, and out again, with everything below it', () => {
  const [cat, dog] = [id('cat'), id('dog')]
  expect(tree(stepLabel(START, dog, 'up'))).toEqual(['animal', '  dog', '    puppy', '  cat', 'sign'])
  expect(tree(stepLabel(stepLabel(START, dog, 'up'), dog, 'down'))).toEqual(tree(START))
  expect(tree(stepLabel(START, dog, 'in'))).toEqual(['animal', '  cat', '    dog', '      puppy', 'sign'])
  expect(tree(stepLabel(START, cat, 'out'))).toEqual(['animal', '  dog', '    puppy', 'cat', 'sign'])
  expect([stepLabel(START, cat, 'up'), stepLabel(START, dog, 'down'), stepLabel(START, id('sign'), 'out')]).toEqual([
    START,
    START,
    START,
  ])
  expect(moveLabel(START, id('animal'), { parent: id('puppy'), before: null })).toBe(START)
})

test('a digit goes from the label that had it, but not from one for another kind of shape', () => {
  const keyed = setLabel(START, id('dog'), { key: '1' })
  expect(keyed.labels.map(({ name, key }) => [name, key])).toEqual([
    ['animal', undefined],
    ['cat', undefined],
    ['dog', '1'],
    ['puppy', undefined],
    ['sign', '1'],
  ])
})

test('a merged label’s children stand under what it went into; a split keeps only rules to what it was split into', () => {
  expect(tree(deprecateLabel(START, id('dog'), [id('cat')]))).toEqual(['animal', '  cat', '    puppy', '  dog', 'sign'])
  expect(tree(deprecateLabel(START, id('dog'), [id('puppy')]))).toEqual(['animal', '  cat', '  dog', '  puppy', 'sign'])
  const when = { of: 'attribute' as const, name: 'age', is: ['young'] }
  const split = setRules(deprecateLabel(START, id('dog'), [id('puppy'), id('cat')]), id('dog'), [
    { when, to: id('puppy') },
    { when, to: id('sign') },
  ])
  const dog = split.labels.find((one) => one.id === id('dog'))
  expect([dog?.deprecated, dog?.replacedBy, dog?.replaceRules]).toEqual([
    true,
    [id('puppy'), id('cat')],
    [{ when, to: id('puppy') }],
  ])
})

test('a deleted label is named by nothing any more, and its children stand under its parent', () => {
  const left = deleteLabel(START, id('dog'))
  expect(tree(left)).toEqual(['animal', '  cat', '  puppy', 'sign'])
  expect([left.attributes[0]?.labels, left.relationTypes, left.constraints]).toEqual([
    [id('cat')],
    [{ name: 'chases', from: [], to: [id('cat')], symmetric: false, definition: '' }],
    [{ kind: 'at-most-one', label: id('sign') }],
  ])
})

test('what depends on an attribute follows its new name', () => {
  const split = setRules(deprecateLabel(START, id('dog'), [id('puppy'), id('cat')]), id('dog'), [
    { when: { of: 'attribute', name: 'age', is: ['young'] }, to: id('puppy') },
  ])
  const renamed = renameAttribute(split, 0, 'years')
  expect(renamed.attributes[1]?.when?.attribute).toBe('years')
  expect(renamed.labels.find((one) => one.id === id('dog'))?.replaceRules[0]?.when.name).toBe('years')
})

test('a project’s own cause has an id of its own', () => {
  const causes = addCause(addCause(START, 'Poor source quality'), 'Poor source quality').causes.slice(-2)
  expect(causes).toEqual([
    { id: 'poor-source-quality-2', name: 'Poor source quality 2', culprit: 'data', definition: '' },
    { id: 'poor-source-quality-3', name: 'Poor source quality 3', culprit: 'data', definition: '' },
  ])
})

const rebased = (theirs: TaxonomyDraft, mine: TaxonomyDraft) => rebaseDraft(START, theirs, mine)

test('a draft takes up what a newer version added or changed, and keeps what it changed itself', () => {
  const theirs = setLabel(
    addLabel(deleteLabel(START, id('sign')), { id: id('fox'), name: 'fox', parent: id('animal') }),
    id('cat'),
    { risk: 'high' },
  )
  const mine = setLabel(removeItem(START, 'attributes', 1), id('dog'), { name: 'hound' })
  const { draft, both } = rebased(theirs, mine)
  expect(draft.labels.map(({ name, risk }) => `${name} ${risk}`)).toEqual([
    'animal normal',
    'cat high',
    'hound normal',
    'puppy normal',
    'fox normal',
  ])
  expect([draft.attributes.map(({ name }) => name), both]).toEqual([['age'], []])
  fc.assert(
    fc.property(edits, (list) => {
      const edited = list.reduce((draft, edit) => edit(draft), START)
      expect([rebased(edited, START), rebased(START, edited), rebased(edited, edited)]).toEqual(
        Array.from({ length: 3 }, () => ({ draft: edited, both: [] })),
      )
    }),
  )
})

const example = (text: string) => ({ is: 'positive', text, note: '' }) as const

test('of a label that both changed, each change counts; where both changed the same, the draft’s stands and that is said', () => {
  const theirs = [
    (draft: TaxonomyDraft) => setLabel(draft, id('cat'), { name: 'feline', examples: [example('purrs')] }),
    (draft: TaxonomyDraft) => setLabel(draft, id('dog'), { name: 'hound', definition: 'It barks.' }),
    (draft: TaxonomyDraft) => deprecateLabel(draft, id('puppy'), [id('dog')]),
    (draft: TaxonomyDraft) => moveLabel(draft, id('sign'), { parent: null, before: id('animal') }),
    (draft: TaxonomyDraft) => ({ ...draft, guideline: 'Theirs.', constraints: draft.constraints.slice(1) }),
  ].reduce((draft, edit) => edit(draft), START)
  const mine = [
    (draft: TaxonomyDraft) => setLabel(draft, id('cat'), { risk: 'high', examples: [example('meows')] }),
    (draft: TaxonomyDraft) => setLabel(draft, id('dog'), { name: 'wolf', risk: 'high' }),
    (draft: TaxonomyDraft) => deprecateLabel(draft, id('puppy'), [id('dog'), id('cat')]),
    (draft: TaxonomyDraft) => addLabel(draft, { id: id('fox'), name: 'fox', parent: null }),
    (draft: TaxonomyDraft) => ({ ...draft, guideline: 'Mine.' }),
  ].reduce((draft, edit) => edit(draft), START)
  const { draft, both } = rebased(theirs, mine)
  expect(draft.labels.map(({ name }) => name)).toEqual(['sign', 'animal', 'feline', 'wolf', 'puppy', 'fox'])
  const of = (name: string) => draft.labels.find((one) => one.id === id(name))
  expect([
    [of('cat')?.risk, of('cat')?.examples.map(({ text }) => text)],
    [of('dog')?.risk, of('dog')?.definition],
    of('puppy')?.replacedBy,
    [draft.guideline, draft.constraints],
  ]).toEqual([
    ['high', ['meows', 'purrs']],
    ['high', 'It barks.'],
    [id('dog'), id('cat')],
    ['Mine.', START.constraints.slice(1)],
  ])
  expect(both).toEqual([
    { part: 'labels', name: 'wolf' },
    { part: 'labels', name: 'puppy' },
    { part: 'guideline', name: '' },
  ])
})

test('where nothing is said of both, it does not matter who published first: no change of either is lost', () => {
  const byKey = (list: readonly { readonly name: string; readonly id?: string }[]) =>
    new Map(list.map((one) => [one.id ?? one.name, one]))
  const unordered = ({ labels, attributes, causes, ...rest }: TaxonomyDraft) => ({
    ...rest,
    ...{ labels: byKey(labels), attributes: byKey(attributes), causes: byKey(causes) },
  })
  fc.assert(
    fc.property(edits, edits, (ours, others) => {
      const [mine, theirs] = [ours, others].map((list) => list.reduce((draft, edit) => edit(draft), START))
      fc.pre(mine !== undefined && theirs !== undefined)
      const [one, other] = [rebased(theirs, mine), rebased(mine, theirs)]
      expect(one.both.length).toBe(other.both.length)
      if (one.both.length === 0) expect(unordered(one.draft)).toEqual(unordered(other.draft))
    }),
  )
})
