import { expect, test } from 'vitest'
import { dropAt } from '../../renderer/features/taxonomy/drop-place.ts'
import { meantValues, NO_VALUE, typedValues } from '../../renderer/features/taxonomy/json-values.ts'
import { readTaxonomyDocument, taxonomyDocument } from '../../shared/domain/taxonomy/document.ts'
import { labelBadges } from '../../shared/domain/taxonomy/draft-badges.ts'
import { addLabel, deprecateLabel, moveLabel, setLabel } from '../../shared/domain/taxonomy/label-edits.ts'
import { labelTree } from '../../shared/domain/taxonomy/label-tree.ts'
import { LabelId } from '../../shared/model/ids.ts'
import { TaxonomyDraft } from '../../shared/model/taxonomy.ts'
import { BUILT_IN_CAUSES } from '../../shared/model/verdict.ts'

const id = (text: string): LabelId =>
  LabelId.parse(`l_${Buffer.from(text).toString('hex').padEnd(16, '0').slice(0, 16)}`)
const label = (name: string, parent?: string) => ({
  ...{ id: id(name), name, hue: 0, tone: 0, dash: 0, shapes: ['box'] },
  ...(parent === undefined ? {} : { parent: id(parent) }),
})
const DRAFT = TaxonomyDraft.parse({
  name: 'animals',
  labels: [label('cat'), label('dog'), label('puppy', 'dog'), label('fox')],
  causes: [...BUILT_IN_CAUSES],
})
const rows = labelTree(DRAFT.labels)

test('a drop means before a row, under it, or behind it; never on itself or below itself', () => {
  const at = (height: number, dragged: string) => {
    const drop = dropAt(rows, height, id(dragged))
    return drop && [drop.at, drop.place.parent, drop.place.before]
  }
  expect({
    before: at(1.1, 'fox'),
    under: at(1.5, 'fox'),
    behindOpenParent: at(1.9, 'fox'),
    behindChild: at(2.9, 'cat'),
    behindLast: at(9, 'cat'),
    onItself: at(3.5, 'fox'),
    belowItself: at(2.5, 'dog'),
    aboveAll: at(-3, 'fox'),
  }).toEqual({
    before: ['before', null, id('dog')],
    under: ['into', id('dog'), null],
    behindOpenParent: ['after', id('dog'), id('puppy')],
    behindChild: ['after', id('dog'), null],
    behindLast: ['after', null, null],
    onItself: null,
    belowItself: null,
    aboveAll: ['before', null, id('cat')],
  })
})

test('each label says what the draft did to it', () => {
  const edited = [
    (draft: TaxonomyDraft) => setLabel(draft, id('cat'), { name: 'feline', risk: 'high' }),
    (draft: TaxonomyDraft) => addLabel(draft, { id: id('elk'), name: 'elk', parent: null }),
    (draft: TaxonomyDraft) => moveLabel(draft, id('puppy'), { parent: null, before: null }),
    (draft: TaxonomyDraft) => deprecateLabel(draft, id('fox'), [id('cat'), id('dog')]),
    (draft: TaxonomyDraft) => setLabel(draft, id('dog'), { hue: 4 }),
  ].reduce((draft, edit) => edit(draft), DRAFT)
  const badges = labelBadges(DRAFT, edited)
  expect(Object.fromEntries(edited.labels.map(({ id: one, name }) => [name, badges.get(one)]))).toEqual({
    feline: ['renamed', 'risk'],
    dog: ['changed'],
    puppy: ['moved'],
    fox: ['split'],
    elk: ['new'],
  })
  expect(labelBadges(DRAFT, DRAFT)).toEqual(new Map())
})

test('a typed value means a number, true and false as such and as the text; none stands for itself', () => {
  expect(meantValues(['mail', '4', 'true', '04'])).toEqual(['mail', 4, '4', true, 'true', '04'])
  expect(typedValues(['mail', 4, '4', NO_VALUE, { a: 1 }])).toEqual(['mail', '4', '{"a":1}'])
})

test('a document says again what it was made of; what is none says where it is wrong', () => {
  for (const as of ['yaml', 'json'] as const)
    for (const from of [null, { version: 3, publishedAt: '2026-01-02T03:04:05.678Z' }])
      expect(readTaxonomyDocument(taxonomyDocument(DRAFT, from, as))).toEqual({ ok: true, draft: DRAFT, from })
  const aliases = `a: &a [x]\n${Array.from({ length: 200 }, (_, at) => `b${at}: [*a, *a]`).join('\n')}`
  const problems = ['name: a\nname: b', 'labels: [', 'labels: 4', aliases].map((text) => {
    const read = readTaxonomyDocument(text)
    return read.ok ? 'read' : read.problem.split(':').slice(0, 2).join(':')
  })
  expect(problems).toEqual([
    'is neither YAML nor JSON: line 2',
    'is neither YAML nor JSON: line 1',
    'is no taxonomy: name',
    'is no taxonomy: the document',
  ])
})
